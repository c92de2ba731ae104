import type { RequestMode } from '../../../nodes/graph/BatchingSender';
import { DEFAULT_RETRY_LIMITS } from '../../../nodes/graph/retry';
import { paths } from './batchingSetUp';
import { answer } from './scriptedNetwork';
import { graphSetUp, statuses } from './senderSetUp';

describe('More reads than the limit of Graph takes within the budget of one', () => {
	const LIMIT = 40;
	const WINDOW_MS = 10_000;
	const READS = 1_000;

	it.each<RequestMode>(['automatic', 'single'])(
		'are all delivered while Graph serves some (%s)',
		async (mode) => {
			const taken = new Map<number, number>();
			const { get, settled, time } = graphSetUp(mode, {
				respond: (path) => {
					const passedMs = time.now() - start;
					const window = Math.floor(passedMs / WINDOW_MS);
					const count = (taken.get(window) ?? 0) + 1;
					taken.set(window, count);
					if (count <= LIMIT) return answer(200, { path });
					const leftMs = (window + 1) * WINDOW_MS - passedMs;
					return answer(429, {}, { 'retry-after': String(Math.ceil(leftMs / 1_000)) });
				},
			});
			const start = time.now();
			const results = await settled(paths(READS).map(async (path) => await get(path)));
			expect(statuses(results)).toEqual(Array(READS).fill(200));
			const leastMs = (READS / LIMIT - 1) * WINDOW_MS;
			expect(leastMs).toBeGreaterThan(DEFAULT_RETRY_LIMITS.retryBudgetMs);
			expect(time.now() - start).toBeLessThan(1.1 * (leastMs + WINDOW_MS));
		},
	);

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
