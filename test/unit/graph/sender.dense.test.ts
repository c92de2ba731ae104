import { MAX_VALUES } from '../../../nodes/graph/density';
import { BODY_TOO_LARGE } from '../../../nodes/graph/http';
import { pathOf, paths } from './batchingSetUp';
import { answer, read } from './scriptedNetwork';
import { graphSetUp } from './senderSetUp';

const dense = `{"value":[${'0,'.repeat(MAX_VALUES + 1)}0]}`;
const denseAnswer = (status = 200) => ({ ...answer(status), text: dense });

const fulfilled = <T>(results: Array<PromiseSettledResult<T>>): T[] =>
	results.map((result) => {
		if (result.status === 'rejected') throw result.reason;
		return result.value;
	});

describe('An answer that holds too many values to be parsed', () => {
	it.each([200, 404])('with %i is handed on without its body, and not asked for again', async (status) => {
		const { network, get, settled } = graphSetUp('single', { respond: () => denseAnswer(status) });
		expect(fulfilled(await settled([get('a')]))).toMatchObject([
			{ status, text: '', bodyProblem: BODY_TOO_LARGE },
		]);
		expect(network.paths).toEqual(['a']);
	});

	it('to what creates something leaves open whether it did', async () => {
		const { network, sender, settled } = graphSetUp('single', { respond: () => denseAnswer(201) });
		const post = sender.send({ ...read('a'), method: 'POST', body: '{}' }, 'onlyIfRefused');
		expect(await settled([post])).toMatchObject([{ reason: { name: 'UnconfirmedPostError' } }]);
		expect(network.paths).toEqual(['a']);
	});

	it('to a batch lets its reads go alone', async () => {
		const { network, get, settled } = graphSetUp('batch', { respondToBatch: () => denseAnswer() });
		const answers = fulfilled(await settled(paths(5).map(async (path) => await get(path))));
		expect(answers.map(pathOf)).toEqual(paths(5));
		expect([network.batches, network.paths]).toEqual([[5], paths(5)]);
	});

	it('as the text of a part costs that part only', async () => {
		const { network, get, settled } = graphSetUp('batch', {
			respondToBatch: () =>
				answer(200, {
					responses: [
						{ id: '0', status: 200, headers: {}, body: dense },
						{ id: '1', status: 200, headers: {}, body: { path: 'item/1' } },
					],
				}),
		});
		const answers = fulfilled(await settled(paths(2).map(async (path) => await get(path))));
		expect(answers).toMatchObject([{ text: '', bodyProblem: BODY_TOO_LARGE }, { body: { path: 'item/1' } }]);
		expect([network.batches, network.sent]).toEqual([[2], []]);
	});
});
