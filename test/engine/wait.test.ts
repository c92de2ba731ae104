import { effects, scripts, type EvaluationScript } from '../emulator';
import { jsonOf } from './harness';
import { Fixture } from './harness/Fixture';
import { ask, expectOnePaid, outcomeOf, POLL, polls, success } from './waiting';

const fixture = Fixture.use();

describe('F-46, F-53 an answer', () => {
	it.each<[string, EvaluationScript]>([
		['created, running, completed', scripts.answering('Yes.')],
		['completed at the first poll', scripts.immediate('Yes.')],
		[
			'completed without ever running',
			[{ state: 'created' }, { after: 4_000, state: 'completed', result: success }],
		],
		[
			'pending and deferred on the way',
			[
				{ state: 'created' },
				{ after: 1_000, state: 'pending' },
				{ after: 3_000, state: 'deferred' },
				{ after: 5_000, state: 'running' },
				{ after: 9_000, state: 'completed', result: success },
			],
		],
		[
			'words that nobody has heard of on the way',
			[
				{ state: 'queued' },
				{ after: 2_000, state: 'unknownFutureValue' },
				{ after: 4_000, state: 'completed', result: success },
			],
		],
		[
			'other letter cases',
			[{ state: 'Running' }, { after: 4_000, state: 'Completed', result: { ...success, type: 'Success' } }],
		],
		['completed, and then running again', scripts.movingBackwards('Yes.')],
		['not found at first', scripts.notFoundFirst(3, 'Yes.')],
		['not found any more once it was completed', scripts.notFoundAfterCompletion('Yes.')],
		['after a certain number of polls', scripts.afterPolls(7, success)],
	])('comes of an evaluation that is %s', async (_what, script) => {
		const outcome = await outcomeOf(fixture, script);
		expect(outcome).toMatchObject({ answer: 'Yes.', reused: false });
		expectOnePaid(fixture, outcome);
	});

	it.each(['# Markdown\n\n| a | b |\n', '={{ $json }} <script>', '🚨 \u202E משתמש'])(
		'is handed on as it is: %j',
		async (content) => {
			expect(await outcomeOf(fixture, scripts.answering(content))).toMatchObject({ answer: content });
		},
	);

	it('is polled with few bytes: only what is needed is selected', async () => {
		await outcomeOf(fixture, scripts.answering('Yes.'));
		const selected = new Set(polls(fixture).map(({ url }) => decodeURIComponent(url.split('?')[1] ?? '')));
		expect([...selected]).toEqual([
			'$select=id,state,result,createdDateTime,runStartDateTime,completedDateTime,lastModifiedDateTime',
		]);
	});

	it('comes also where the service ignores the selection', async () => {
		fixture.graph.addFault({
			match: { method: 'GET', path: POLL },
			effect: effects.change(({ state, result }) => ({ state, result })),
			count: 50,
		});
		expect(await outcomeOf(fixture, scripts.answering('Yes.'))).toMatchObject({ answer: 'Yes.' });
	});
});

describe('F-43 to F-53 an evaluation that ends without an answer, as a state where that is wanted', () => {
	it.each<[string, EvaluationScript, { state: string; resultType: string | null }]>([
		...['rejected', 'unknown', 'brandNew'].map(
			(type): [string, EvaluationScript, { state: string; resultType: string }] => [
				`completed with ${type}`,
				scripts.endingIn(type, null),
				{ state: 'completed', resultType: type },
			],
		),
		['completed with an empty success', scripts.answering(''), { state: 'completed', resultType: 'success' }],
		[
			'completed with a blank one',
			scripts.answering(' \n\u200b'),
			{ state: 'completed', resultType: 'success' },
		],
		[
			'completed without a result',
			scripts.completedWithoutResult(),
			{ state: 'completed', resultType: null },
		],
		['cancelled', scripts.cancelled(), { state: 'cancelled', resultType: null }],
		[
			'cancelled with a result type',
			[{ state: 'running' }, { after: 2_000, state: 'cancelled', result: { type: 'error', content: null } }],
			{ state: 'cancelled', resultType: 'error' },
		],
		[
			'waitingForInput',
			scripts.stuckIn('waitingForInput'),
			{ state: 'waitingForInput', resultType: 'unknown' },
		],
	])('%s', async (_what, script, expected) => {
		const outcome = await outcomeOf(fixture, script, { onNoAnswer: 'returnState' });
		expect(outcome).toMatchObject({ ...expected, answer: null, reused: false });
		expect(outcome).not.toHaveProperty('error');
		expectOnePaid(fixture, outcome);
	});
});

describe.each(['running', 'deferred', 'frobnicating'])('F-49, F-83 an evaluation that stays %s', (state) => {
	it('is a failure with all IDs when the timeout is over', async () => {
		const startedMs = fixture.clock.now();
		const outcome = await outcomeOf(fixture, scripts.stuckIn(state), { timeout: 120 });
		expect(outcome).toMatchObject({ error: expect.any(String), state });
		expectOnePaid(fixture, outcome);
		const tookMs = fixture.clock.now() - startedMs;
		expect(tookMs).toBeGreaterThanOrEqual(120_000);
		expect(tookMs).toBeLessThanOrEqual(125_000);
	});

	it('is a state without an answer, with all IDs, where that is wanted', async () => {
		const options = { timeout: 30, onNoAnswer: 'returnState' };
		const outcome = await outcomeOf(fixture, scripts.stuckIn(state), options);
		expect(outcome).toMatchObject({ state, resultType: null, answer: null, completedDateTime: null });
		expect(outcome.webUrl).toContain(String(outcome.sessionId));
		expectOnePaid(fixture, outcome);
	});
});

describe('an evaluation that was there before', () => {
	it('is waited for no longer than from the moment the question came', async () => {
		const session = fixture.graph.addSession({ displayName: 'Incident 4711' });
		const prompt = fixture.graph.addPrompt({ sessionId: session.id, content: 'the question' });
		fixture.graph.addEvaluation({ promptId: prompt.id, state: 'running' });
		const startedMs = fixture.clock.now();
		const run = await fixture.run(
			{
				...ask({ timeout: 60, onNoAnswer: 'returnState' }),
				askIn: 'namedSession',
				displayName: 'Incident 4711',
			},
			{ items: Array(5).fill({}) },
		);
		expect(jsonOf(run)).toMatchObject(Array(5).fill({ state: 'running', answer: null, reused: true }));
		// Not five minutes, although one item waits for the other.
		expect(fixture.clock.now() - startedMs).toBeLessThan(80_000);
		expect(fixture.graph.costs).toEqual([]);
	});

	it('has the whole time where it is that of a follow-up', async () => {
		const session = fixture.graph.addSession({ displayName: 'Incident 4711' });
		const takes = (content: string, after: number) => {
			const { id } = fixture.graph.addPrompt({ sessionId: session.id, content });
			const script = [{ state: 'running' }, { after, state: 'completed', result: success }];
			fixture.graph.addEvaluation({ promptId: id, script });
		};
		takes('the question', 40_000);
		takes('the second', 80_000);
		takes('the third', 120_000);
		const run = await fixture.run({
			...ask({ timeout: 60 }),
			askIn: 'namedSession',
			displayName: 'Incident 4711',
			followUps: ['the second', 'the third'],
		});
		expect(jsonOf(run)).toMatchObject([{ answer: 'Yes.', reused: true }]);
		expect(fixture.graph.costs).toEqual([]);
	});
});
