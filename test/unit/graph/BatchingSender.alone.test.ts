import { ConnectionError } from '../../../nodes/graph/errors';
import { BODY_TOO_LARGE } from '../../../nodes/graph/http';
import { answersOf, pathOf, paths, setUp } from './batchingSetUp';
import { answer, read, type NetworkScript } from './scriptedNetwork';

describe('What a batch cannot bring goes alone', () => {
	/** Asks again for what failed, as RetryingSender does: with the same request objects. */
	const persist = async (script: NetworkScript, count = 5) => {
		const { time, network, sender } = setUp('batch', script);
		const persistent = async (path: string) => {
			const request = read(path);
			for (;;) {
				const outcome = await sender.send(request).catch(() => undefined);
				if (outcome?.status === 200) return outcome;
				await time.sleep(1_000);
			}
		};
		const answers = Promise.all(paths(count).map(persistent));
		await time.run();
		expect((await answers).map(pathOf)).toEqual(paths(count));
		return network;
	};

	it('at once, where the answers together are too large', async () => {
		const tooLarge = { ...answer(200), bodyProblem: BODY_TOO_LARGE };
		const { network, sendAll } = setUp('batch', { respondToBatch: () => tooLarge });
		const answers = answersOf(await sendAll(paths(5)));
		expect(answers.map((response) => response && pathOf(response))).toEqual(paths(5));
		expect([network.batches, network.paths]).toEqual([[5], paths(5)]);
	});

	it('at once, where it is said to depend on another', async () => {
		const { network, sendAll } = setUp('batch', {
			respond: (path, attempt) => answer(path === 'item/2' && attempt === 1 ? 424 : 200, { path }),
		});
		const answers = answersOf(await sendAll(paths(5)));
		expect(answers.map((response) => response?.status)).toEqual(Array(5).fill(200));
		expect([network.batches, network.paths]).toEqual([[5], [...paths(5), 'item/2']]);
	});

	it('at once, where a part never came back', async () => {
		const { network, sendAll } = setUp('batch', {
			respond: (path, attempt) => (path === 'item/2' && attempt === 1 ? undefined : answer(200, { path })),
		});
		const answers = answersOf(await sendAll(paths(5)));
		expect(answers.map((response) => response && pathOf(response))).toEqual(paths(5));
		expect(network.batches).toEqual([5]);
		expect(network.sent.at(-1)).toMatchObject({ path: 'item/2', inBatch: false });
	});

	it.each([
		['no JSON', { status: 200, headers: {}, text: '<html>' }],
		['JSON of something else', answer(200, { value: [] })],
		['nothing', { status: 204, headers: {}, text: '' }],
	])('at once, where the answer to the batch is %s', async (_what, envelope) => {
		const { network, sendAll } = setUp('automatic', { respondToBatch: () => envelope });
		const answers = answersOf(await sendAll(paths(4)));
		expect(answers.map((response) => response && pathOf(response))).toEqual(paths(4));
		expect([network.batches, network.paths]).toEqual([[4], paths(4)]);
	});

	it.each([
		answer(500),
		new ConnectionError('ECONNRESET', 'h', false),
		{ ...answer(200), text: '', bodyProblem: 'ECONNRESET' },
	])('after it failed twice as a whole with %s', async (outcome) => {
		const network = await persist({ respondToBatch: () => outcome });
		expect(network.batches).toEqual([5, 5]);
		expect(network.sent.map(({ inBatch }) => inBatch)).toEqual(Array(5).fill(false));
	});

	it('but not for throttling, however often', async () => {
		const network = await persist({
			respondToBatch: (attempt) => (attempt < 5 ? answer(429) : undefined),
		});
		expect(network.batches.slice(0, 4)).toEqual([5, 5, 5, 2]);
		expect(network.sent.every(({ inBatch }) => inBatch)).toBe(true);
	});

	it('and its neighbours travel on together', async () => {
		const network = await persist(
			{
				respond: (path, attempt) => {
					if (attempt === 1) return path === 'item/20' ? undefined : answer(503);
					return answer(200, { path });
				},
			},
			40,
		);
		expect(network.batches).toEqual([20, 20, 20, 19]);
		expect(network.sent.filter(({ inBatch }) => !inBatch).map(({ path }) => path)).toEqual(['item/20']);
	});
});
