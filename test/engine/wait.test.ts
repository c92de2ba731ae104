import { effects, scripts, type EvaluationScript } from '../emulator';
import { errorOf, jsonOf } from './harness';
import { Stage } from './harness/Stage';
import { ask, expectOnePaid, LOOK, looks, outcomeOf, success } from './waiting';

let stage: Stage;
beforeAll(async () => void (stage = await Stage.open()));
beforeEach(async () => await stage.reset());
afterAll(async () => await stage.close());

describe('F-46, F-53 an answer', () => {
	it.each<[string, EvaluationScript]>([
		['created, running, completed', scripts.answering('Yes.')],
		['completed at the first look', scripts.immediate('Yes.')],
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
		['after a certain number of looks', scripts.afterPolls(7, success)],
	])('comes of an evaluation that is %s', async (_what, script) => {
		const outcome = await outcomeOf(stage, script);
		expect(outcome).toMatchObject({ answer: 'Yes.', reused: false });
		expectOnePaid(stage, outcome);
	});

	it.each(['', '# Markdown\n\n| a | b |\n', '={{ $json }} <script>', '🚨 \u202E משתמש'])(
		'is handed on as it is: %j',
		async (content) => {
			expect(await outcomeOf(stage, scripts.answering(content))).toMatchObject({ answer: content });
		},
	);

	it('is looked for with few bytes: only what is needed is selected', async () => {
		await outcomeOf(stage, scripts.answering('Yes.'));
		const selected = new Set(looks(stage).map(({ url }) => decodeURIComponent(url.split('?')[1] ?? '')));
		expect([...selected]).toEqual([
			'$select=id,state,result,createdDateTime,runStartDateTime,completedDateTime,lastModifiedDateTime',
		]);
	});

	it('comes also where the service ignores the selection', async () => {
		stage.graph.addFault({
			match: { method: 'GET', path: LOOK },
			effect: effects.change(({ state, result }) => ({ state, result })),
			count: 50,
		});
		expect(await outcomeOf(stage, scripts.answering('Yes.'))).toMatchObject({ answer: 'Yes.' });
	});
});

const ENDS: Array<[string, EvaluationScript, { state: string; resultType?: string | null }]> = [
	...['error', 'needAdditionalClaims', 'rejected', 'timedOut', 'capacityExceeded', 'unknown', 'brandNew'].map(
		(type): [string, EvaluationScript, { state: string; resultType: string }] => [
			`completed with ${type}`,
			scripts.endingIn(type, null),
			{ state: 'completed', resultType: type },
		],
	),
	[
		'completed with error and some words',
		scripts.endingIn('error', 'Oops.'),
		{ state: 'completed', resultType: 'error' },
	],
	['completed without a result', scripts.completedWithoutResult(), { state: 'completed', resultType: null }],
	['cancelled', scripts.cancelled(), { state: 'cancelled', resultType: null }],
	[
		'cancelled with a result type',
		[{ state: 'running' }, { after: 2_000, state: 'cancelled', result: { type: 'error', content: null } }],
		{ state: 'cancelled', resultType: 'error' },
	],
	['waitingForInput', scripts.stuckIn('waitingForInput'), { state: 'waitingForInput' }],
];

describe.each(ENDS)(
	'F-43, F-47, F-48, F-50, F-51, F-52 an evaluation that ends %s',
	(_what, script, expected) => {
		it('is a failure with all IDs, and is not run again', async () => {
			const outcome = await outcomeOf(stage, script);
			expect(outcome).toMatchObject({ error: expect.any(String), state: expected.state });
			expect(outcome).not.toHaveProperty('answer');
			expectOnePaid(stage, outcome);
		});

		it('is a state without an answer where that is wanted', async () => {
			const outcome = await outcomeOf(stage, script, { onNoAnswer: 'returnState' });
			expect(outcome).toMatchObject({ ...expected, answer: null, reused: false });
			expect(outcome).not.toHaveProperty('error');
			expectOnePaid(stage, outcome);
		});
	},
);

it.each(['error', 'needAdditionalClaims', 'rejected', 'timedOut', 'capacityExceeded'])(
	'a switch of the service ends %s in another state: cancelled is as final as completed',
	async (type) => {
		stage.graph.switches.failureState = 'cancelled';
		expect(await outcomeOf(stage, scripts.endingIn(type))).toMatchObject({ state: 'cancelled' });
	},
);

describe.each(['created', 'running', 'pending', 'deferred', 'unknown', 'unknownFutureValue', 'frobnicating'])(
	'F-49, F-83 an evaluation that stays %s',
	(state) => {
		it('is a failure with all IDs when the time is over', async () => {
			const startedMs = stage.clock.now();
			const outcome = await outcomeOf(stage, scripts.stuckIn(state), { timeout: 120 });
			expect(outcome).toMatchObject({ error: expect.any(String), state });
			expectOnePaid(stage, outcome);
			const tookMs = stage.clock.now() - startedMs;
			expect(tookMs).toBeGreaterThanOrEqual(120_000);
			expect(tookMs).toBeLessThan(135_000);
		});

		it('is a state without an answer, with all IDs, where that is wanted', async () => {
			const outcome = await outcomeOf(stage, scripts.stuckIn(state), {
				timeout: 30,
				onNoAnswer: 'returnState',
			});
			expect(outcome).toMatchObject({
				state,
				resultType: null,
				answer: null,
				completedDateTime: null,
				webUrl: expect.stringContaining('https://'),
			});
			expectOnePaid(stage, outcome);
		});
	},
);

describe('an evaluation that was there before', () => {
	it('is waited for no longer than from the moment the question came', async () => {
		const session = stage.graph.addSession({ displayName: 'Incident 4711' });
		const prompt = stage.graph.addPrompt({ sessionId: session.id, content: 'the question' });
		stage.graph.addEvaluation({ promptId: prompt.id, state: 'running' });
		const startedMs = stage.clock.now();
		const run = await stage.run(
			{
				...ask({ timeout: 60, onNoAnswer: 'returnState' }),
				askIn: 'namedSession',
				displayName: 'Incident 4711',
			},
			{ items: Array(5).fill({}) },
		);
		expect(jsonOf(run)).toMatchObject(Array(5).fill({ state: 'running', answer: null, reused: true }));
		// Not five minutes, although one item waits for the other.
		expect(stage.clock.now() - startedMs).toBeLessThan(80_000);
		expect(stage.graph.costs).toEqual([]);
	});

	it('has the whole time where it is that of a follow-up', async () => {
		const session = stage.graph.addSession({ displayName: 'Incident 4711' });
		const takes = (content: string, after: number) => {
			const { id } = stage.graph.addPrompt({ sessionId: session.id, content });
			const script = [{ state: 'running' }, { after, state: 'completed', result: success }];
			stage.graph.addEvaluation({ promptId: id, script });
		};
		takes('the question', 40_000);
		takes('the second', 80_000);
		takes('the third', 120_000);
		const run = await stage.run({
			...ask({ timeout: 60 }),
			askIn: 'namedSession',
			displayName: 'Incident 4711',
			followUps: ['the second', 'the third'],
		});
		expect(jsonOf(run)).toMatchObject([{ answer: 'Yes.', reused: true }]);
		expect(stage.graph.costs).toEqual([]);
	});
});

it('a workflow that stops names the IDs in the description', async () => {
	stage.graph.scriptEvaluations('the question', scripts.stuckIn('running'));
	const { description } = errorOf(await stage.run(ask({ timeout: 5 })));
	const [cost] = stage.graph.costs;
	for (const id of [cost?.sessionId, cost?.promptId, cost?.evaluationId]) expect(description).toContain(id);
});
