import { effects, scripts, type EvaluationScript } from '../emulator';
import { Fixture, jsonOf } from './harness';
import {
	answerOf,
	askNamed,
	expectOnePaid,
	INCIDENT,
	outputOf,
	outputsOf,
	POLL,
	polls,
} from './harness/asking';
import { PROMPT, SESSION } from './harness/documented';
import { expectNothingShown } from './harness/outcomes';

const fixture = Fixture.use();

const success = { type: 'success', content: 'Yes.' };
const at = (after: number, state: string, more: object = {}) => ({ after, state, ...more });
const completed = (after: number) => at(after, 'completed', { result: success });

describe('An answer', () => {
	it.each<[string, EvaluationScript]>([
		['created, running, completed', scripts.answering('Yes.')],
		['completed at the first poll', scripts.immediate('Yes.')],
		['completed, and then running again', scripts.movingBackwards('Yes.')],
		['not found at first', scripts.notFoundFirst(3, 'Yes.')],
		['not found any more once it was completed', scripts.notFoundAfterCompletion('Yes.')],
	])('comes of an evaluation that is %s', async (_what, script) => {
		const output = await answerOf(fixture, script);
		expect(output).toMatchObject({ answer: 'Yes.', reused: false });
		expectOnePaid(fixture, output);
	});

	it('is polled with few bytes, and comes also where the service ignores the selection or gives odd dates', async () => {
		const effect = effects.change(({ state, result }) => ({
			state,
			result,
			createdDateTime: '0001-01-01T00:00:00Z',
		}));
		fixture.graph.addFault({ match: { method: 'GET', path: POLL }, effect, count: 50 });
		expect(await answerOf(fixture, scripts.answering('Yes.'))).toMatchObject({
			answer: 'Yes.',
			createdDateTime: null,
			completedDateTime: null,
		});
		expect([
			...new Set(polls(fixture).map(({ url }) => decodeURIComponent(url.split('?')[1] ?? ''))),
		]).toEqual([
			'$select=id,state,result,createdDateTime,runStartDateTime,completedDateTime,lastModifiedDateTime',
		]);
		expect(fixture.sent.length).toBeLessThan(40);
	});
});

describe('An evaluation that ends without an answer has its own words, and all IDs', () => {
	it.each<[string, EvaluationScript, string, RegExp]>([
		['cancelled', scripts.cancelled(), 'evaluationCancelled', /was cancelled in Security Copilot/],
		[
			'waitingForInput',
			scripts.stuckIn('waitingForInput'),
			'evaluationWaitingForInput',
			/waits for input that this API cannot give[^]*https:\/\/securitycopilot\.microsoft\.com\/sessions\//,
		],
		[
			'error',
			scripts.endingIn('error', 'Out of tokens.'),
			'evaluationError',
			/could not answer[^]*Out of tokens/,
		],
		[
			'rejected',
			scripts.endingIn('rejected', 'Not in scope.'),
			'evaluationRejected',
			/declined[^]*Not in scope/,
		],
		['timedOut', scripts.endingIn('timedOut'), 'evaluationTimedOut', /its own time/],
		[
			'capacityExceeded',
			scripts.endingIn('capacityExceeded'),
			'evaluationCapacityExceeded',
			/no compute units left/,
		],
		[
			'needAdditionalClaims',
			scripts.endingIn('needAdditionalClaims'),
			'claimsChallenge',
			/sign in again[^]*Conditional Access/,
		],
		[
			'a type of the future',
			scripts.endingIn('brandNew', 'x'),
			'evaluationWithoutResult',
			/result brandNew\)/,
		],
		['no text', scripts.answering(' '), 'evaluationWithoutResult', /without an answer/],
		['no result', scripts.completedWithoutResult(), 'evaluationWithoutResult', /without an answer/],
	])('%s', async (_what, script, reference, said) => {
		const output = await answerOf(fixture, script);
		expect(output).toMatchObject({ reference, error: expect.any(String) });
		expect(output).not.toHaveProperty('answer');
		expect(`${output.error} ${output.description}`).toMatch(said);
		for (const id of [output.sessionId, output.promptId, output.evaluationId])
			expect(output.description).toContain(id);
		expectOnePaid(fixture, output);
	});

	it.each<[string, EvaluationScript, { state: string; resultType: string | null }]>([
		['rejected', scripts.endingIn('rejected'), { state: 'completed', resultType: 'rejected' }],
		['a blank success', scripts.answering(' \n\u200b'), { state: 'completed', resultType: 'success' }],
		['no result', scripts.completedWithoutResult(), { state: 'completed', resultType: null }],
		['cancelled', scripts.cancelled(), { state: 'cancelled', resultType: null }],
	])('or is a state where that is wanted: %s', async (_what, script, expected) => {
		const output = await answerOf(fixture, script, { onNoAnswer: 'returnState' });
		expect(output).toMatchObject({ ...expected, answer: null, reused: false });
		expect(output).not.toHaveProperty('error');
		expectOnePaid(fixture, output);
	});
});

describe.each(['running', 'frobnicating'])('An evaluation that stays %s', (state) => {
	it('is a failure with all IDs when the timeout is over', async () => {
		const startedMs = fixture.clock.now();
		const output = await answerOf(fixture, scripts.stuckIn(state), { timeout: 120 });
		expect(output).toMatchObject({ reference: 'evaluationUnfinished', state });
		expectOnePaid(fixture, output);
		expect(fixture.clock.now() - startedMs).toBeGreaterThanOrEqual(120_000);
		expect(fixture.clock.now() - startedMs).toBeLessThanOrEqual(125_000);
	});

	it('is a state without an answer, with all IDs, where that is wanted', async () => {
		const options = { timeout: 30, onNoAnswer: 'returnState' };
		const output = await answerOf(fixture, scripts.stuckIn(state), options);
		expect(output).toMatchObject({ state, resultType: null, answer: null, completedDateTime: null });
		expect(output.webUrl).toContain(String(output.sessionId));
		expectOnePaid(fixture, output);
	});
});

describe('An evaluation that was there before', () => {
	const addEvaluation = (content: string, script: EvaluationScript) => {
		const session =
			fixture.graph.store.allSessions().find(({ displayName }) => displayName === INCIDENT) ??
			fixture.graph.addSession({ displayName: INCIDENT });
		const { id: promptId } = fixture.graph.addPrompt({ sessionId: session.id, content });
		fixture.graph.addEvaluation({ promptId, script });
	};

	it('is waited for no longer than from the moment the question came', async () => {
		addEvaluation('the question', [{ state: 'running' }]);
		const startedMs = fixture.clock.now();
		const options = { timeout: 60, onNoAnswer: 'returnState' };
		const outputs = await outputsOf(fixture, askNamed({ options }), Array(5).fill({}));
		expect(outputs).toMatchObject(Array(5).fill({ state: 'running', answer: null, reused: true }));
		// Not five minutes, although one item waits for the other.
		expect(fixture.clock.now() - startedMs).toBeLessThan(80_000);
		expect(fixture.graph.costs).toEqual([]);
	});

	it('has the whole time where it is that of a follow-up', async () => {
		addEvaluation('the question', [{ state: 'running' }, completed(40_000)]);
		addEvaluation('the second', [{ state: 'running' }, completed(80_000)]);
		addEvaluation('the third', [{ state: 'running' }, completed(120_000)]);
		const parameters = { followUps: ['the second', 'the third'], options: { timeout: 60 } };
		expect(await outputOf(fixture, askNamed(parameters))).toMatchObject({ answer: 'Yes.', reused: true });
		expect(fixture.graph.costs).toEqual([]);
	});
});

it('Two runs at once on one prompt are told apart by their IDs, never as "the latest"', async () => {
	fixture.graph.scriptEvaluations(/who am I/, (_prompt, index) => scripts.answering(`Answer ${index}.`));
	const create = { resource: 'evaluation', operation: 'create', sessionId: SESSION, promptId: PROMPT };
	const both = await Promise.all([1, 2].map(async () => await fixture.run(create)));
	const answers = both.flatMap((run) => jsonOf(run)) as Array<{ answer: string; evaluationId: string }>;
	expect(new Set(answers.map(({ answer }) => answer)).size).toBe(2);
	expect(answers.map(({ evaluationId }) => evaluationId).sort()).toEqual(
		fixture.graph.costs.map(({ evaluationId }) => evaluationId).sort(),
	);
	both.forEach((run) => expectNothingShown(fixture, run));
});
