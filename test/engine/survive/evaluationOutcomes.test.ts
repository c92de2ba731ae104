import { effects, scripts, type EvaluationScript } from '../../emulator';
import { itemsOf, TestBench, type NodeParameters } from '../harness';
import { CONTINUING, expectGoodManners, outcomesOf, shownOf } from './outcomes';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const PROMPT = '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01';
const PORTAL = 'https://securitycopilot.microsoft.com/sessions/';

const bench = TestBench.set();

/** The same evaluation, asked for in two ways. */
const ways: Array<[string, NodeParameters]> = [
	['ask', { operation: 'ask', prompt: 'who am I' }],
	[
		'evaluation create',
		{ resource: 'evaluation', operation: 'create', sessionId: SESSION, promptId: PROMPT },
	],
];

async function run(parameters: NodeParameters, script: EvaluationScript, options = {}) {
	bench.emulator.graph.scriptEvaluations(/who am I/, script);
	return await bench.run({ ...parameters, options }, { settings: CONTINUING });
}

/** One was paid, it was never run again, and its ID is in the output. */
function expectOnePaid(ended: Awaited<ReturnType<typeof run>>): void {
	const { costs } = bench.emulator.graph;
	expect(costs).toHaveLength(1);
	const { json } = itemsOf(ended)[0]!;
	expect({ ...(json.details as object), ...json }).toMatchObject({ evaluationId: costs[0]?.evaluationId });
	expect(bench.sent.filter(({ method, url }) => method === 'POST' && /evaluations$/.test(url))).toHaveLength(
		1,
	);
	expectGoodManners(bench, ended);
}

const yes = { content: 'Yes.', type: 'success' };

describe.each(ways)('F-46, F-53 An answer: %s', (_what, parameters) => {
	it.each<[string, EvaluationScript]>([
		['F-46 the documented way', scripts.answering('Yes.')],
		['F-46 completed at the first poll', scripts.immediate('Yes.')],
		['F-46 never created', [{ state: 'running' }, { after: 3_000, state: 'completed', result: yes }]],
		['F-46 never running', [{ state: 'created' }, { after: 3_000, state: 'completed', result: yes }]],
		['F-53 running again afterwards: the first end counts', scripts.movingBackwards('Yes.')],
		['F-53 gone afterwards', scripts.notFoundAfterCompletion('Yes.')],
	])('%s', async (_how, script) => {
		const ended = await run(parameters, script);
		expect(itemsOf(ended)[0]?.json).toMatchObject({ answer: 'Yes.', resultType: 'success' });
		expectOnePaid(ended);
	});
});

describe.each(ways)(
	'F-47 to F-52 An end without an answer, each with its own words: %s',
	(_what, parameters) => {
		it.each<[string, EvaluationScript, string, RegExp]>([
			['F-47 cancelled', scripts.cancelled(), 'evaluationCancelled', /was cancelled in Security Copilot/],
			[
				'F-47 cancelled without the flag',
				[{ state: 'running' }, { after: 3_000, state: 'cancelled', isCancelled: false, result: null }],
				'evaluationCancelled',
				/was cancelled/,
			],
			[
				'F-48 waitingForInput',
				scripts.stuckIn('waitingForInput'),
				'evaluationWaitingForInput',
				/waits for input that this API cannot give[^]*https:\/\/securitycopilot\.microsoft\.com\/sessions\//,
			],
			[
				'F-50 error',
				scripts.endingIn('error', 'Out of tokens.'),
				'evaluationError',
				/could not answer[^]*Out of tokens/,
			],
			['F-50 error without a word', scripts.endingIn('error'), 'evaluationError', /could not answer/],
			[
				'F-50 rejected',
				scripts.endingIn('rejected', 'Not in scope.'),
				'evaluationRejected',
				/declined[^]*Not in scope/,
			],
			[
				'F-50 timedOut',
				scripts.endingIn('timedOut', 'Too slow.'),
				'evaluationTimedOut',
				/its own time[^]*Too slow/,
			],
			[
				'F-51 capacityExceeded',
				scripts.endingIn('capacityExceeded'),
				'evaluationCapacityExceeded',
				/no compute units left[^]*next full hour[^]*(capacity|units)/,
			],
			[
				'F-52 needAdditionalClaims',
				scripts.endingIn('needAdditionalClaims'),
				'evaluationNeedsClaims',
				/sign in again[^]*Conditional Access/,
			],
		])('%s', async (_fault, script, outcome, said) => {
			const ended = await run(parameters, script);
			expect(outcomesOf(ended)).toEqual([outcome]);
			expect(shownOf(ended)).toMatch(said);
			expectOnePaid(ended);
		});
	},
);

describe.each(ways)('F-49, F-83 An evaluation that never ends: %s', (_what, parameters) => {
	it.each(['pending', 'deferred', 'running', 'unknown'])(
		'F-49 %s: is polled until the limit, then told with all IDs',
		async (state) => {
			const started = bench.clock.now();
			const ended = await run(parameters, scripts.stuckIn(state), { timeout: 60 });
			expect(outcomesOf(ended)).toEqual(['evaluationUnfinished']);
			const [cost] = bench.emulator.graph.costs;
			for (const id of [cost?.sessionId, cost?.promptId, cost?.evaluationId])
				expect(shownOf(ended)).toContain(id);
			expect(bench.clock.now() - started).toBeGreaterThanOrEqual(60_000);
			expect(bench.clock.now() - started).toBeLessThan(75_000);
			expectOnePaid(ended);
		},
	);

	it('F-83 as a state where the user has chosen so, with all IDs in the output', async () => {
		const ended = await run(parameters, scripts.stuckIn('running'), {
			timeout: 30,
			onNoAnswer: 'returnState',
		});
		const [cost] = bench.emulator.graph.costs;
		expect(itemsOf(ended)[0]?.json).toMatchObject({
			sessionId: cost?.sessionId,
			promptId: cost?.promptId,
			evaluationId: cost?.evaluationId,
			state: 'running',
			answer: null,
			webUrl: `${PORTAL}${cost?.sessionId}`,
		});
		expectOnePaid(ended);
	});

	it('F-83 and a transient fault at the very limit changes nothing of that', async () => {
		bench.emulator.graph.addFault({
			match: { method: 'GET', path: /evaluations\/[^/]+$/, nth: 3 },
			effect: effects.graphError(503),
			count: 1_000,
		});
		const ended = await run(parameters, scripts.stuckIn('running'), { timeout: 30 });
		expect(outcomesOf(ended)).not.toContain('result');
		expectOnePaid(ended);
	});
});

describe('F-84 Two runs in one session at once', () => {
	it('each take their own answer, and each pay once', async () => {
		const { graph } = bench.emulator;
		graph.scriptEvaluations(/first/, scripts.answering('One.'));
		graph.scriptEvaluations(/second/, scripts.immediate('Two.'));
		const inSession = (prompt: string) => ({
			operation: 'ask',
			askIn: 'existingSession',
			sessionId: SESSION,
			prompt,
		});
		const both = await Promise.all(
			['the first', 'the second'].map(
				async (prompt) => await bench.run(inSession(prompt), { settings: CONTINUING }),
			),
		);
		expect(both.map((ended) => itemsOf(ended)[0]?.json.answer)).toEqual(['One.', 'Two.']);
		expect(graph.costs).toHaveLength(2);
	});

	it('on one prompt are told apart by their IDs, never as "the latest"', async () => {
		const { graph } = bench.emulator;
		graph.scriptEvaluations(/who am I/, (_prompt, index) => scripts.answering(`Answer ${index}.`));
		const [, parameters] = ways[1]!;
		const both = await Promise.all(
			[1, 2].map(async () => await bench.run(parameters, { settings: CONTINUING })),
		);
		const answers = both.map((ended) => itemsOf(ended)[0]!.json);
		expect(new Set(answers.map(({ answer }) => answer)).size).toBe(2);
		expect(answers.map(({ evaluationId }) => evaluationId).sort()).toEqual(
			graph.costs.map(({ evaluationId }) => evaluationId).sort(),
		);
	});
});
