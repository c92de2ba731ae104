import { once } from 'node:events';
import { Agent, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

import { connectionFaults, effects, startEmulator, startFaultProxy } from '../index';
import type { ConnectionFault, Emulator, FaultProxy } from '../index';
import { PROMPT, SESSION, SESSIONS } from './client';

describe('the fault proxy', () => {
	let emulator: Emulator;
	let proxy: FaultProxy;
	let token: string;

	beforeAll(async () => {
		emulator = await startEmulator();
	});
	beforeEach(async () => {
		emulator.reset();
		token = emulator.entra.issueToken();
		proxy = await startFaultProxy({ target: emulator.graphApiBaseUrl });
	});
	afterEach(() => proxy.stop());
	afterAll(() => emulator.stop());

	interface Options {
		method?: string;
		/** Without one each request has a connection of its own. */
		agent?: Agent;
		ca?: string;
	}
	const begin = (path: string, { method = 'GET', agent, ca }: Options = {}): ClientRequest => {
		const url = new URL(`/beta/security/securityCopilot${path}`, proxy.origin);
		const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
		return url.protocol === 'https:'
			? httpsRequest(url, { method, headers, ca, agent: false })
			: httpRequest(url, { method, headers, agent: agent ?? false });
	};
	const begun = async (path: string, options?: Options): Promise<IncomingMessage> => {
		const started = begin(path, options).end();
		const [response] = (await once(started, 'response')) as [IncomingMessage];
		// From here on the response says what went wrong.
		started.on('error', () => undefined);
		return response;
	};
	const send = async (path: string, options?: Options): Promise<{ status: number; body: string }> => {
		const response = await begun(path, options);
		const chunks: Buffer[] = [];
		for await (const chunk of response) chunks.push(chunk as Buffer);
		return { status: response.statusCode!, body: Buffer.concat(chunks).toString('utf8') };
	};
	/** The status, or the code of the failure. */
	const outcome = async (path: string, options?: Options): Promise<number | string> =>
		await send(path, options).then(
			({ status }) => status,
			(error: { code: string }) => error.code,
		);
	const outcomes = async (count: number, path: string): Promise<(number | string)[]> => {
		const seen: (number | string)[] = [];
		for (let index = 0; index < count; index += 1) seen.push(await outcome(path));
		return seen;
	};
	const until = async (condition: () => boolean): Promise<void> => {
		while (!condition()) await new Promise(setImmediate);
	};
	const createEvaluation = async () => await outcome(`${PROMPT}/evaluations`, { method: 'POST' });

	it('passes everything on, counts it, and stands in links where the target would', async () => {
		const { body } = await send(`${SESSIONS}?$top=1`);
		expect(new URL(JSON.parse(body)['@odata.nextLink'] as string).origin).toBe(proxy.origin);
		await until(() => proxy.connections[0]!.closed);
		expect(proxy.connections).toHaveLength(1);
		const [{ fault, received, sent }] = proxy.connections as [FaultProxy['connections'][number]];
		expect(fault).toBeUndefined();
		expect(received).toBeGreaterThan(token.length);
		expect(sent).toBeGreaterThan(body.length);
	});

	describe('breaks a connection', () => {
		const strike = (fault: ConnectionFault) => proxy.addFault({ fault });

		it('before anything reaches the target', async () => {
			strike(connectionFaults.reset());
			expect(await createEvaluation()).toBe('ECONNRESET');
			expect(emulator.graph.requests).toEqual([]);
			expect(await createEvaluation()).toBe(201);
		});

		it.each([
			['when the target begins to answer', connectionFaults.resetAfterRequest()],
			['at once in its own direction', connectionFaults.halfClose()],
			['within the headers of the answer', connectionFaults.cut(20, 'reset')],
		])('%s, so that the request is carried out', async (_case, fault) => {
			strike(fault);
			expect(await createEvaluation()).toBe('ECONNRESET');
			await until(() => emulator.graph.requests.length === 1);
			expect(emulator.graph.costs).toHaveLength(1);
			expect(proxy.connections[0]!.fault).toBe(fault.kind);
		});

		it.each(['end', 'reset'] as const)('within the body, by %s', async (by) => {
			strike(connectionFaults.cut(900, by));
			const response = await begun(SESSION);
			expect(response.statusCode).toBe(200);
			await expect(response.toArray()).rejects.toMatchObject({ code: 'ECONNRESET' });
			expect(proxy.connections[0]!.sent).toBe(900);
		});

		it.each([
			['end', 'end'],
			['reset', 'ECONNRESET'],
		] as const)('for a client of bare TCP by %s, as it was ordered', async (by, expected) => {
			strike(connectionFaults.cut(20, by));
			const socket = connect(Number(new URL(proxy.origin).port), '127.0.0.1').resume();
			socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
			const ended = once(socket, 'end').then(
				() => 'end',
				(error: { code: string }) => error.code,
			);
			expect(await ended).toBe(expected);
		});

		it('on the side of the target when the client breaks it', async () => {
			let accept: (socket: Socket) => void;
			const accepted = new Promise<Socket>((resolve) => (accept = resolve));
			const target = createServer((socket) => accept(socket.on('error', () => undefined).resume()));
			await once(target.listen(0, '127.0.0.1'), 'listening');
			await proxy.stop();
			proxy = await startFaultProxy({
				target: `http://127.0.0.1:${(target.address() as AddressInfo).port}`,
			});
			const client = connect(Number(new URL(proxy.origin).port), '127.0.0.1');
			const closed = once(await accepted, 'close');
			client.resetAndDestroy();
			await expect(closed).resolves.toHaveLength(1);
			target.close();
		});

		it('when it is used again', async () => {
			strike(connectionFaults.resetOnNextUse(2));
			const agent = new Agent({ keepAlive: true, maxSockets: 1 });
			expect(await outcome(SESSION, { agent })).toBe(200);
			expect(await outcome(SESSIONS, { agent })).toBe(200);
			expect(await outcome(SESSION, { agent })).toBe('ECONNRESET');
			expect(emulator.graph.requests).toHaveLength(2);
			expect(await outcome(SESSION, { agent })).toBe(200);
			expect(proxy.connections).toHaveLength(2);
			// The third request never arrived, not even late.
			expect(emulator.graph.requests).toHaveLength(3);
			agent.destroy();
		});

		it('when the target refuses it', async () => {
			const other = await startEmulator();
			const before = await startFaultProxy({ target: other.graphApiBaseUrl });
			await other.stop();
			await proxy.stop();
			proxy = before;
			expect(await outcome(SESSION)).toBe('ECONNRESET');
		});
	});

	it.each([
		['the headers', 0, undefined],
		['the end of the body', 900, 200],
	])('stalls before %s until the client gives up', async (_case, after, status) => {
		proxy.addFault({ fault: connectionFaults.stall(after) });
		const started = begin(SESSION).end();
		let response: IncomingMessage | undefined;
		started.once('response', (begins) => (response = begins));
		started.on('error', () => undefined);
		await until(() => emulator.graph.requests.length === 1 && proxy.connections[0]?.sent === after);
		await until(() => (response !== undefined) === (status !== undefined));
		expect(response?.statusCode).toBe(status);
		expect(proxy.connections[0]!.closed).toBe(false);
		started.destroy();
		await until(() => proxy.connections[0]!.closed);
		expect(proxy.connections[0]!.sent).toBe(after);
	});

	it('drips answers, headers too', async () => {
		proxy.addFault({ fault: connectionFaults.drip(20, 1) });
		const agent = new Agent({ keepAlive: true, maxSockets: 1 });
		const answer = send(SESSION, { agent });
		await until(() => (proxy.connections[0]?.sent ?? 0) > 0);
		expect(proxy.connections[0]!.sent).toBe(20);
		const { status, body } = await answer;
		expect(status).toBe(200);
		expect(JSON.parse(body)).toMatchObject({ id: emulator.sessionId });
		agent.destroy();
	});

	describe('refuses connections', () => {
		it('while the port is closed; those that stand go on', async () => {
			const agent = new Agent({ keepAlive: true, maxSockets: 1 });
			expect(await outcome(SESSION, { agent })).toBe(200);
			proxy.refuseConnections();
			expect(await outcome(SESSION)).toBe('ECONNREFUSED');
			expect(await outcome(SESSION, { agent })).toBe(200);
			await proxy.acceptConnections();
			expect(await outcome(SESSION)).toBe(200);
			expect(proxy.connections).toHaveLength(2);
			agent.destroy();
		});

		it('for a time after one that is served', async () => {
			proxy.addFault({ fault: connectionFaults.thenRefuse(60_000) });
			expect(await outcomes(2, SESSION)).toEqual([200, 'ECONNREFUSED']);
			await proxy.acceptConnections();
			proxy.addFault({ fault: connectionFaults.thenRefuse(1) });
			expect(await outcome(SESSION)).toBe(200);
			while ((await outcome(SESSION)) === 'ECONNREFUSED');
			expect(emulator.graph.requests.length).toBeGreaterThanOrEqual(3);
		});
	});

	describe('counts what a client takes', () => {
		it('of a body without end', async () => {
			emulator.graph.addFault({ effect: effects.endlessBody() });
			const response = await begun(SESSION);
			let taken = 0;
			for await (const chunk of response) {
				taken += (chunk as Buffer).length;
				// Leaving the loop closes the connection.
				if (taken > 1_000_000) break;
			}
			await until(() => proxy.connections[0]!.closed);
			const { sent } = proxy.connections[0]!;
			expect(sent).toBeGreaterThan(1_000_000);
			// What lies in buffers between the two, and no more.
			expect(sent).toBeLessThan(20_000_000);
			expect(await outcome(SESSION)).toBe(200);
		});

		it('of a body of 200 MB', async () => {
			const size = 200 * 1024 * 1024;
			emulator.graph.addFault({ effect: effects.hugeBody(size) });
			let taken = 0;
			for await (const chunk of await begun(SESSION)) taken += (chunk as Buffer).length;
			expect(taken).toBeGreaterThan(size);
			expect(proxy.connections[0]!.sent).toBeGreaterThan(taken);
		});
	});

	describe('chooses connections', () => {
		it('by number, and a list one by one', async () => {
			const fault = proxy.addFault({
				fault: [connectionFaults.reset(), connectionFaults.resetAfterRequest()],
				nth: 2,
			});
			expect(await outcomes(4, SESSION)).toEqual([200, 'ECONNRESET', 'ECONNRESET', 200]);
			expect(fault).toMatchObject({ applied: 2, remaining: 0 });
			expect(proxy.connections.map(({ fault: kind }) => kind)).toEqual([
				undefined,
				'reset',
				'resetAfterRequest',
				undefined,
			]);
		});

		it('as often as ordered, until the rule is removed', async () => {
			const fault = proxy.addFault({ fault: connectionFaults.reset(), count: Number.POSITIVE_INFINITY });
			expect(await outcomes(3, SESSION)).toEqual(Array(3).fill('ECONNRESET'));
			fault.remove();
			expect(await outcome(SESSION)).toBe(200);
		});

		it('at random, the same way for the same seed', async () => {
			const run = async (seed: number) => {
				const from = proxy.connections.length;
				proxy.failAtRandom({ seed });
				await outcomes(20, SESSION);
				return proxy.connections.slice(from).map(({ fault }) => fault);
			};
			const first = await run(7);
			expect(await run(7)).toEqual(first);
			expect(await run(8)).not.toEqual(first);
			expect(first).toContain(undefined);
			expect(new Set(first).size).toBeGreaterThan(2);
			proxy.failAtRandom(undefined);
			expect(await outcome(SESSION)).toBe(200);
		});
	});

	describe('speaks TLS', () => {
		const open = async (options: Omit<Parameters<typeof startFaultProxy>[0], 'target'>) => {
			await proxy.stop();
			proxy = await startFaultProxy({ target: emulator.graphApiBaseUrl, ...options });
			expect(proxy.origin).toMatch(/^https:/);
		};

		it.each([
			['expired', 'itself', 'CERT_HAS_EXPIRED', 'CERT_HAS_EXPIRED'],
			['notYetValid', 'itself', 'CERT_NOT_YET_VALID', 'CERT_NOT_YET_VALID'],
			['wrongHost', 'itself', 'ERR_TLS_CERT_ALTNAME_INVALID', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
			['nothing', 'itself', 200, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
			['nothing', 'authority', 200, 'SELF_SIGNED_CERT_IN_CHAIN'],
			['nothing', 'authorityNotSent', 200, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
			['wrongHost', 'authority', 'ERR_TLS_CERT_ALTNAME_INVALID', 'SELF_SIGNED_CERT_IN_CHAIN'],
		] as const)(
			'with a certificate whose defect is: %s, signed by: %s',
			async (certificate, issuer, trusting, wary) => {
				await open({ certificate, issuer });
				expect(await outcome(SESSION, { ca: proxy.authority })).toBe(trusting);
				expect(await outcome(SESSION)).toBe(wary);
				expect(emulator.graph.requests).toHaveLength(trusting === 200 ? 1 : 0);
				expect(proxy.connections).toHaveLength(2);
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

		it.each([
			['as soon as the connection stands', connectionFaults.reset()],
			['with a reset', connectionFaults.breakHandshake()],
			['in good order', connectionFaults.breakHandshake('end')],
		])('and breaks a handshake %s', async (_how, fault) => {
			await open({ certificate: 'nothing' });
			proxy.addFault({ fault });
			expect(await outcome(SESSION, { ca: proxy.authority })).toBe('ECONNRESET');
			expect(emulator.graph.requests).toEqual([]);
			expect(await outcome(SESSION, { ca: proxy.authority })).toBe(200);
			expect(proxy.connections).toHaveLength(2);
		});
	});
});
