import { batchEffects, effects, startEmulator, type Emulator } from '../index';
import { Client, PROMPT, SESSION, SESSIONS, type Reply } from './client';

interface Part {
	id: string;
	status: number;
	headers: Record<string, string>;
	body: unknown;
}

describe('faults of a batch', () => {
	let emulator: Emulator;
	let client: Client;

	beforeAll(async () => {
		emulator = await startEmulator();
	});
	beforeEach(() => {
		emulator.reset();
		client = new Client(emulator);
	});
	afterAll(() => emulator.stop());

	const read = (id: string, path = SESSION) => ({
		id,
		method: 'GET',
		url: `/security/securityCopilot${path}`,
	});
	const run = (id: string) => ({
		id,
		method: 'POST',
		url: `/security/securityCopilot${PROMPT}/evaluations`,
		headers: { 'Content-Type': 'application/json' },
		body: {},
	});
	const send = async (...requests: object[]): Promise<Reply> =>
		await client.raw('POST', '/beta/$batch', { body: { requests } });
	const partsOf = ({ body }: Reply): Part[] => body.responses;
	const byId = (reply: Reply): Record<string, Part> =>
		Object.fromEntries(partsOf(reply).map((part) => [part.id, part]));

	describe('strike single parts by their id', () => {
		it('with any status, while their neighbours succeed', async () => {
			emulator.graph.addFault({ match: { part: '2' }, effect: effects.throttled(7) });
			emulator.graph.addFault({ match: { part: '3' }, effect: effects.throttled(60) });
			emulator.graph.addFault({ match: { part: '4' }, effect: effects.graphError(424) });
			emulator.graph.addFault({ match: { part: '5' }, effect: effects.html(502) });
			const reply = await send(...['1', '2', '3', '4', '5'].map((id) => read(id)));
			expect(reply.status).toBe(200);
			expect(reply.headers.get('retry-after')).toBeNull();
			expect(byId(reply)).toMatchObject({
				1: { status: 200, body: { id: emulator.sessionId } },
				2: { status: 429, headers: { 'retry-after': '7' } },
				3: { status: 429, headers: { 'retry-after': '60' } },
				4: { status: 424, body: { error: { code: 'FailedDependency' } } },
				5: { status: 502, body: expect.stringContaining('<html>') },
			});
		});

		it('in sequence, so that a retry of the throttled parts alone succeeds', async () => {
			emulator.graph.addFault({
				match: { part: '2' },
				effect: [effects.throttled(1), effects.graphError(503)],
			});
			const statuses = [];
			for (let attempt = 0; attempt < 3; attempt += 1) {
				statuses.push(byId(await send(read('1'), read('2')))['2']!.status);
			}
			expect(statuses).toEqual([429, 503, 200]);
		});

		it('after they took effect, where that was ordered', async () => {
			emulator.graph.addFault({ match: { part: '1' }, effect: effects.graphError(504), moment: 'after' });
			expect(byId(await send(run('1')))['1']!.status).toBe(504);
			expect(emulator.graph.costs).toHaveLength(1);
		});

		it('and no other request', async () => {
			const fault = emulator.graph.addFault({ match: { part: '2' }, effect: effects.graphError(500) });
			expect((await client.get(SESSION)).status).toBe(200);
			expect(byId(await send(read('1')))['1']!.status).toBe(200);
			expect(fault.remaining).toBe(1);
		});
	});

	describe('strike the answer', () => {
		const whole = { path: '/$batch' };

		it('so that parts are missing although they were carried out', async () => {
			emulator.graph.addFault({ match: whole, effect: batchEffects.missingParts('1', '3') });
			const reply = await send(run('1'), read('2'), read('3'));
			expect(partsOf(reply).map(({ id }) => id)).toEqual(['2']);
			expect(emulator.graph.costs).toHaveLength(1);
		});

		it('so that a part is answered twice, the second time otherwise', async () => {
			emulator.graph.addFault({
				match: whole,
				effect: batchEffects.repeatedPart('1', { status: 500, body: undefined }),
			});
			const reply = await send(read('1'), read('2'));
			expect(partsOf(reply)).toHaveLength(3);
			expect(
				partsOf(reply)
					.filter(({ id }) => id === '1')
					.map(({ status }) => status),
			).toEqual([200, 500]);
		});

		it('so that there is a part nobody asked for', async () => {
			const part = { id: '9', status: 200, headers: {}, body: {} };
			emulator.graph.addFault({ match: whole, effect: batchEffects.inventedPart(part) });
			expect(Object.keys(byId(await send(read('1'))))).toEqual(['1', '9']);
		});

		it('never in its order alone: that is another each time', async () => {
			const ids = Array.from({ length: 20 }, (_, index) => String(index));
			const orders = [];
			for (let attempt = 0; attempt < 3; attempt += 1) {
				orders.push(partsOf(await send(...ids.map((id) => read(id, SESSIONS)))).map(({ id }) => id));
			}
			expect(new Set([ids, ...orders].map(String)).size).toBe(4);
			expect(orders.map((order) => [...order].sort())).toEqual(Array(3).fill([...ids].sort()));
		});

		it.each([400, 403, 404, 405, 429, 501, 503])(
			'as a whole with %d, and then no part was run',
			async (status) => {
				emulator.graph.addFault({ match: whole, effect: effects.graphError(status, { retryAfter: 5 }) });
				const reply = await send(run('1'), read('2'));
				expect(reply.status).toBe(status);
				expect(reply.body.error).toMatchObject({ code: expect.stringMatching(/\w/) });
				expect(emulator.graph.costs).toEqual([]);
				expect(emulator.graph.requests).toHaveLength(1);
			},
		);
	});
});
