import { effects, scripts, type Effect } from '../emulator';
import { itemsOf, TestBench, type NodeParameters } from './harness';
import { CONTINUING, expectGoodManners, outcomesOf } from './survive/outcomes';

const bench = TestBench.set();

const ask: NodeParameters = { operation: 'ask', prompt: 'who am I' };
const LOOKS = { method: 'GET', path: /evaluations\/[^/]+$/ };

beforeEach(() => bench.emulator.graph.scriptEvaluations(/who am I/, scripts.answering('Yes.')));

/** Asks, and expects the answer to what was paid for once. */
async function expectAnswered(): Promise<void> {
	const run = await bench.run(ask, { settings: CONTINUING });
	expect(itemsOf(run)[0]?.json).toMatchObject({ answer: 'Yes.' });
	expect(bench.emulator.graph.costs).toHaveLength(1);
	expectGoodManners(bench, run);
}

describe('F-35, F-38 A body of a look that breaks, again and again, costs looks and not the evaluation', () => {
	it.each<[string, Effect]>([
		['the connection closes', effects.closeMidBody()],
		['the length is wrong', effects.wrongLength()],
		['it is not zipped as it says', effects.brokenGzip()],
		['half of its JSON is missing', effects.truncatedJson()],
	])('%s', async (_how, effect) => {
		const fault = bench.emulator.graph.addFault({ match: LOOKS, effect, count: 2 });
		await expectAnswered();
		expect(fault.remaining).toBe(0);
	});

	it('ends with the time to wait and the reason where it never ceases', async () => {
		bench.emulator.graph.addFault({ match: LOOKS, effect: effects.closeMidBody(), count: 1_000 });
		const started = bench.clock.now();
		const run = await bench.run({ ...ask, options: { timeout: 60 } }, { settings: CONTINUING });
		const [cost] = bench.emulator.graph.costs;
		expect(outcomesOf(run)).toEqual(['connectionBroken']);
		expect(itemsOf(run)[0]?.json.details).toMatchObject({ evaluationId: cost?.evaluationId });
		expect(bench.clock.now() - started).toBeLessThan(75_000);
		expectGoodManners(bench, run);
	});
});

describe('F-19 A token endpoint that is down for a moment while an answer is awaited', () => {
	it.each([
		[503, 'temporarily_unavailable', 'AADSTS90033: Busy.'],
		[400, 'temporarily_unavailable', 'AADSTS90033: Busy.'],
		[400, 'server_error', 'Try again later.'],
		[401, 'temporarily_unavailable', 'AADSTS90033: Busy.'],
		[429, 'invalid_request', 'AADSTS90055: Too many requests.'],
	])('costs a look and not the evaluation (%i %s)', async (status, error, error_description) => {
		const fault = bench.emulator.graph.addFault({ match: LOOKS, effect: effects.expiredToken() });
		bench.emulator.entra.failNextTokenRequests(1, { status, error, error_description });
		await expectAnswered();
		expect(fault.remaining).toBe(0);
		expect(bench.tokenRequests.map((request) => request.status)).toEqual([status]);
	});

	it('one that refuses ends the wait', async () => {
		bench.emulator.graph.addFault({ match: LOOKS, effect: effects.expiredToken() });
		bench.emulator.entra.failNextTokenRequests(1, { error: 'invalid_grant' });
		const run = await bench.run(ask, { settings: CONTINUING });
		expect(itemsOf(run)[0]?.json.details).toMatchObject({
			evaluationId: bench.emulator.graph.costs[0]?.evaluationId,
		});
		expect(bench.sent.filter(({ method, url }) => method === 'GET' && LOOKS.path.test(url))).toHaveLength(1);
	});
});
