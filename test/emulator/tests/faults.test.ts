import { effects, startEmulator } from '../index';
import { Client, PROMPT, SESSION, SESSIONS, STANDING_STILL, startForEachTest, statuses } from './client';

const started = startForEachTest(STANDING_STILL);

const get = async (path = SESSION) => await started.client.get(path);
const strike = (rule: Parameters<typeof started.emulator.graph.addFault>[0]) =>
	started.emulator.graph.addFault(rule);

const part = (id: string) => ({ id, method: 'GET', url: `/security/securityCopilot${SESSION}` });
const evaluation = (id: string) => ({
	id,
	method: 'POST',
	url: `/security/securityCopilot${PROMPT}/evaluations`,
});
/** Answers to the parts in their order of arrival. */
const sendBatch = async (...requests: object[]) =>
	(await started.client.raw('POST', '/beta/$batch', { body: { requests } })).body.responses as Array<{
		id: string;
		status: number;
		headers: Record<string, string>;
	}>;

describe('rules', () => {
	it('work off a list and then leave the client alone', async () => {
		const fault = strike({ effect: [effects.throttled(10), effects.graphError(503)] });
		expect(await statuses(3, get)).toEqual([429, 503, 200]);
		expect(fault).toMatchObject({ applied: 2, remaining: 0 });
		expect(started.emulator.graph.requests.map(({ fault: name }) => name)).toEqual(['429', '503', undefined]);
	});

	it('match by method, path, token, predicate and number', async () => {
		const token = started.emulator.entra.issueToken();
		strike({
			match: {
				method: 'get',
				path: /sessions\/ecdf/,
				token: '<token:2>',
				nth: 2,
				predicate: ({ url }) => !url.includes('prompts'),
			},
			effect: effects.graphError(500),
		});
		expect(await statuses(2, get)).toEqual([200, 200]);
		expect(await statuses(2, () => started.client.get(SESSIONS, { token }))).toEqual([200, 200]);
		expect(await statuses(3, () => started.client.get(SESSION, { token }))).toEqual([200, 500, 200]);
	});

	it.each(['before', 'after'] as const)('strike %s the request took effect', async (moment) => {
		strike({ match: { method: 'POST' }, effect: effects.graphError(504), moment });
		expect((await started.client.post(`${PROMPT}/evaluations`, {})).status).toBe(504);
		expect(started.emulator.graph.costs).toHaveLength(moment === 'after' ? 1 : 0);
	});

	it('strike single parts of a batch by their id', async () => {
		const fault = strike({ match: { part: '2' }, effect: effects.throttled(7) });
		expect((await get()).status).toBe(200);
		expect((await sendBatch(part('1'))).map(({ status }) => status)).toEqual([200]);
		expect(fault.remaining).toBe(1);
		const parts = await sendBatch(part('1'), part('2'));
		expect(parts.find(({ id }) => id === '1')).toMatchObject({ status: 200 });
		expect(parts.find(({ id }) => id === '2')).toMatchObject({
			status: 429,
			headers: { 'retry-after': '7' },
		});
	});

	it('strike a whole batch, and then no part is run', async () => {
		strike({ match: { path: '/$batch' }, effect: effects.graphError(501) });
		expect(await sendBatch(evaluation('1'))).toBeUndefined();
		expect([started.emulator.graph.costs.length, started.emulator.graph.requests.length]).toEqual([0, 1]);
	});

	it('come at random, the same way for the same seed', async () => {
		const run = async (seed: number) => {
			started.emulator.graph.failAtRandom({ seed, rate: 0.5 });
			return await statuses(20, get);
		};
		const first = await run(42);
		expect(await run(42)).toEqual(first);
		expect(await run(43)).not.toEqual(first);
		expect(first).toContain(200);
	});
});

describe('answers', () => {
	it('may be changed while the request takes effect', async () => {
		const change = effects.change((body) => ({ ...body, id: undefined, displayName: 7 }));
		strike({ effect: [change, effects.headers({ date: 'yesterday' }), effects.contentType('text/plain')] });
		expect((await get()).body).toMatchObject({ displayName: 7 });
		expect(await get()).toMatchObject({ status: 200, body: { id: started.emulator.sessionId } });
		expect((await get()).headers.get('content-type')).toBe('text/plain');
		strike({ match: { method: 'POST' }, effect: effects.emptyBody() });
		expect(await started.client.post(SESSIONS, { displayName: 'x' })).toMatchObject({
			status: 201,
			text: '',
		});
		expect((await get(`${SESSIONS}?$count=true`)).body['@odata.count']).toBe(4);
	});

	it('may lead elsewhere, where a token would be seen', async () => {
		const { elsewhere } = started.emulator;
		strike({ effect: effects.redirect(307, `${elsewhere.origin}/stolen`) });
		const { status, headers } = await get();
		expect(status).toBe(307);
		await started.client.raw('GET', headers.get('location')!);
		expect(elsewhere.requests).toMatchObject([
			{ url: '/stolen', headers: { authorization: 'Bearer <token:1>' } },
		]);
	});
});

describe('the wire', () => {
	it.each([
		['reset', effects.reset(), 'ECONNRESET'],
		['closeBeforeHeaders', effects.closeBeforeHeaders(), 'UND_ERR_SOCKET'],
	])('%s: no answer', async (_name, effect, code) => {
		strike({ effect });
		await expect(get()).rejects.toMatchObject({ cause: { code } });
		expect(started.emulator.graph.requests[0]!.status).toBeUndefined();
	});

	it.each([
		['closeMidBody', effects.closeMidBody()],
		['wrongLength', effects.wrongLength()],
		['brokenGzip', effects.brokenGzip()],
	])('%s: an answer that cannot be read', async (_name, effect) => {
		strike({ effect });
		await expect(get()).rejects.toThrow();
		expect((await get()).status).toBe(200);
	});

	it('hangs until the client gives up; stop does not wait for it', async () => {
		const other = await startEmulator();
		other.graph.addFault({ effect: effects.hang() });
		const outcome = new Client(other).get(SESSION).catch((error: Error) => error.message);
		while (other.graph.requests.length === 0) await new Promise(setImmediate);
		await other.stop();
		expect(await outcome).toBe('fetch failed');
	});
});

describe('throttling', () => {
	it('counts per token and window, parts of a batch one by one', async () => {
		const { emulator, client } = started;
		emulator.graph.addThrottle({ limit: 3, window: 60_000 });
		await sendBatch(part('1'), part('2'));
		expect((await get()).status).toBe(200);
		emulator.advance(15_000);
		const refused = await get();
		expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '45']);
		expect((await client.get(SESSION, { token: emulator.entra.issueToken() })).status).toBe(200);
		emulator.advance(45_000);
		expect((await get()).status).toBe(200);
		expect(emulator.graph.requests.some(({ early }) => early)).toBe(false);
	});

	it('restarts the wait of a client that comes early, with retryPenalty', async () => {
		started.emulator.graph.switches.retryPenalty = 'on';
		strike({ effect: effects.throttled(10) });
		await get();
		started.emulator.advance(9000);
		expect((await get(SESSIONS)).headers.get('retry-after')).toBe('10');
		started.emulator.advance(9000);
		expect((await get()).status).toBe(429);
		started.emulator.advance(10_000);
		expect((await get()).status).toBe(200);
	});
});
