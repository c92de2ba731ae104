import fc from 'fast-check';
import { ConnectionError, SignInError } from '../../../nodes/graph/errors';
import { BODY_TOO_LARGE, USER_AGENT } from '../../../nodes/graph/http';
import { MAX_CONCURRENCY } from '../../../nodes/graph/RateLimiter';
import { DEFAULT_RETRY_LIMITS } from '../../../nodes/graph/retryPolicy';
import { answer, type NetworkScript, type Outcome } from './scriptedNetwork';
import { graphSetUp, pathOf, paths, statuses } from './senderSetUp';

const throttled = (seconds: number) => answer(429, {}, { 'retry-after': String(seconds) });
const reset = new ConnectionError('ECONNRESET', 'graph.microsoft.com', false);
const unsent = new ConnectionError('ECONNRESET', 'graph.microsoft.com', true);
const ok = (count: number) => Array<number>(count).fill(200);

describe('The same read at the same time', () => {
	it('is sent once, and its answer is for all callers', async () => {
		const { network, getAll } = graphSetUp();
		expect(statuses(await getAll(['a', 'a', 'a', 'b']))).toEqual(ok(4));
		expect(network.paths).toEqual(['a', 'b']);
	});

	it('fails for all callers, and is sent again afterwards', async () => {
		const { network, getAll } = graphSetUp({
			respond: (_path, attempt) => answer(attempt === 1 ? 404 : 200),
		});
		expect(statuses(await getAll(['a', 'a']))).toEqual([404, 404]);
		expect(statuses(await getAll(['a']))).toEqual([200]);
		expect(network.paths).toEqual(['a', 'a']);
	});

	it('is another read with another preference, and never a POST', async () => {
		const { network, get, post, settled } = graphSetUp();
		await settled([get('a'), get('a', { Prefer: 'odata.maxpagesize=100' }), post('p'), post('p')]);
		expect(network.paths).toEqual(['a', 'a', 'p', 'p']);
	});
});

it('Every attempt, alone or in a batch, has an ID of its own and names this package', async () => {
	const { network, getAll } = graphSetUp({
		respond: (path, attempt) => answer(attempt === 1 ? 503 : 200, { path }),
	});
	await getAll([...paths(6), 'x']);
	expect(network.sent).toHaveLength(14);
	expect(new Set(network.sent.map(({ headers }) => headers['client-request-id'])).size).toBe(14);
	expect(new Set(network.sent.map(({ headers }) => headers['User-Agent']))).toEqual(new Set([USER_AGENT]));
	expect(USER_AGENT).toMatch(/^n8n-nodes-security-copilot\/\d+\.\d+\.\d+$/);
});

describe('Reads at the same time', () => {
	it('get their own answers, whatever the order of the parts', async () => {
		const { network, getAll } = graphSetUp({ order: (parts) => [...parts].reverse() });
		const results = await getAll(paths(45));
		expect(results.map((result) => result.status === 'fulfilled' && pathOf(result.value))).toEqual(paths(45));
		expect(network.batches).toEqual([20, 20, 5]);
	});

	it('go one by one from then on where the service refuses a batch', async () => {
		const redirect = answer(307, {}, { location: 'https://evil.example/' });
		const noBatch = answer(200, { value: [] });
		const tooLarge = new ConnectionError(BODY_TOO_LARGE, 'graph.microsoft.com', false);
		const refusals = [400, 403, 405, 501].map((status) => answer(status));
		for (const refusal of [...refusals, redirect, noBatch, tooLarge]) {
			const { network, getAll } = graphSetUp({ respondToBatch: () => refusal });
			expect(statuses(await getAll(paths(30)))).toEqual(ok(30));
			expect(statuses(await getAll(paths(10)))).toEqual(ok(10));
			expect(network.batches).toEqual([20, 10]);
		}
	});

	it('go one by one after 507, and the next in batches', async () => {
		const { network, getAll } = graphSetUp({
			respondToBatch: (attempt) => (attempt === 1 ? answer(507) : undefined),
		});
		expect(statuses(await getAll(paths(10)))).toEqual(ok(10));
		expect(statuses(await getAll(paths(10)))).toEqual(ok(10));
		expect(network.batches).toEqual([10, 10]);
	});

	it.each<[string, Outcome | undefined]>([
		['is missing', undefined],
		['fails for another', answer(424)],
	])('go alone where a part %s', async (_what, outcome) => {
		const { network, getAll } = graphSetUp({
			respond: (path, attempt) => (path === 'item/2' && attempt === 1 ? outcome : answer(200, { path })),
		});
		expect(statuses(await getAll(paths(5)))).toEqual(ok(5));
		expect(network.batches).toEqual([5]);
		expect(network.sent.at(-1)).toMatchObject({ path: 'item/2', inBatch: false });
	});

	it.each<[string, Outcome]>([
		['503', answer(503)],
		['a reset', reset],
	])('come again as one batch after %s, and alone after two', async (_what, outcome) => {
		const { network, getAll } = graphSetUp({ respondToBatch: () => outcome }, { jitter: 0.7 });
		expect(statuses(await getAll(paths(8)))).toEqual(ok(8));
		expect(network.batches).toEqual([8, 8]);
		expect(network.sent.filter(({ inBatch }) => !inBatch)).toHaveLength(8);
	});
});

describe('A token that is refused', () => {
	it.each([
		['401', answer(401)],
		['403 with the code of an expired token', answer(403, { error: { code: 'InvalidAuthenticationToken' } })],
	])('in parts (%s): the first goes again alone, and the others when it is back', async (_what, refusal) => {
		let isValid = false;
		const { network, getAll, time } = graphSetUp({
			// Alone, the transport renews the token, which takes its time.
			respond: (path) => (isValid || !network.sent.at(-1)!.inBatch ? answer(200, { path }) : refusal),
			onSingle: () => void time.sleep(90).then(() => (isValid = true)),
			duration: () => 100,
		});
		expect(statuses(await getAll(paths(20)))).toEqual(ok(20));
		expect(network.sent.slice(20).map(({ inBatch }) => inBatch)).toEqual([false, ...Array(19).fill(true)]);
	});

	it('for good is handed on after one more try each', async () => {
		const { network, getAll } = graphSetUp({ respond: () => answer(401) });
		expect(statuses(await getAll(paths(20)))).toEqual(Array(20).fill(401));
		expect(network.sent).toHaveLength(40);
	});

	it('as a whole batch is handed on: the transport has renewed it', async () => {
		const { network, getAll } = graphSetUp({ respondToBatch: () => answer(401) });
		expect(statuses(await getAll(paths(20)))).toEqual(Array(20).fill(401));
		expect(network.batches).toEqual([20]);
	});

	it('that Entra does not issue is thrown as it came', async () => {
		const { network, getAll } = graphSetUp({ respond: () => new SignInError('refused') });
		expect(statuses(await getAll(['a']))).toEqual(['SignInError']);
		expect(network.paths).toEqual(['a']);
	});
});

describe('Throttling', () => {
	it('holds everything behind one limiter, then one request goes ahead', async () => {
		const { network, get, settled, time, passedMs } = graphSetUp(
			{ respond: (path, attempt) => (path === 'a' && attempt === 1 ? throttled(30) : answer(200)) },
			{ senders: 2 },
		);
		const first = get('a');
		await time.run(time.now() + 1_000);
		expect(statuses(await settled([first, get('b'), get('c'), get('d')]))).toEqual(ok(4));
		expect(passedMs()).toBeGreaterThanOrEqual(30_000);
		const times = network.exchangeTimes.map((at) => at - network.exchangeTimes[0]!);
		expect(times.slice(1).every((at) => at >= 30_000)).toBe(true);
		expect(times[2]).toBeGreaterThan(times[1]!);
	});

	it('of some parts sends those again, after the longest time', async () => {
		const { network, getAll, passedMs } = graphSetUp({
			respond: (path, attempt) =>
				attempt === 1 && /[135]$/.test(path) ? throttled(Number(path.at(-1)) * 4) : answer(200, { path }),
		});
		expect(statuses(await getAll(paths(8)))).toEqual(ok(8));
		expect(network.paths.slice(8).sort()).toEqual(['item/1', 'item/3', 'item/5']);
		expect(passedMs()).toBeGreaterThanOrEqual(20_000);
	});

	it('by a date in a part counts by the clock of the batch', async () => {
		const inHttp = (ms: number) => new Date(ms + 3_600_000).toUTCString();
		const { getAll, passedMs, time } = graphSetUp({
			respond: (path, attempt) =>
				attempt === 1 ? answer(429, {}, { 'retry-after': inHttp(start + 20_000) }) : answer(200, { path }),
			headersOfBatch: () => ({ date: inHttp(time.now()) }),
		});
		const start = time.now();
		expect(statuses(await getAll(paths(5)))).toEqual(ok(5));
		expect(passedMs()).toBeGreaterThanOrEqual(19_000);
		expect(passedMs()).toBeLessThan(22_000);
	});

	const WINDOW_MS = 10_000;
	it.each([
		[1_000, 40, 3],
		[20, 8, 1],
	])('%i reads, %i in 10 s, %i retries: all are delivered', async (reads, limit, maxRetries) => {
		const taken = new Map<number, number>();
		const script: NetworkScript = {
			respond: (path) => {
				const window = Math.floor(passedMs() / WINDOW_MS);
				const count = (taken.get(window) ?? 0) + 1;
				taken.set(window, count);
				const leftMs = (window + 1) * WINDOW_MS - passedMs();
				return count <= limit ? answer(200, { path }) : throttled(Math.ceil(leftMs / 1_000));
			},
			order: (parts) => [...parts].reverse(),
		};
		const { getAll, passedMs } = graphSetUp(script, { limits: { ...DEFAULT_RETRY_LIMITS, maxRetries } });
		expect(statuses(await getAll(paths(reads)))).toEqual(ok(reads));
		expect(passedMs()).toBeLessThan(1.1 * (reads / limit + 1) * WINDOW_MS);
	});

	it('for ever, beside others that are served: at most two more tries than the limits allow', async () => {
		const { network, getAll } = graphSetUp({
			respond: (path) => (path === 'item/7' ? throttled(10) : answer(200, { path })),
		});
		const results = statuses(await getAll(paths(200)));
		expect(results.filter((result) => result === 200)).toHaveLength(199);
		expect(results[7]).toBe('RetriesExhaustedError');
		expect(network.paths.filter((path) => path === 'item/7').length).toBeLessThanOrEqual(6);
	});

	it('of all of them ends all within the budget', async () => {
		const { network, getAll, passedMs } = graphSetUp({ respond: () => throttled(10) });
		expect(new Set(statuses(await getAll(paths(1_000))))).toEqual(new Set(['RetriesExhaustedError']));
		expect(passedMs()).toBeLessThanOrEqual(190_000);
		expect(network.sent.length).toBeLessThan(400);
	});

	it('beyond the budget ends at once, with the time', async () => {
		const { get, settled, time, passedMs, network } = graphSetUp({ respond: () => throttled(3_600) });
		const [first, second] = await settled([get('a')]).then(async (results) => [
			...results,
			...(await settled([get('b')])),
		]);
		const retryAt = time.now() - passedMs() + 3_600_000;
		expect(first).toMatchObject({ reason: { name: 'RetriesExhaustedError', tries: 1 } });
		expect(second).toMatchObject({
			reason: { name: 'RetriesExhaustedError', tries: 0, cause: { status: 429 } },
		});
		const told = (second as { reason: { retryAt: number } }).reason.retryAt;
		expect(Math.abs(told - retryAt)).toBeLessThan(1_000);
		expect(network.paths).toEqual(['a']);
	});

	it('with no retries left to it ends at once', async () => {
		const limits = { ...DEFAULT_RETRY_LIMITS, maxRetries: 0 };
		const { getAll, passedMs } = graphSetUp(
			{ respond: (path) => (path === 'item/0' ? answer(200) : throttled(10)) },
			{ limits },
		);
		expect(statuses(await getAll(paths(5)))).toEqual([
			200,
			...Array<string>(4).fill('RetriesExhaustedError'),
		]);
		expect(passedMs()).toBeLessThan(1_000);
	});
});

describe('A POST', () => {
	it.each<[string, Outcome]>([
		['a 429', throttled(1)],
		['a connection that failed before anything was sent', unsent],
	])('is sent again after %s', async (_what, outcome) => {
		const { network, post, settled } = graphSetUp({
			respond: (_path, attempt) => (attempt === 1 ? outcome : answer(201)),
		});
		expect(statuses(await settled([post('p')]))).toEqual([201]);
		expect(network.paths).toEqual(['p', 'p']);
	});

	it('is sent once where nobody knows whether it was carried out', async () => {
		const unreadable = { status: 201, headers: {}, text: '<html>' };
		for (const outcome of [answer(500), reset, unreadable]) {
			const { network, post, settled } = graphSetUp({ respond: () => outcome });
			expect(await settled([post('p')])).toMatchObject([{ reason: { name: 'UnconfirmedPostError' } }]);
			expect(network.paths).toEqual(['p']);
		}
	});
});

describe('Cancelling', () => {
	it.each<[string, NetworkScript]>([
		['a pause', { respond: () => throttled(60) }],
		['a backoff', { respond: () => answer(503) }],
	])('ends %s at once, and nothing is sent after it', async (_what, script) => {
		const stop = new AbortController();
		const { network, get, time } = graphSetUp(script, { signal: stop.signal, jitter: 0.9 });
		const sending = get('a').catch((error: Error) => error.name);
		await time.run(time.now() + 500);
		stop.abort();
		expect(await sending).toBe('CancelledError');
		expect(await get('b').catch((error: Error) => error.name)).toBe('CancelledError');
		await time.run();
		expect(network.paths).toEqual(['a']);
	});

	it('ends what waits in the queue', async () => {
		const stop = new AbortController();
		const { network, getAll } = graphSetUp(
			{ respond: (path) => (stop.abort(), answer(200, { path })) },
			{ signal: stop.signal, needsToken: true },
		);
		const results = statuses(await getAll(paths(1_000)));
		expect(network.batches).toEqual([20]);
		expect(results.filter((result) => result === 'CancelledError')).toHaveLength(980);
	});
});

describe('Whatever transient failures come', () => {
	const failure = fc.constantFrom<'ok' | 'missing' | number>('ok', 'ok', 'ok', 'missing', 429, 500, 503, 504);
	const envelope = fc.constantFrom<'ok' | 'reset' | number>('ok', 'ok', 'ok', 'reset', 429, 503);

	it('every read gets its own answer once, in place, and no limit is passed', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 120 }),
				fc.array(failure, { minLength: 1, maxLength: 50 }),
				fc.array(envelope, { minLength: 1, maxLength: 8 }),
				fc.boolean(),
				async (count, failures, envelopes, refusesBatches) => {
					let asked = 0;
					const { network, getAll } = graphSetUp(
						{
							// Nothing fails more than twice, so the retries are enough.
							respond: (path, attempt) => {
								const kind = attempt > 2 ? 'ok' : failures[asked++ % failures.length]!;
								if (kind === 'missing') return undefined;
								return kind === 'ok' ? answer(200, { path }) : answer(kind, {}, { 'retry-after': '3' });
							},
							respondToBatch: (attempt) => {
								if (refusesBatches) return answer(405);
								const kind = attempt > 4 ? 'ok' : envelopes[attempt % envelopes.length]!;
								if (kind === 'ok') return undefined;
								return kind === 'reset' ? reset : answer(kind, {}, { 'retry-after': '2' });
							},
							duration: (exchange) => 1 + ((exchange * 37) % 200),
							order: (parts) => [...parts].reverse(),
						},
						{ limits: { maxRetries: 10, retryBudgetMs: 3_600_000 } },
					);
					const results = await getAll(paths(count));
					expect(results.map((result) => result.status === 'fulfilled' && pathOf(result.value))).toEqual(
						paths(count),
					);
					expect(network.mostInFlight).toBeLessThanOrEqual(MAX_CONCURRENCY);
				},
			),
			{ numRuns: 50 },
		);
	});

	it('no read is tried more often than the limits allow, in batches and alone together', async () => {
		const no429 = <T>(kind: T | number) => kind !== 429;
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 60 }),
				fc.integer({ min: 0, max: 4 }),
				fc.array(failure.filter(no429), { minLength: 1, maxLength: 50 }),
				fc.array(envelope.filter(no429), { minLength: 1, maxLength: 8 }),
				async (count, maxRetries, failures, envelopes) => {
					let asked = 0;
					const { network, getAll } = graphSetUp(
						{
							respond: (path) => {
								const kind = failures[asked++ % failures.length]!;
								return kind === 'missing' ? undefined : answer(kind === 'ok' ? 200 : kind, { path });
							},
							respondToBatch: (attempt) => {
								const kind = envelopes[attempt % envelopes.length]!;
								if (kind === 'ok') return undefined;
								return kind === 'reset' ? reset : answer(kind);
							},
						},
						{ limits: { maxRetries, retryBudgetMs: 3_600_000 } },
					);
					expect(await getAll(paths(count))).toHaveLength(count);
					for (const path of paths(count)) {
						// Once more, and alone, where a batch was answered without it. The third attempt is in no batch.
						const tries = network.left.filter((left) => left === path).length;
						expect(tries).toBeLessThanOrEqual(maxRetries + 3);
					}
				},
			),
			{ numRuns: 50 },
		);
	});
});
