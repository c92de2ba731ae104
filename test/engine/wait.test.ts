import { effects, scripts, type Effect, type EvaluationScript } from '../emulator';
import { errorOf, jsonOf, type NodeParameters } from './harness';
import { withDetails, type ItemOutput } from './harness/incident';
import { Stage } from './harness/Stage';

let stage: Stage;
beforeAll(async () => void (stage = await Stage.open()));
beforeEach(async () => await stage.reset());
afterAll(async () => await stage.close());

const ask = (options: object = {}): NodeParameters =>
	({ resource: 'session', operation: 'ask', prompt: 'the question', options }) as NodeParameters;

const continuing = { onError: 'continueRegularOutput' as const };

const LOOK = /\/evaluations\/[^/]+$/;
const looks = () => stage.requests(({ method, url }) => method === 'GET' && LOOK.test(url));

/** What comes out when the evaluation follows a script. */
async function outcomeOf(script: EvaluationScript, options: object = {}): Promise<ItemOutput> {
	stage.graph.scriptEvaluations('the question', script);
	const run = await stage.run(ask(options), {}, continuing);
	expect(jsonOf(run)).toHaveLength(1);
	return withDetails(jsonOf(run)[0]);
}

/** Nothing that was asked for once is ever asked for again. */
function expectOnePaid(outcome: ItemOutput): void {
	expect(stage.graph.costs).toHaveLength(1);
	expect(outcome.evaluationId).toBe(stage.graph.costs[0]?.evaluationId);
	expect(stage.made()).toEqual({ sessions: 1, prompts: 1, evaluations: 1 });
}

const success = { type: 'success', content: 'Yes.' };

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
		const outcome = await outcomeOf(script);
		expect(outcome).toMatchObject({ answer: 'Yes.', reused: false });
		expectOnePaid(outcome);
	});

	it.each(['', '# Markdown\n\n| a | b |\n', '={{ $json }} <script>', '🚨 \u202E משתמש'])(
		'is handed on as it is: %j',
		async (content) => {
			expect(await outcomeOf(scripts.answering(content))).toMatchObject({ answer: content });
		},
	);

	it('is looked for with few bytes: only what is needed is selected', async () => {
		await outcomeOf(scripts.answering('Yes.'));
		const selected = new Set(looks().map(({ url }) => decodeURIComponent(url.split('?')[1] ?? '')));
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
		expect(await outcomeOf(scripts.answering('Yes.'))).toMatchObject({ answer: 'Yes.' });
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
			const outcome = await outcomeOf(script);
			expect(outcome).toMatchObject({ error: expect.any(String), state: expected.state });
			expect(outcome).not.toHaveProperty('answer');
			expectOnePaid(outcome);
		});

		it('is a state without an answer where that is wanted', async () => {
			const outcome = await outcomeOf(script, { onNoAnswer: 'returnState' });
			expect(outcome).toMatchObject({ ...expected, answer: null, reused: false });
			expect(outcome).not.toHaveProperty('error');
			expectOnePaid(outcome);
		});
	},
);

it.each(['error', 'needAdditionalClaims', 'rejected', 'timedOut', 'capacityExceeded'])(
	'a switch of the service ends %s in another state: cancelled is as final as completed',
	async (type) => {
		stage.graph.switches.failureState = 'cancelled';
		expect(await outcomeOf(scripts.endingIn(type))).toMatchObject({ state: 'cancelled' });
	},
);

describe.each(['created', 'running', 'pending', 'deferred', 'unknown', 'unknownFutureValue', 'frobnicating'])(
	'F-49, F-83 an evaluation that stays %s',
	(state) => {
		it('is a failure with all IDs when the time is over', async () => {
			const startedMs = stage.clock.now();
			const outcome = await outcomeOf(scripts.stuckIn(state), { timeout: 120 });
			expect(outcome).toMatchObject({ error: expect.any(String), state });
			expectOnePaid(outcome);
			const tookMs = stage.clock.now() - startedMs;
			expect(tookMs).toBeGreaterThanOrEqual(120_000);
			expect(tookMs).toBeLessThan(135_000);
		});

		it('is a state without an answer, with all IDs, where that is wanted', async () => {
			const outcome = await outcomeOf(scripts.stuckIn(state), { timeout: 30, onNoAnswer: 'returnState' });
			expect(outcome).toMatchObject({
				state,
				resultType: null,
				answer: null,
				completedDateTime: null,
				webUrl: expect.stringContaining('https://'),
			});
			expectOnePaid(outcome);
		});
	},
);

describe('how often it is looked', () => {
	it('is at most 40 times in 300 s', async () => {
		const outcome = await outcomeOf(scripts.stuckIn('running'), { timeout: 300 });
		expect(outcome).toMatchObject({ state: 'running' });
		expect(looks().length).toBeLessThanOrEqual(40);
		expect(looks().length).toBeGreaterThan(20);
	});

	/** Waits for fifty evaluations that are running already. @param apart milliseconds between their beginnings */
	const waitForFifty = async (apart: number) => {
		stage.graph.scriptEvaluations(/^question/, scripts.stuckIn('running'));
		const session = stage.graph.addSession({ displayName: 'Many' });
		const prompts = Array.from({ length: 50 }, (_, index) => {
			const { id } = stage.graph.addPrompt({ sessionId: session.id, content: `question ${index}` });
			stage.graph.addEvaluation({
				promptId: id,
				createdDateTime: new Date(stage.clock.now() - index * apart).toISOString(),
			});
			return { promptId: id };
		});
		const run = await stage.run(
			{
				resource: 'evaluation',
				operation: 'create',
				sessionId: { mode: 'id', value: session.id, __rl: true },
				promptId: '={{ $json.promptId }}',
				options: { timeout: 290, reuseAnswer: true, onNoAnswer: 'returnState' },
			},
			{ items: prompts },
		);
		expect(jsonOf(run)).toHaveLength(50);
	};

	it('takes three requests each time for fifty evaluations', async () => {
		await waitForFifty(0);
		const onTheWire = new Map<number, number>();
		for (const { batchPart, time } of stage.graph.requests) {
			if (!batchPart) onTheWire.set(time, (onTheWire.get(time) ?? 0) + 1);
		}
		expect(looks().length).toBeGreaterThan(50 * 20);
		expect(Math.max(...onTheWire.values())).toBe(3);
	});

	it('is at most 40 times each also for fifty evaluations that began at different moments', async () => {
		await waitForFifty(137);
		const perEvaluation = new Map<string, number>();
		for (const { url } of looks()) perEvaluation.set(url, (perEvaluation.get(url) ?? 0) + 1);
		expect(perEvaluation.size).toBe(50);
		expect(Math.max(...perEvaluation.values())).toBeLessThanOrEqual(40);
		const envelopes = stage.graph.requests.filter(({ batchPart }) => !batchPart).length;
		// 50 lists and some 1,900 looks.
		expect(stage.requests().length).toBeGreaterThan(1_500);
		expect(envelopes).toBeLessThan(250);
		expect(stage.graph.costs).toEqual([]);
	});

	it('is never twice at the same time, also where an answer takes longer than the next look is away', async () => {
		stage.graph.addFault({ match: { method: 'GET', path: LOOK }, effect: effects.hang() });
		expect(await outcomeOf(scripts.answering('Yes.'))).toMatchObject({ answer: 'Yes.' });
		const [first, second] = looks();
		expect(second!.time - first!.time).toBeGreaterThan(30_000);
	});

	it('includes a last time when the time is over', async () => {
		const outcome = await outcomeOf(
			[{ state: 'running' }, { after: 298_000, state: 'completed', result: success }],
			{ timeout: 300 },
		);
		expect(outcome).toMatchObject({ answer: 'Yes.' });
	});
});

describe('F-7, F-29 what disturbs a look', () => {
	const disturbed = (effect: Effect, count = 1) =>
		stage.graph.addFault({ match: { method: 'GET', path: LOOK, nth: 2 }, effect, count });

	it.each<[string, Effect, number]>([
		['429', effects.throttled(10), 1],
		['429 without a time', effects.throttled(), 1],
		['429 again and again', effects.throttled(3), 6],
		['500', effects.graphError(500), 1],
		['502 as HTML', effects.html(502), 1],
		['503 for a minute', effects.graphError(503), 12],
		['503 with a time', effects.graphError(503, { retryAfter: 20 }), 1],
		['504', effects.graphError(504), 5],
		['a reset', effects.reset(), 1],
		['resets for a while', effects.reset(), 10],
		['a connection that closes', effects.closeBeforeHeaders(), 1],
		['a body that breaks off', effects.closeMidBody(), 1],
		['half an answer', effects.truncatedJson(), 4],
		['an empty answer', effects.emptyBody(), 4],
		['a sign-in page of a proxy', effects.html(200), 4],
		['an answer without a state', effects.change(({ id }) => ({ id })), 3],
		['404', effects.graphError(404), 3],
		['403', effects.graphError(403), 3],
		['a token that has expired', effects.expiredToken(), 1],
		['no answer at all', effects.hang(), 1],
	])('costs a look, never the evaluation: %s', async (_what, effect, count) => {
		const fault = disturbed(effect, count);
		const outcome = await outcomeOf([
			{ state: 'created' },
			{ after: 200_000, state: 'completed', result: success },
		]);
		expect(outcome).toMatchObject({ answer: 'Yes.', reused: false });
		expectOnePaid(outcome);
		expect(fault.remaining).toBe(0);
		expect(stage.requests(({ early }) => early === true)).toEqual([]);
	});

	it('is answered with the IDs where it stays: an evaluation that is gone', async () => {
		disturbed(effects.graphError(404), 1_000);
		const outcome = await outcomeOf(scripts.stuckIn('running'));
		expect(outcome).toMatchObject({ error: expect.any(String) });
		expectOnePaid(outcome);
		// Within ten seconds of the creation it may be on its way; then it is looked for three times more.
		expect(looks().length).toBeLessThan(18);
	});

	it('is answered with the IDs where it stays: a sign-in that is refused', async () => {
		disturbed(effects.expiredToken(), 1_000);
		const outcome = await outcomeOf(scripts.stuckIn('running'));
		expect(outcome).toMatchObject({ error: expect.any(String) });
		expectOnePaid(outcome);
	});

	it('is answered at once where the server wants no look before the time is over', async () => {
		disturbed(effects.throttled(3_600), 1_000);
		const startedMs = stage.clock.now();
		const outcome = await outcomeOf(scripts.stuckIn('running'));
		expect(outcome).toMatchObject({ error: expect.any(String) });
		expectOnePaid(outcome);
		expect(stage.clock.now() - startedMs).toBeLessThan(20_000);
		expect(looks()).toHaveLength(2);
	});

	it('is answered with the state in that case where that is wanted', async () => {
		disturbed(effects.throttled(3_600), 1_000);
		const outcome = await outcomeOf(scripts.stuckIn('running'), { onNoAnswer: 'returnState' });
		expect(outcome).toMatchObject({ state: 'running', answer: null });
		expectOnePaid(outcome);
	});

	it('leaves nothing behind that would be sent after the end', async () => {
		disturbed(effects.throttled(60), 1_000);
		await outcomeOf(scripts.stuckIn('running'), { timeout: 45 });
		const sent = stage.graph.requests.length;
		await new Promise((resolve) => setTimeout(resolve, 400_000));
		expect(stage.graph.requests).toHaveLength(sent);
	});
});

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
