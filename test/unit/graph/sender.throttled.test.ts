import fc from 'fast-check';

import type { RequestMode } from '../../../nodes/graph/BatchingSender';
import { DEFAULT_RETRY_LIMITS } from '../../../nodes/graph/retry';
import { paths } from './batchingSetUp';
import { answer, type NetworkScript } from './scriptedNetwork';
import { graphSetUp, statuses } from './senderSetUp';

describe('More reads than the limit of Graph takes within the budget of one', () => {
	const WINDOW_MS = 10_000;
	const READS = 1_000;

	it.each<[RequestMode, number, number, number]>([
		['automatic', 1_000, 40, 3],
		['single', 1_000, 40, 3],
		['automatic', 40, 3, 3],
		['batch', 40, 3, 3],
		['automatic', 40, 1, 3],
		['automatic', 20, 8, 1],
	])(
		'are all delivered while Graph serves some (%s, %i of them, %i at a time, %i retries)',
		async (mode, reads, limit, maxRetries) => {
			const taken = new Map<number, number>();
			const script: NetworkScript = {
				respond: (path) => {
					const passedMs = time.now() - start;
					const window = Math.floor(passedMs / WINDOW_MS);
					const count = (taken.get(window) ?? 0) + 1;
					taken.set(window, count);
					if (count <= limit) return answer(200, { path });
					const leftMs = (window + 1) * WINDOW_MS - passedMs;
					return answer(429, {}, { 'retry-after': String(Math.ceil(leftMs / 1_000)) });
				},
				// Who is served is not always who comes first.
				order: (parts) => [...parts].reverse(),
			};
			const { get, settled, time } = graphSetUp(mode, script, { ...DEFAULT_RETRY_LIMITS, maxRetries });
			const start = time.now();
			const results = await settled(paths(reads).map(async (path) => await get(path)));
			expect(statuses(results)).toEqual(Array(reads).fill(200));
			const leastMs = (reads / limit - 1) * WINDOW_MS;
			expect(time.now() - start).toBeLessThan(1.1 * (leastMs + 2 * WINDOW_MS));
		},
	);

	it('are refused at once where nothing is to be repeated', async () => {
		const { get, settled, time } = graphSetUp(
			'batch',
			{ respond: (path) => answer(path === 'item/0' ? 200 : 429, {}, { 'retry-after': '10' }) },
			{ ...DEFAULT_RETRY_LIMITS, maxRetries: 0 },
		);
		const start = time.now();
		const results = await settled(paths(5).map(async (path) => await get(path)));
		expect(statuses(results)).toEqual([200, ...Array<string>(4).fill('RetriesExhaustedError')]);
		expect(time.now() - start).toBeLessThan(1_000);
	});

	it('are given up together when Graph serves none', async () => {
		const { get, settled, time, network } = graphSetUp('automatic', {
			respond: () => answer(429, {}, { 'retry-after': '10' }),
		});
		const start = time.now();
		const results = await settled(paths(READS).map(async (path) => await get(path)));
		expect(statuses(results)).toEqual(Array(READS).fill('RetriesExhaustedError'));
		expect(time.now() - start).toBeLessThanOrEqual(DEFAULT_RETRY_LIMITS.retryBudgetMs + 1_000);
		expect(network.batches.length).toBeLessThan(100);
	});
});

describe('What is always throttled, beside others that are served', () => {
	/** A service that refuses some for ever, for as long as `retryAfter` says, and serves all others. */
	function refusing(refused: string[]) {
		const tried = new Map(refused.map((path) => [path, [] as number[]]));
		return {
			tried,
			respond: (retryAfter: string, now: () => number) => (path: string) => {
				const times = tried.get(path);
				if (!times) return answer(200, { path });
				times.push(now());
				return answer(429, {}, { 'retry-after': retryAfter });
			},
		};
	}

	it.each<[RequestMode, number, string, number]>([
		['single', 200, '60', 3],
		['single', 1_000, '10', 3],
		['single', 400, '1', 10],
		['single', 200, '100', 3],
		['automatic', 1_000, '10', 3],
		['batch', 1_000, '60', 1],
	])(
		'has no more tries and time than any other (%s, %i of them, for %s s, %i retries)',
		async (mode, reads, retryAfter, maxRetries) => {
			const { tried, respond } = refusing(['item/7']);
			const script = { respond: respond(retryAfter, () => time.now()) };
			const { get, settled, time } = graphSetUp(mode, script, { ...DEFAULT_RETRY_LIMITS, maxRetries });
			const results = await settled(paths(reads).map(async (path) => await get(path)));
			const expected = Array<number | string>(reads).fill(200);
			expected[7] = 'RetriesExhaustedError';
			expect(statuses(results)).toEqual(expected);
			const times = tried.get('item/7')!;
			expect(times.length).toBeLessThanOrEqual(maxRetries + 1);
			// Of each time that it waited, an exchange takes a moment more.
			expect(times.at(-1)! - times[0]!).toBeLessThanOrEqual(DEFAULT_RETRY_LIMITS.retryBudgetMs + 1_000);
		},
	);

	it('has no try too many while another request is under way for minutes', async () => {
		const { tried, respond } = refusing(['item/7']);
		const script = {
			respond: respond('5', () => time.now()),
			duration: (exchange: number) => (exchange === 0 ? 300_000 : 50),
		};
		const { get, settled, time } = graphSetUp('single', script);
		const results = await settled(paths(200).map(async (path) => await get(path)));
		const expected = paths(200).map((path) => (path === 'item/7' ? 'RetriesExhaustedError' : 200));
		expect(statuses(results)).toEqual(expected);
		expect(tried.get('item/7')).toHaveLength(DEFAULT_RETRY_LIMITS.maxRetries + 1);
	});

	describe.each<[string, (attempt: number) => number]>([
		['grows slowly', (attempt) => 3 * attempt],
		['doubles', (attempt) => 2 ** attempt],
		['shrinks', (attempt) => Math.max(1, 60 - 20 * attempt)],
		['alternates', (attempt) => (attempt % 2 === 1 ? 1 : 30)],
	])('has no try too many where its Retry-After %s', (_, secondsAt) => {
		it.each<[RequestMode, string[], number]>([
			['single', ['item/7'], 4],
			['batch', ['item/7'], 4],
			// Several take each other's moment: then one more tells.
			['single', ['item/7', 'item/9', 'item/100', 'item/250'], 5],
			['batch', ['item/7', 'item/9', 'item/100', 'item/250'], 5],
		])('(%s, %j, at most %i)', async (mode, refused, most) => {
			const tried = new Map<string, number>();
			const respond = (path: string, attempt: number) => {
				if (!refused.includes(path)) return answer(200, { path });
				tried.set(path, attempt);
				return answer(429, {}, { 'retry-after': String(secondsAt(attempt)) });
			};
			const { get, settled } = graphSetUp(mode, { respond });
			const results = await settled(paths(300).map(async (path) => await get(path)));
			const expected = paths(300).map((path) => (refused.includes(path) ? 'RetriesExhaustedError' : 200));
			expect(statuses(results)).toEqual(expected);
			expect(Math.max(...tried.values())).toBeLessThanOrEqual(most);
		});
	});

	it.each<[RequestMode, number, number, string]>([
		['single', 1_000, 1, '60'],
		['automatic', 1_000, 1, '60'],
		['batch', 1_000, 1, '10'],
		['single', 20, 20, '10'],
		['automatic', 200, 5, '60'],
	])(
		'costs the others nothing, though it is several (%s, %i of %i clients, for %s s)',
		async (mode, reads, clients, retryAfter) => {
			const refused = [7, 9, 15, 18].map((index) => `item/${index}`);
			const { tried, respond } = refusing(refused);
			const script = { respond: respond(retryAfter, () => time.now()) };
			const { get, settled, time } = graphSetUp(mode, script, DEFAULT_RETRY_LIMITS, { clients });
			const results = await settled(paths(reads).map(async (path) => await get(path)));
			const expected = paths(reads).map((path) => (refused.includes(path) ? 'RetriesExhaustedError' : 200));
			expect(statuses(results)).toEqual(expected);
			const most = Math.max(...[...tried.values()].map(({ length }) => length));
			expect(most).toBe(DEFAULT_RETRY_LIMITS.maxRetries + 1);
		},
	);

	it('does not charge others with what it is asked to wait: of theirs, their own counts', async () => {
		// Alone, it would wait for four seconds.
		const respond = (path: string, attempt: number) => {
			if (path === 'item/22') return answer(429, {}, { 'retry-after': '60' });
			if (path === 'item/23' && attempt <= 4) return answer(429, {}, { 'retry-after': '1' });
			return answer(200, { path });
		};
		const limits = { ...DEFAULT_RETRY_LIMITS, maxRetries: 4 };
		const { get, settled } = graphSetUp('single', { respond }, limits);
		const results = await settled(paths(40).map(async (path) => await get(path)));
		const expected = paths(40).map((path) => (path === 'item/22' ? 'RetriesExhaustedError' : 200));
		expect(statuses(results)).toEqual(expected);
	});

	it('is told apart from those whose turn others took, in twenty calls of which two are served at a time', async () => {
		const served = new Map<number, number>();
		const refused = ['item/0', 'item/7'];
		const tried = new Map<string, number>();
		const respond = (path: string) => {
			tried.set(path, (tried.get(path) ?? 0) + 1);
			const passedMs = time.now() - start;
			const window = Math.floor(passedMs / 10_000);
			const count = served.get(window) ?? 0;
			if (refused.includes(path) || count === 2) {
				return answer(429, {}, { 'retry-after': String(Math.ceil((window + 1) * 10 - passedMs / 1_000)) });
			}
			served.set(window, count + 1);
			return answer(200, { path });
		};
		const { get, settled, time } = graphSetUp('automatic', { respond }, DEFAULT_RETRY_LIMITS, {
			clients: 20,
		});
		const start = time.now();
		const results = await settled(paths(20).map(async (path) => await get(path)));
		const expected = paths(20).map((path) => (refused.includes(path) ? 'RetriesExhaustedError' : 200));
		expect(statuses(results)).toEqual(expected);
		expect(refused.map((path) => tried.get(path))).toEqual([4, 4]);
	});
});

describe('Whatever is throttled for ever, and however little Graph serves at a time', () => {
	const WINDOW_MS = 10_000;

	it('all settle, nothing comes too early, and only what is refused for ever fails', async () => {
		const scenario = fc.record({
			mode: fc.constantFrom<RequestMode>('automatic', 'single', 'batch'),
			reads: fc.integer({ min: 1, max: 80 }),
			limit: fc.integer({ min: 1, max: 30 }),
			maxRetries: fc.integer({ min: 1, max: 4 }),
			refused: fc.uniqueArray(fc.nat(79), { maxLength: 4 }),
			backwards: fc.boolean(),
			clients: fc.constantFrom(1, 2, 80),
		});
		await fc.assert(
			fc.asyncProperty(scenario, async ({ mode, reads, limit, maxRetries, refused, backwards, clients }) => {
				const isRefused = new Set(refused.map((index) => `item/${index}`));
				const tries = new Map<string, number>();
				let [closedUntil, early, served, windowOf] = [0, 0, 0, 0];
				const respond = (path: string) => {
					const now = time.now();
					tries.set(path, (tries.get(path) ?? 0) + 1);
					// What was under way when Graph began to throttle left before it could be told.
					if (now > told && now < closedUntil) early += 1;
					const window = Math.floor((now - start) / WINDOW_MS);
					if (window !== windowOf) [windowOf, served] = [window, 0];
					if (!isRefused.has(path) && served < limit) {
						served += 1;
						return answer(200, { path });
					}
					const leftMs = WINDOW_MS - ((now - start) % WINDOW_MS);
					closedUntil = now + Math.ceil(leftMs / 1_000) * 1_000;
					told = now + 1_000;
					return answer(429, {}, { 'retry-after': String(Math.ceil(leftMs / 1_000)) });
				};
				let told = 0;
				const order = <T>(parts: T[]) => (backwards ? [...parts].reverse() : parts);
				const limits = { ...DEFAULT_RETRY_LIMITS, maxRetries };
				const { get, settled, time } = graphSetUp(mode, { respond, order }, limits, { clients });
				const start = time.now();
				const results = await settled(paths(reads).map(async (path) => await get(path)));
				const expected = paths(reads).map((path) => (isRefused.has(path) ? 'RetriesExhaustedError' : 200));
				expect(statuses(results)).toEqual(expected);
				expect(early).toBe(0);
				// Where nobody's turn is taken, none has a try too many.
				const counted = limit >= reads ? [...isRefused].map((path) => tries.get(path) ?? 0) : [];
				expect(Math.max(0, ...counted)).toBeLessThanOrEqual(maxRetries + 1);
			}),
			{ numRuns: 150 },
		);
	});
});

describe('The time that a throttled part names', () => {
	it.each([-7_200_000, 0, 7_200_000])('is meant by the clock of the service (%i ms off)', async (offMs) => {
		const inHttp = (ms: number) => new Date(ms + offMs).toUTCString();
		const { get, settled, time } = graphSetUp('batch', {
			respond: (path, attempt) =>
				attempt === 1 ? answer(429, {}, { 'retry-after': inHttp(start + 20_000) }) : answer(200, { path }),
			headersOfBatch: () => ({ date: inHttp(time.now()) }),
		});
		const start = time.now();
		expect(statuses(await settled(paths(5).map(async (path) => await get(path))))).toEqual(
			Array(5).fill(200),
		);
		expect(time.now() - start).toBeGreaterThanOrEqual(19_000);
		expect(time.now() - start).toBeLessThan(22_000);
	});
});

describe('What waited its turn is not sent', () => {
	it('where the first request, which was to bring a token, is throttled', async () => {
		const { get, settled, time, network } = graphSetUp(
			'automatic',
			{
				respondToBatch: (attempt) => (attempt === 1 ? answer(429, {}, { 'retry-after': '10' }) : undefined),
				duration: () => 500,
			},
			DEFAULT_RETRY_LIMITS,
			{ lacksToken: true },
		);
		const start = time.now();
		const left: number[] = [];
		network.onBatch = () => left.push(time.now() - start);
		expect(statuses(await settled(paths(200).map(async (path) => await get(path))))).toEqual(
			Array(200).fill(200),
		);
		expect(left[0]).toBe(0);
		expect(Math.min(...left.slice(1))).toBeGreaterThanOrEqual(10_000);
	});

	it('after the end of the execution', async () => {
		const stop = new AbortController();
		const { get, settled, network } = graphSetUp(
			'batch',
			{ respond: (path) => (stop.abort(), answer(200, { path })) },
			DEFAULT_RETRY_LIMITS,
			{ signal: stop.signal },
		);
		const results = await settled(paths(1_000).map(async (path) => await get(path)));
		expect(network.batches).toEqual([20]);
		expect(statuses(results).filter((status) => status === 'CancelledError')).toHaveLength(980);
	});
});
