import { once } from 'node:events';
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';

import { effects, startEmulator, type Emulator } from '../index';
import { SESSION, SESSIONS } from './client';

describe('a request is early', () => {
	let emulator: Emulator;
	let token: string;
	/** Each keeps one connection open and speaks on it only. */
	let connections: Agent[];

	beforeAll(async () => {
		// A clock that stands still: only advance moves it.
		emulator = await startEmulator({ now: () => Date.UTC(2026, 0, 15, 9) });
	});
	beforeEach(() => {
		emulator.reset();
		token = emulator.entra.issueToken();
		connections = [1, 2].map(() => new Agent({ keepAlive: true, maxSockets: 1 }));
		emulator.graph.addFault({ match: { path: SESSION }, effect: effects.throttled(10) });
	});
	afterEach(() => connections.forEach((connection) => connection.destroy()));
	afterAll(() => emulator.stop());

	const begin = (connection: number, path: string, headers: Record<string, string> = {}): ClientRequest =>
		request(`${emulator.graphApiBaseUrl}/beta/security/securityCopilot${path}`, {
			agent: connections[connection],
			method: headers['expect'] ? 'POST' : 'GET',
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
		});
	const finish = async (started: ClientRequest, body?: string): Promise<number> => {
		started.end(body);
		const [response] = (await once(started, 'response')) as [IncomingMessage];
		response.resume();
		await once(response, 'end');
		return response.statusCode!;
	};
	const get = async (connection: number, path: string): Promise<number> =>
		await finish(begin(connection, path));
	const early = (): boolean[] => emulator.graph.requests.map((seen) => seen.early ?? false);

	it('on the connection of the refusal, at once', async () => {
		expect(await get(0, SESSION)).toBe(429);
		await get(0, SESSIONS);
		expect(early()).toEqual([false, true]);
	});

	it('on any connection, once there was time to read the refusal', async () => {
		await get(0, SESSION);
		emulator.advance(250);
		await get(1, SESSIONS);
		emulator.advance(9_749);
		await get(1, SESSIONS);
		emulator.advance(1);
		await get(1, SESSIONS);
		expect(early()).toEqual([false, true, true, false]);
	});

	it('not on another connection at the same moment', async () => {
		await get(0, SESSION);
		emulator.advance(249);
		await get(1, SESSIONS);
		expect(early()).toEqual([false, false]);
	});

	it('not when it was on its way as the refusal left, however late it is carried out', async () => {
		emulator.graph.switches.retryPenalty = 'on';
		const arrived = emulator.graph.clock.now();
		const underWay = begin(1, SESSIONS, { expect: '100-continue' });
		underWay.flushHeaders();
		// The server has read its headers when it asks for the body.
		await once(underWay, 'continue');
		emulator.advance(1_000);
		expect(await get(0, SESSION)).toBe(429);
		emulator.advance(1_000);
		expect(await finish(underWay, '{"displayName":"x"}')).toBe(201);
		expect(emulator.graph.requests[1]).toMatchObject({ method: 'POST', time: arrived });
		expect(early()).toEqual([false, false]);
		// The next one on the same connection could know.
		expect(await get(1, SESSIONS)).toBe(429);
		expect(early()).toEqual([false, false, true]);
	});

	it('by the time of the refusal, not by that of the request that was refused', async () => {
		emulator.graph.addFault({ match: { method: 'POST' }, effect: effects.throttled(10) });
		const slow = begin(0, SESSIONS, { expect: '100-continue' });
		slow.flushHeaders();
		await once(slow, 'continue');
		emulator.advance(5_000);
		expect(await finish(slow, '{}')).toBe(429);
		emulator.advance(9_999);
		await get(0, SESSIONS);
		emulator.advance(1);
		await get(0, SESSIONS);
		expect(early()).toEqual([false, true, false]);
	});

	it('not before a refusal that never left', async () => {
		const lost = { ...effects.throttled(10), wire: { kind: 'closeMidBody' as const } };
		emulator.graph.addFault({ match: { path: /sessions$/ }, effect: lost });
		await expect(get(0, SESSIONS)).rejects.toMatchObject({ code: 'ECONNRESET' });
		emulator.advance(1_000);
		await get(1, SESSIONS);
		expect(early()).toEqual([false, false]);
	});

	it('in all its parts when it is a batch, but not for what another part of it was refused', async () => {
		const part = (id: string) => ({ id, method: 'GET', url: `/security/securityCopilot${SESSION}` });
		const body = JSON.stringify({ requests: [part('1'), part('2')] });
		const batch = async (connection: number) => {
			const started = request(`${emulator.graphApiBaseUrl}/beta/$batch`, {
				agent: connections[connection],
				method: 'POST',
				headers: { authorization: `Bearer ${token}` },
			});
			return await finish(started, body);
		};
		await batch(0);
		await batch(0);
		expect(early()).toEqual([false, false, false, true, true, true]);
	});
});
