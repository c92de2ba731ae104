import fc from 'fast-check';

import type { RequestMode } from '../../../nodes/graph/BatchingSender';
import { MAX_IN_FLIGHT } from '../../../nodes/graph/pace';
import { ConnectionError, SignInError } from '../../../nodes/graph/errors';
import { answersOf, pathOf, paths, setUp } from './batchingSetUp';
import { answer, BASE, read } from './scriptedNetwork';

describe('How reads travel', () => {
	it.each<[RequestMode, number, number[], number]>([
		['automatic', 1, [], 1],
		['automatic', 3, [], 3],
		['automatic', 4, [4], 0],
		['automatic', 20, [20], 0],
		// The one that is left is not worth a batch.
		['automatic', 21, [20], 1],
		['automatic', 45, [20, 20, 5], 0],
		['single', 30, [], 30],
		['batch', 1, [1], 0],
		['batch', 21, [20, 1], 0],
	])('%s: %i at once in batches of %j and %i alone', async (mode, count, batches, alone) => {
		const { network, sendAll } = setUp(mode);
		await sendAll(paths(count));
		expect(network.batches).toEqual(batches);
		expect(network.sent.filter(({ inBatch }) => !inBatch)).toHaveLength(alone);
	});

	it('together when they are asked for within one turn of the event loop, also by those who thought first', async () => {
		const { time, network, sender } = setUp();
		const late = async (path: string) => {
			await Promise.resolve().then(() => undefined);
			return await sender.send(read(path));
		};
		const all = Promise.all([sender.send(read('a')), sender.send(read('b')), late('c'), late('d')]);
		await time.run();
		await all;
		expect(network.batches).toEqual([4]);
	});

	it.each([
		['a POST', { ...read('a'), method: 'POST' as const }],
		['a PATCH', { ...read('a'), method: 'PATCH' as const }],
		['a read beside the version', { ...read(''), url: `${BASE}/v1.0/a` }],
	])('%s goes alone and without a wait', async (_what, request) => {
		const { time, network, sender } = setUp('batch');
		const sending = sender.send(request);
		await time.run(time.now());
		expect(network.mostInFlight).toBe(1);
		await time.run();
		await sending;
		expect(network.batches).toEqual([]);
	});
});

describe('Whatever happens', () => {
	const wish = fc.record({
		mode: fc.constantFrom<RequestMode>('automatic', 'single', 'batch'),
		count: fc.integer({ min: 1, max: 400 }),
		durations: fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 20 }),
		reversed: fc.boolean(),
	});

	it('every read is sent once and answered once with its own answer, and at most 16 exchanges are under way', async () => {
		await fc.assert(
			fc.asyncProperty(wish, async ({ mode, count, durations, reversed }) => {
				const { network, sendAll } = setUp(mode, {
					duration: (exchange) => durations[exchange % durations.length]!,
					order: (parts) => (reversed ? [...parts].reverse() : parts),
				});
				const wanted = paths(count);
				const answers = answersOf(await sendAll(wanted));
				expect(answers.map((response) => response && pathOf(response))).toEqual(wanted);
				expect([...network.paths].sort()).toEqual([...wanted].sort());
				expect(network.mostInFlight).toBeLessThanOrEqual(MAX_IN_FLIGHT);
				expect(Math.max(0, ...network.batches)).toBeLessThanOrEqual(20);
			}),
			{ numRuns: 60 },
		);
	});

	it('reads leave in the order in which they were asked for', async () => {
		await fc.assert(
			fc.asyncProperty(wish, async ({ mode, count, durations }) => {
				const { network, sendAll } = setUp(mode, {
					duration: (exchange) => durations[exchange % durations.length]!,
				});
				await sendAll(paths(count));
				expect(network.paths).toEqual(paths(count));
			}),
			{ numRuns: 40 },
		);
	});

	it('no more than 16 are under way, and the places are used', async () => {
		const { network, sendAll } = setUp('single');
		await sendAll(paths(100));
		expect(network.mostInFlight).toBe(MAX_IN_FLIGHT);
		expect(MAX_IN_FLIGHT).toBe(16);
	});

	it('a place becomes free also when an exchange fails', async () => {
		const { network, sendAll } = setUp('single', {
			respond: () => new ConnectionError('ECONNRESET', 'h', false),
		});
		const settled = await sendAll(paths(100));
		expect(settled.every(({ status }) => status === 'rejected')).toBe(true);
		expect(network.paths).toHaveLength(100);
	});
});

describe('A service that takes no batches', () => {
	it.each([302, 307, 308, 400, 403, 404, 405, 409, 413, 501])(
		'and says so with %i gets every read alone, at once and from then on',
		async (status) => {
			const { network, sendAll } = setUp('automatic', { respondToBatch: () => answer(status) });
			const answers = answersOf(await sendAll(paths(30)));
			expect(answers.map((response) => response && pathOf(response))).toEqual(paths(30));
			expect(network.paths).toEqual(paths(30));
			const refused = network.batches.length;
			await sendAll(paths(30, 30));
			expect(network.batches).toHaveLength(refused);
			expect(network.sent.every(({ inBatch }) => !inBatch)).toBe(true);
		},
	);

	it.each(['https://evil.example/beta/$batch', '//evil.example', 'https://['])(
		'may be no Graph at all: a redirect to %s is the answer to each part',
		async (location) => {
			const { network, sendAll } = setUp('automatic', {
				respondToBatch: () => answer(307, {}, { location }),
			});
			const answers = answersOf(await sendAll(paths(5)));
			expect(answers.map((response) => response?.status)).toEqual(Array(5).fill(307));
			expect([network.batches, network.paths]).toEqual([[5], []]);
		},
	);

	it('is asked no second time where all batches were under way when the first was refused', async () => {
		const { network, sendAll } = setUp('automatic', { respondToBatch: () => answer(404) });
		await sendAll(paths(60));
		expect(network.batches).toEqual([20, 20, 20]);
		expect(network.paths).toEqual(paths(60));
	});

	it('also gets them alone where every read should travel in a batch', async () => {
		const { network, sendAll } = setUp('batch', { respondToBatch: () => answer(404) });
		const answers = answersOf(await sendAll(['a']));
		expect(answers.map((response) => response?.status)).toEqual([200]);
		expect(network.batches).toEqual([1]);
	});
});

describe('A whole batch that failed', () => {
	it.each([505, 507])(
		'with %i once is brought alone, and what follows travels in batches',
		async (status) => {
			const { network, sendAll } = setUp('automatic', {
				respondToBatch: (attempt) => (attempt === 1 ? answer(status) : undefined),
			});
			const answers = answersOf(await sendAll(paths(400)));
			expect(answers.map((response) => response && pathOf(response))).toEqual(paths(400));
			expect(network.sent.filter(({ inBatch }) => !inBatch).map(({ path }) => path)).toEqual(paths(20));
			expect(network.batches).toEqual(Array(20).fill(20));
		},
	);

	it.each([401, 429, 500, 503])('with %i is the answer to each of its parts', async (status) => {
		const { network, sendAll } = setUp('automatic', {
			respondToBatch: () => answer(status, { envelope: true }),
		});
		const answers = answersOf(await sendAll(paths(5)));
		expect(answers.map((response) => response?.status)).toEqual(Array(5).fill(status));
		expect(network.batches).toEqual([5]);
		expect(network.paths).toEqual([]);
	});

	it.each([new ConnectionError('ECONNRESET', 'graph.microsoft.com', false), new SignInError('reconnect')])(
		'with %s is the error of each of its parts',
		async (error) => {
			const { sendAll } = setUp('automatic', { respondToBatch: () => error });
			const settled = await sendAll(paths(5));
			expect(settled).toEqual(Array(5).fill({ status: 'rejected', reason: error }));
		},
	);
});

describe('A part', () => {
	it('that never came back, alone neither, is an error of its own read only', async () => {
		const { sendAll } = setUp('automatic', {
			respond: (path) => (path === 'item/2' ? undefined : answer(200, { path })),
		});
		const settled = await sendAll(paths(5));
		expect(settled.map(({ status }) => status)).toEqual([
			'fulfilled',
			'fulfilled',
			'rejected',
			'fulfilled',
			'fulfilled',
		]);
		expect(settled[2]).toMatchObject({ reason: { code: 'ECONNRESET' } });
	});

	it.each([302, 403, 404, 429, 500, 503])(
		'that was answered %i is an answer as any other',
		async (status) => {
			const { network, sendAll } = setUp('automatic', {
				respond: (path) => answer(path === 'item/1' ? status : 200, { path }, { 'retry-after': '7' }),
			});
			const answers = answersOf(await sendAll(paths(5)));
			expect(answers.map((response) => response?.status)).toEqual([200, status, 200, 200, 200]);
			expect(answers[1]?.headers).toEqual({
				'retry-after': '7',
				'client-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
			});
			expect(network.paths).toHaveLength(5);
		},
	);

	it('that is asked for again comes before what has never been sent', async () => {
		const { time, network, sender } = setUp('single', {
			respond: (path, attempt) => (path === 'item/1' && attempt === 1 ? answer(429) : answer(200, { path })),
		});
		// As RetryingSender does: the same request object again.
		const persistent = async (path: string) => {
			const request = read(path);
			const response = await sender.send(request);
			return response.status === 429 ? await sender.send(request) : response;
		};
		const all = Promise.all(paths(60).map(persistent));
		await time.run();
		await all;
		const again = network.paths.lastIndexOf('item/1');
		expect(again).toBeGreaterThanOrEqual(MAX_IN_FLIGHT);
		expect(again).toBeLessThanOrEqual(2 * MAX_IN_FLIGHT);
		expect(network.paths.slice(again + 1)).toContain('item/59');
	});
});
