import fc from 'fast-check';

import type { RequestMode } from '../../../nodes/graph/BatchingSender';
import { MAX_IN_FLIGHT } from '../../../nodes/graph/pace';
import { ConnectionError } from '../../../nodes/graph/errors';
import { USER_AGENT } from '../../../nodes/graph/headers';
import { DEFAULT_RETRY_LIMITS } from '../../../nodes/graph/retry';
import { pathOf, paths } from './batchingSetUp';
import { answer, read } from './scriptedNetwork';
import { graphSetUp, statuses } from './senderSetUp';

describe('The same read at the same time', () => {
	it('is sent once, and its answer is for everybody', async () => {
		const { network, get, settled } = graphSetUp();
		const results = await settled([get('a'), get('a'), get('a'), get('b')]);
		expect(statuses(results)).toEqual([200, 200, 200, 200]);
		expect(network.paths).toEqual(['a', 'b']);
	});

	it('is sent again once it has been answered: nothing is kept', async () => {
		const { network, get, settled } = graphSetUp();
		await settled([get('a')]);
		await settled([get('a')]);
		expect(network.paths).toEqual(['a', 'a']);
	});

	it('fails for everybody, and is sent again afterwards', async () => {
		const { network, get, settled } = graphSetUp('automatic', {
			respond: (_path, attempt) => answer(attempt === 1 ? 404 : 200),
		});
		expect(statuses(await settled([get('a'), get('a')]))).toEqual([404, 404]);
		expect(statuses(await settled([get('a')]))).toEqual([200]);
		expect(network.paths).toEqual(['a', 'a']);
	});

	it('fails for everybody with one error, and is sent again afterwards', async () => {
		const { get, settled } = graphSetUp('automatic', {
			respond: (_path, attempt) =>
				attempt === 1 ? new ConnectionError('CERT_HAS_EXPIRED', 'h', true) : answer(200),
		});
		expect(statuses(await settled([get('a'), get('a')]))).toEqual(['ConnectionError', 'ConnectionError']);
		expect(statuses(await settled([get('a')]))).toEqual([200]);
	});

	it('is not the same with another preference or another query', async () => {
		const { network, get, settled } = graphSetUp();
		await settled([get('a'), get('a', { Prefer: 'odata.maxpagesize=100' }), get('a?$top=1')]);
		expect(network.sent.map(({ path, headers }) => [path, headers.Prefer])).toEqual([
			['a', undefined],
			['a', 'odata.maxpagesize=100'],
			['a?$top=1', undefined],
		]);
	});

	it('is no reason to share what creates something', async () => {
		const { network, sender, settled } = graphSetUp();
		const post = async () => await sender.send({ ...read('a'), method: 'POST', body: '{}' }, 'onlyIfRefused');
		await settled([post(), post()]);
		expect(network.paths).toEqual(['a', 'a']);
	});
});

describe('Every attempt', () => {
	it('alone or in a batch, first or repeated, has an ID of its own and names this package', async () => {
		const { network, get, settled } = graphSetUp('automatic', {
			respond: (path, attempt) => answer(attempt === 1 ? 503 : 200, { path }),
		});
		await settled([...paths(6).map(async (path) => await get(path)), get('x')]);
		expect(network.sent).toHaveLength(14);
		expect(new Set(network.sent.map(({ headers }) => headers['client-request-id'])).size).toBe(14);
		expect(new Set(network.sent.map(({ headers }) => headers['User-Agent']))).toEqual(new Set([USER_AGENT]));
		expect(USER_AGENT).toMatch(/^n8n-nodes-security-copilot\/\d+\.\d+\.\d+$/);
	});
});

describe('A batch that is throttled in part', () => {
	it('is repeated for its throttled parts only, after their wait, before what was never sent', async () => {
		const { network, get, settled, time } = graphSetUp('automatic', {
			respond: (path, attempt) =>
				attempt === 1 && ['item/1', 'item/3'].includes(path)
					? answer(429, {}, { 'retry-after': '10' })
					: answer(200, { path }),
		});
		const start = time.now();
		const results = await settled(paths(8).map(async (path) => await get(path)));
		expect(statuses(results)).toEqual(Array(8).fill(200));
		expect(network.paths.slice(8).sort()).toEqual(['item/1', 'item/3']);
		expect(time.now() - start).toBeGreaterThanOrEqual(10_000);
	});

	it('sends the throttled parts in the first batch of the next window', async () => {
		// When it may come back, 16 batches are under way and 39 reads were never sent.
		const { network, get, settled } = graphSetUp('automatic', {
			respond: (path, attempt) =>
				attempt === 1 && path === 'item/5' ? answer(429, {}, { 'retry-after': '1' }) : answer(200, { path }),
			duration: (exchange) => (exchange === 0 ? 1 : 5_000),
		});
		const results = await settled(paths(379).map(async (path) => await get(path)));
		expect(statuses(results)).toEqual(Array(379).fill(200));
		const again = network.sent.filter(({ path }) => path === 'item/5').at(-1)!;
		const neverSent = network.sent.filter(({ exchange }) => exchange > 15).map(({ exchange }) => exchange);
		expect(again.exchange).toBe(Math.min(...neverSent));
	});

	it('is repeated as a whole when it was refused as a whole', async () => {
		const { network, get, settled } = graphSetUp('batch', {
			respondToBatch: (attempt) => (attempt === 1 ? answer(503, {}, { 'retry-after': '5' }) : undefined),
		});
		expect(statuses(await settled(paths(5).map(async (path) => await get(path))))).toEqual(
			Array(5).fill(200),
		);
		expect(network.batches).toEqual([5, 5]);
	});
});

describe('A batch that fails as a whole', () => {
	it('comes again as one batch, although chance spreads what comes again', async () => {
		let chance = 0;
		const { network, get, settled } = graphSetUp(
			'automatic',
			{ respondToBatch: (attempt) => (attempt <= 2 ? answer(503) : undefined) },
			DEFAULT_RETRY_LIMITS,
			{ random: () => (chance = (chance + 0.37) % 1) },
		);
		const results = await settled(paths(40).map(async (path) => await get(path)));
		expect(statuses(results)).toEqual(Array(40).fill(200));
		expect(network.batches).toEqual([20, 20, 20, 20]);
	});

	it('costs its parts a try each, so that retries do not multiply', async () => {
		const { network, get, settled, time } = graphSetUp('batch', {
			respond: () => answer(503),
			respondToBatch: (attempt) => (attempt % 2 === 1 ? answer(502) : undefined),
		});
		const start = time.now();
		const results = await settled(paths(5).map(async (path) => await get(path)));
		expect(statuses(results)).toEqual(Array(5).fill('RetriesExhaustedError'));
		expect(network.left.filter((path) => path === 'item/0')).toHaveLength(4);
		expect(time.now() - start).toBeLessThan(DEFAULT_RETRY_LIMITS.retryBudgetMs);
	});
});

describe('Whatever passing failures come', () => {
	const failure = fc.constantFrom<'ok' | 'missing' | number>('ok', 'ok', 'ok', 'missing', 429, 500, 503, 504);
	const envelope = fc.constantFrom<'ok' | 'reset' | number>('ok', 'ok', 'ok', 'reset', 429, 503);

	it('every read gets its own answer once, in place, and no limit is passed', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom<RequestMode>('automatic', 'single', 'batch'),
				fc.integer({ min: 1, max: 120 }),
				fc.array(failure, { minLength: 1, maxLength: 50 }),
				fc.array(envelope, { minLength: 1, maxLength: 8 }),
				fc.boolean(),
				async (mode, count, failures, envelopes, refusesBatches) => {
					const lost = new ConnectionError('ECONNRESET', 'graph.microsoft.com', false);
					let asked = 0;
					const { network, get, settled } = graphSetUp(
						mode,
						{
							// Nobody fails more than twice, so three retries are enough.
							respond: (path, attempt) => {
								const kind = attempt > 2 ? 'ok' : failures[asked++ % failures.length]!;
								if (kind === 'missing') return undefined;
								return kind === 'ok' ? answer(200, { path }) : answer(kind, {}, { 'retry-after': '3' });
							},
							respondToBatch: (attempt) => {
								if (refusesBatches) return answer(405);
								const kind = attempt > 4 ? 'ok' : envelopes[attempt % envelopes.length]!;
								if (kind === 'ok') return undefined;
								return kind === 'reset' ? lost : answer(kind, {}, { 'retry-after': '2' });
							},
							duration: (exchange) => 1 + ((exchange * 37) % 200),
							order: (parts) => [...parts].reverse(),
						},
						{ maxRetries: 10, retryBudgetMs: 3_600_000 },
					);
					const results = await settled(paths(count).map(async (path) => await get(path)));
					expect(results.map((result) => result.status === 'fulfilled' && pathOf(result.value))).toEqual(
						paths(count),
					);
					expect(network.mostInFlight).toBeLessThanOrEqual(MAX_IN_FLIGHT);
				},
			),
			{ numRuns: 50 },
		);
	});

	it('no read is tried more often than the limits allow, in batches and alone together', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom<RequestMode>('automatic', 'batch'),
				fc.integer({ min: 1, max: 60 }),
				fc.integer({ min: 0, max: 4 }),
				// Who is throttled while others are served waits his turn, however often.
				fc.array(
					failure.filter((kind) => kind !== 429),
					{ minLength: 1, maxLength: 50 },
				),
				fc.array(
					envelope.filter((kind) => kind !== 429),
					{ minLength: 1, maxLength: 8 },
				),
				async (mode, count, maxRetries, failures, envelopes) => {
					let asked = 0;
					const { network, get, settled } = graphSetUp(
						mode,
						{
							respond: (path) => {
								const kind = failures[asked++ % failures.length]!;
								if (kind === 'missing') return undefined;
								return answer(kind === 'ok' ? 200 : kind, { path });
							},
							respondToBatch: (attempt) => {
								const kind = envelopes[attempt % envelopes.length]!;
								if (kind === 'ok') return undefined;
								return kind === 'reset' ? new ConnectionError('ECONNRESET', 'h', false) : answer(kind);
							},
						},
						{ maxRetries, retryBudgetMs: 3_600_000 },
					);
					const results = await settled(paths(count).map(async (path) => await get(path)));
					expect(results).toHaveLength(count);
					for (const path of paths(count)) {
						const tries = network.left.filter((left) => left === path).length;
						// Once more, and alone, where a batch was answered without it.
						expect(tries).toBeLessThanOrEqual(maxRetries + 2);
					}
				},
			),
			{ numRuns: 50 },
		);
	});
});
