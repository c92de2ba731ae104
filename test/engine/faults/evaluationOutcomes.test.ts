import { effects, scripts, type EvaluationScript } from '../../emulator';
import { itemsOf, Fixture, type NodeParameters } from '../harness';
import { CONTINUING, expectProtocolRules, outcomesOf, shownOf } from '../harness/outcomes';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const PROMPT = '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01';

const fixture = Fixture.use();

const ask: NodeParameters = { operation: 'ask', prompt: 'who am I' };
const create: NodeParameters = {
	resource: 'evaluation',
	operation: 'create',
	sessionId: SESSION,
	promptId: PROMPT,
};

async function run(parameters: NodeParameters, script: EvaluationScript, options = {}) {
	fixture.emulator.graph.scriptEvaluations(/who am I/, script);
	return await fixture.run({ ...parameters, options }, { settings: CONTINUING });
}

/** One was paid, it was never run again, and its IDs are in the output and in the text. */
function expectOnePaid(ended: Awaited<ReturnType<typeof run>>): void {
	const [cost, ...more] = fixture.emulator.graph.costs;
	expect(more).toEqual([]);
	const { json } = itemsOf(ended)[0]!;
	const { sessionId, promptId, evaluationId } = cost!;
	expect({ ...(json.details as object), ...json }).toMatchObject({ sessionId, promptId, evaluationId });
	if (json.error !== undefined)
		for (const id of [sessionId, promptId, evaluationId]) expect(shownOf(ended)).toContain(id);
	const posts = fixture.sent.filter(({ method, url }) => method === 'POST' && /evaluations$/.test(url));
	expect(posts).toHaveLength(1);
	expectProtocolRules(fixture, ended);
}

describe('F-47 to F-52 An end without an answer, each with its own words', () => {
	it.each<[string, EvaluationScript, string, RegExp]>([
		['F-47 cancelled', scripts.cancelled(), 'evaluationCancelled', /was cancelled in Security Copilot/],
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
		['F-50 timedOut', scripts.endingIn('timedOut'), 'evaluationTimedOut', /its own time/],
		[
			'F-51 capacityExceeded',
			scripts.endingIn('capacityExceeded'),
			'evaluationCapacityExceeded',
			/no compute units left/,
		],
		[
			'F-52 needAdditionalClaims',
			scripts.endingIn('needAdditionalClaims'),
			'evaluationNeedsClaims',
			/sign in again[^]*Conditional Access/,
		],
		[
			'a result type of the future',
			scripts.endingIn('brandNew'),
			'evaluationUnknownResult',
			/result brandNew,/,
		],
		['no text', scripts.answering(' '), 'evaluationWithoutResult', /without an answer/],
		['no result', scripts.completedWithoutResult(), 'evaluationWithoutResult', /without an answer/],
	])('%s', async (_fault, script, outcome, said) => {
		const ended = await run(ask, script);
		expect(outcomesOf(ended)).toEqual([outcome]);
		expect(shownOf(ended)).toMatch(said);
		expectOnePaid(ended);
	});

	it('of an evaluation of an existing prompt too', async () => {
		const ended = await run(create, scripts.endingIn('rejected'));
		expect(outcomesOf(ended)).toEqual(['evaluationRejected']);
		expectOnePaid(ended);
	});
});

describe('F-49, F-83 An evaluation that never ends', () => {
	it.each([
		['ask', ask],
		['evaluation create', create],
	])('is polled until the timeout, then told with all IDs: %s', async (_what, parameters) => {
		const ended = await run(parameters, scripts.stuckIn('running'), { timeout: 60 });
		expect(outcomesOf(ended)).toEqual(['evaluationUnfinished']);
		expectOnePaid(ended);
	});

	it('is so too where the last polls fail', async () => {
		fixture.emulator.graph.addFault({
			match: { method: 'GET', path: /evaluations\/[^/]+$/, nth: 3 },
			effect: effects.graphError(503),
			count: 1_000,
		});
		const ended = await run(ask, scripts.stuckIn('running'), { timeout: 30 });
		expect(outcomesOf(ended)).not.toContain('result');
		expectOnePaid(ended);
	});
});

describe('F-84 Two runs at once', () => {
	it('in one session take their own answers, and each pays once', async () => {
		const { graph } = fixture.emulator;
		graph.scriptEvaluations(/first/, scripts.answering('One.'));
		graph.scriptEvaluations(/second/, scripts.immediate('Two.'));
		const both = await Promise.all(
			['the first', 'the second'].map(async (prompt) => {
				const parameters = { operation: 'ask', askIn: 'existingSession', sessionId: SESSION, prompt };
				return await fixture.run(parameters, { settings: CONTINUING });
			}),
		);
		expect(both.map((ended) => itemsOf(ended)[0]?.json.answer)).toEqual(['One.', 'Two.']);
		expect(graph.costs).toHaveLength(2);
	});

	it('on one prompt are told apart by their IDs, never as "the latest"', async () => {
		const { graph } = fixture.emulator;
		graph.scriptEvaluations(/who am I/, (_prompt, index) => scripts.answering(`Answer ${index}.`));
		const both = await Promise.all(
			[1, 2].map(async () => await fixture.run(create, { settings: CONTINUING })),
		);
		const answers = both.map((ended) => itemsOf(ended)[0]!.json);
		expect(new Set(answers.map(({ answer }) => answer)).size).toBe(2);
		expect(answers.map(({ evaluationId }) => evaluationId).sort()).toEqual(
			graph.costs.map(({ evaluationId }) => evaluationId).sort(),
		);
	});
});
