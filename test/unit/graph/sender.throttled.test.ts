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
		expect(statuses(results)).toEqual([200, ...Array<string>(4).fill('GaveUpError')]);
		expect(time.now() - start).toBeLessThan(1_000);
	});

	it('are given up together when Graph serves none', async () => {
		const { get, settled, time, network } = graphSetUp('automatic', {
			respond: () => answer(429, {}, { 'retry-after': '10' }),
		});
		const start = time.now();
		const results = await settled(paths(READS).map(async (path) => await get(path)));
		expect(statuses(results)).toEqual(Array(READS).fill('GaveUpError'));
		expect(time.now() - start).toBeLessThanOrEqual(DEFAULT_RETRY_LIMITS.retryBudgetMs + 1_000);
		expect(network.batches.length).toBeLessThan(100);
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
		});
		await fc.assert(
			fc.asyncProperty(scenario, async ({ mode, reads, limit, maxRetries, refused, backwards }) => {
				const isRefused = new Set(refused.map((index) => `item/${index}`));
				let [closedUntil, early, served, windowOf] = [0, 0, 0, 0];
				const respond = (path: string) => {
					const now = time.now();
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
				const { get, settled, time } = graphSetUp(mode, { respond, order }, limits);
				const start = time.now();
				const results = await settled(paths(reads).map(async (path) => await get(path)));
				const expected = paths(reads).map((path) => (isRefused.has(path) ? 'GaveUpError' : 200));
				expect(statuses(results)).toEqual(expected);
				expect(early).toBe(0);
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
