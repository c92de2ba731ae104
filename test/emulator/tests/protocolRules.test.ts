import { once } from 'node:events';
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';

import { effects } from '../index';
import { SESSION, SESSIONS, STANDING_STILL, startForEachTest } from './client';

const started = startForEachTest(STANDING_STILL);

const early = (): boolean[] => started.emulator.graph.requests.map((seen) => seen.early ?? false);

describe('a request is early', () => {
	let token: string;
	/** Each keeps one connection open and speaks on it only. */
	let connections: Agent[];

	beforeEach(() => {
		token = started.emulator.entra.issueToken();
		connections = [1, 2].map(() => new Agent({ keepAlive: true, maxSockets: 1 }));
		started.emulator.graph.addFault({ match: { path: SESSION }, effect: effects.throttled(10) });
	});
	afterEach(() => connections.forEach((connection) => connection.destroy()));

	const begin = (
		connection: number,
		method: string,
		path: string,
		headers: Record<string, string> = {},
	): ClientRequest =>
		request(`${started.emulator.graphApiBaseUrl}/beta${path}`, {
			agent: connections[connection],
			method,
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
		});
	const finish = async (begun: ClientRequest, body?: string): Promise<number> => {
		begun.end(body);
		const [response] = (await once(begun, 'response')) as [IncomingMessage];
		response.resume();
		await once(response, 'end');
		return response.statusCode!;
	};
	const get = async (connection: number, path: string): Promise<number> =>
		await finish(begin(connection, 'GET', `/security/securityCopilot${path}`));
	/** A POST whose headers have arrived, and whose body waits. */
	const underWay = async (connection: number): Promise<ClientRequest> => {
		const headers = { expect: '100-continue' };
		const begun = begin(connection, 'POST', `/security/securityCopilot${SESSIONS}`, headers);
		begun.flushHeaders();
		// The server has read its headers when it asks for the body.
		await once(begun, 'continue');
		return begun;
	};

	it('on the connection of the refusal, at once', async () => {
		expect(await get(0, SESSION)).toBe(429);
		await get(0, SESSIONS);
		expect(early()).toEqual([false, true]);
	});

	it('on any connection, once there was time to read the refusal', async () => {
		await get(0, SESSION);
		for (const milliseconds of [249, 1, 9_749, 1]) {
			started.emulator.advance(milliseconds);
			await get(1, SESSIONS);
		}
		expect(early()).toEqual([false, false, true, true, false]);
	});

	it('not when it was on its way as the refusal left, however late it is carried out', async () => {
		const { emulator } = started;
		emulator.graph.switches.retryPenalty = 'on';
		const arrived = emulator.graph.clock.now();
		const slow = await underWay(1);
		emulator.advance(1_000);
		expect(await get(0, SESSION)).toBe(429);
		emulator.advance(1_000);
		expect(await finish(slow, '{"displayName":"x"}')).toBe(201);
		expect(emulator.graph.requests[1]).toMatchObject({ method: 'POST', time: arrived });
		expect(early()).toEqual([false, false]);
		// The next one on the same connection could know.
		expect(await get(1, SESSIONS)).toBe(429);
		expect(early()).toEqual([false, false, true]);
	});

	it('by the time of the refusal, not by that of the request that was refused', async () => {
		started.emulator.graph.addFault({ match: { method: 'POST' }, effect: effects.throttled(10) });
		const slow = await underWay(0);
		started.emulator.advance(5_000);
		expect(await finish(slow, '{}')).toBe(429);
		for (const milliseconds of [9_999, 1]) {
			started.emulator.advance(milliseconds);
			await get(0, SESSIONS);
		}
		expect(early()).toEqual([false, true, false]);
	});

	it('not before a refusal that never left', async () => {
		const lost = { ...effects.throttled(10), wire: { kind: 'closeMidBody' as const } };
		started.emulator.graph.addFault({ match: { path: /sessions$/ }, effect: lost });
		await expect(get(0, SESSIONS)).rejects.toMatchObject({ code: 'ECONNRESET' });
		started.emulator.advance(1_000);
		await get(1, SESSIONS);
		expect(early()).toEqual([false, false]);
	});

	it('in all its parts when it is a batch, but not for what another part of it was refused', async () => {
		const part = (id: string) => ({ id, method: 'GET', url: `/security/securityCopilot${SESSION}` });
		const body = JSON.stringify({ requests: [part('1'), part('2')] });
		await finish(begin(0, 'POST', '/$batch'), body);
		await finish(begin(0, 'POST', '/$batch'), body);
		expect(early()).toEqual([false, false, false, true, true, true]);
	});
});

describe('the wait', () => {
	it('may be a date', async () => {
		const effect = effects.throttled('Thu, 15 Jan 2026 09:00:30 GMT');
		started.emulator.graph.addFault({ effect });
		await started.client.get(SESSION);
		started.emulator.advance(29_999);
		await started.client.get(SESSIONS);
		started.emulator.advance(1);
		await started.client.get(SESSIONS);
		expect(early()).toEqual([false, true, false]);
	});

	it('of a 503 counts for its own resource only, and that of a good answer not at all', async () => {
		const { emulator, client } = started;
		emulator.graph.addFault({
			effect: [effects.headers({ 'retry-after': '900' }), effects.graphError(503, { retryAfter: 10 })],
		});
		for (const path of [SESSION, SESSION, SESSIONS, SESSION]) await client.get(path);
		expect(early()).toEqual([false, false, false, true]);
	});
});

it('marks paging links that were changed or invented', async () => {
	const { client, emulator } = started;
	const link = (await client.get(`${SESSIONS}?$top=1`)).body['@odata.nextLink'] as string;
	await client.raw('GET', link);
	await client.raw('GET', `${link}&$count=true`);
	await client.get(`${SESSIONS}?$skiptoken=invented`);
	const unknown = emulator.graph.requests.map(({ unknownNextLink }) => unknownNextLink ?? false);
	expect(unknown).toEqual([false, false, true, true]);
});
