import { once } from 'node:events';
import { Agent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

import { connectionFaults, startFaultProxy, type FaultProxy, type FaultProxyOptions } from '../index';
import { PROMPT, SESSION, SESSIONS, startForEachTest } from './client';

describe('the fault proxy', () => {
	const started = startForEachTest();
	let proxy: FaultProxy;
	let token: string;

	const open = async (options: Omit<FaultProxyOptions, 'target'> = {}) => {
		proxy = await startFaultProxy({ target: started.emulator.graphApiBaseUrl, ...options });
	};
	beforeEach(async () => {
		token = started.emulator.entra.issueToken();
		await open();
	});
	afterEach(() => proxy.stop());

	interface Options {
		method?: string;
		/** Without one each request has a connection of its own. */
		agent?: Agent;
		ca?: string;
		body?: string;
	}
	const begin = (path: string, { method = 'GET', agent, ca, body }: Options = {}): ClientRequest => {
		const url = new URL(`/beta/security/securityCopilot${path}`, proxy.origin);
		const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
		const begun =
			url.protocol === 'https:'
				? httpsRequest(url, { method, headers, ca, agent: false })
				: httpRequest(url, { method, headers, agent: agent ?? false });
		return begun.end(body);
	};
	const responseTo = async (path: string, options?: Options): Promise<IncomingMessage> => {
		const begun = begin(path, options);
		const [response] = (await once(begun, 'response')) as [IncomingMessage];
		// From here on the response says what went wrong.
		begun.on('error', () => undefined);
		return response;
	};
	/** The status, or the code of the failure. */
	const outcome = async (path: string, options?: Options): Promise<number | string> => {
		try {
			const response = await responseTo(path, options);
			await response.toArray();
			return response.statusCode!;
		} catch (error) {
			return (error as { code: string }).code;
		}
	};
	const outcomes = async (count: number): Promise<(number | string)[]> => {
		const seen: (number | string)[] = [];
		for (let index = 0; index < count; index += 1) seen.push(await outcome(SESSION));
		return seen;
	};
	const until = async (condition: () => boolean): Promise<void> => {
		while (!condition()) await new Promise(setImmediate);
	};
	const createEvaluation = async () => await outcome(`${PROMPT}/evaluations`, { method: 'POST' });

	it('passes everything on, counts it, and stands in links where the target would', async () => {
		const body = Buffer.concat(await (await responseTo(`${SESSIONS}?$top=1`)).toArray()).toString();
		expect(new URL(JSON.parse(body)['@odata.nextLink'] as string).origin).toBe(proxy.origin);
		await until(() => proxy.connections[0]!.closed);
		expect(proxy.connections).toHaveLength(1);
		expect(proxy.connections[0]!.fault).toBeUndefined();
		expect(proxy.connections[0]!.sent).toBeGreaterThan(body.length);
	});

	it('breaks a connection before anything reaches the target', async () => {
		proxy.addFault({ fault: connectionFaults.reset() });
		expect(await createEvaluation()).toBe('ECONNRESET');
		expect(started.emulator.graph.requests).toEqual([]);
		expect(await createEvaluation()).toBe(201);
	});

	it.each([
		['when the target begins to answer', connectionFaults.resetAfterRequest()],
		['at once in its own direction', connectionFaults.halfClose()],
		['within the headers of the answer', connectionFaults.cut(20, 'reset')],
	])('breaks it %s, so that the request is carried out', async (_case, fault) => {
		proxy.addFault({ fault });
		expect(await createEvaluation()).toBe('ECONNRESET');
		await until(() => started.emulator.graph.requests.length === 1);
		expect(started.emulator.graph.costs).toHaveLength(1);
		expect(proxy.connections[0]!.fault).toBe(fault.kind);
	});

	it('breaks it while the request is being sent, unless that is short', async () => {
		proxy.addFault({ fault: connectionFaults.resetDuringRequest(10_000), count: 2 });
		const long = { method: 'POST', body: 'a'.repeat(3_000_000) };
		expect(await outcome(SESSIONS, long)).toMatch(/^(EPIPE|ECONNRESET)$/);
		expect(started.emulator.graph.requests).toEqual([]);
		expect(await outcome(SESSIONS, { method: 'POST', body: '{}' })).toBe(201);
	});

	it('breaks it when it is used again', async () => {
		proxy.addFault({ fault: connectionFaults.resetOnNextUse(2) });
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });
		const seen = [];
		for (const path of [SESSION, SESSIONS, SESSION, SESSION]) seen.push(await outcome(path, { agent }));
		expect(seen).toEqual([200, 200, 'ECONNRESET', 200]);
		// The third request never arrived, not even late.
		expect([started.emulator.graph.requests.length, proxy.connections.length]).toEqual([3, 2]);
		agent.destroy();
	});

	it.each([
		['the headers', 0, undefined],
		['the end of the body', 900, 200],
	])('stalls before %s until the client gives up', async (_case, after, status) => {
		proxy.addFault({ fault: connectionFaults.stall(after) });
		const begun = begin(SESSION).on('error', () => undefined);
		let response: IncomingMessage | undefined;
		begun.once('response', (begins) => (response = begins));
		await until(() => proxy.connections[0]?.sent === after);
		await until(() => (response !== undefined) === (status !== undefined));
		expect([response?.statusCode, proxy.connections[0]!.closed]).toEqual([status, false]);
		begun.destroy();
		await until(() => proxy.connections[0]!.closed);
		expect(proxy.connections[0]!.sent).toBe(after);
	});

	it('refuses connections while its port is closed; those that stand go on', async () => {
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });
		expect(await outcome(SESSION, { agent })).toBe(200);
		proxy.refuseConnections();
		expect(await outcome(SESSION)).toBe('ECONNREFUSED');
		expect(await outcome(SESSION, { agent })).toBe(200);
		await proxy.acceptConnections();
		expect(await outcome(SESSION)).toBe(200);
		agent.destroy();
	});

	it('chooses connections by number, and works off a list', async () => {
		const fault = [connectionFaults.reset(), connectionFaults.resetAfterRequest()];
		const rule = proxy.addFault({ fault, nth: 2 });
		expect(await outcomes(4)).toEqual([200, 'ECONNRESET', 'ECONNRESET', 200]);
		expect(rule).toMatchObject({ applied: 2, remaining: 0 });
	});

	it('chooses connections at random, the same way for the same seed', async () => {
		const run = async (seed: number) => {
			const from = proxy.connections.length;
			proxy.failAtRandom({ seed, faults: [connectionFaults.reset(), connectionFaults.halfClose()] });
			await outcomes(20);
			return proxy.connections.slice(from).map(({ fault }) => fault);
		};
		const first = await run(7);
		expect(await run(7)).toEqual(first);
		expect(await run(8)).not.toEqual(first);
		expect(new Set(first).size).toBe(3);
	});

	describe('speaks TLS', () => {
		beforeEach(() => proxy.stop());

		it.each([
			['expired', 'itself', 'CERT_HAS_EXPIRED', 'CERT_HAS_EXPIRED'],
			['nothing', 'itself', 200, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
			['nothing', 'authority', 200, 'SELF_SIGNED_CERT_IN_CHAIN'],
			['wrongHost', 'authority', 'ERR_TLS_CERT_ALTNAME_INVALID', 'SELF_SIGNED_CERT_IN_CHAIN'],
		] as const)(
			'with a certificate whose defect is: %s, signed by: %s',
			async (certificate, issuer, trusting, wary) => {
				await open({ certificate, issuer });
				expect(await outcome(SESSION, { ca: proxy.authority })).toBe(trusting);
				expect(await outcome(SESSION)).toBe(wary);
				expect(started.emulator.graph.requests).toHaveLength(trusting === 200 ? 1 : 0);
				await until(() => proxy.connections.every(({ closed }) => closed));
			},
		);

		it('by the real time, whatever a test has made of the clock', async () => {
			const now = Date.now() + 300 * 24 * 60 * 60 * 1_000;
			const faked = jest.spyOn(Date, 'now').mockReturnValue(now);
			await open({ certificate: 'nothing' });
			faked.mockRestore();
			expect(await outcome(SESSION, { ca: proxy.authority })).toBe(200);
		});
	});
});
