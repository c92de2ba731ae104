import { effects, scripts, type Effect } from '../emulator';
import { jsonOf } from './harness';
import { Stage } from './harness/Stage';
import { expectOnePaid, LOOK, looks, outcomeOf, success } from './waiting';

let stage: Stage;
beforeAll(async () => void (stage = await Stage.open()));
beforeEach(async () => await stage.reset());
afterAll(async () => await stage.close());

describe('how often it is looked', () => {
	it('is at most 40 times in 300 s', async () => {
		const outcome = await outcomeOf(stage, scripts.stuckIn('running'), { timeout: 300 });
		expect(outcome).toMatchObject({ state: 'running' });
		expect(looks(stage).length).toBeLessThanOrEqual(40);
		expect(looks(stage).length).toBeGreaterThan(20);
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
		expect(looks(stage).length).toBeGreaterThan(50 * 20);
		expect(Math.max(...onTheWire.values())).toBe(3);
	});

	it('is at most 40 times each also for fifty evaluations that began at different moments', async () => {
		await waitForFifty(137);
		const perEvaluation = new Map<string, number>();
		for (const { url } of looks(stage)) perEvaluation.set(url, (perEvaluation.get(url) ?? 0) + 1);
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
		expect(await outcomeOf(stage, scripts.answering('Yes.'))).toMatchObject({ answer: 'Yes.' });
		const [first, second] = looks(stage);
		expect(second!.time - first!.time).toBeGreaterThan(30_000);
	});

	it('includes a last time when the time is over', async () => {
		const outcome = await outcomeOf(
			stage,
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
		const outcome = await outcomeOf(stage, [
			{ state: 'created' },
			{ after: 200_000, state: 'completed', result: success },
		]);
		expect(outcome).toMatchObject({ answer: 'Yes.', reused: false });
		expectOnePaid(stage, outcome);
		expect(fault.remaining).toBe(0);
		expect(stage.requests(({ early }) => early === true)).toEqual([]);
	});

	it('is answered with the IDs where it stays: an evaluation that is gone', async () => {
		disturbed(effects.graphError(404), 1_000);
		const outcome = await outcomeOf(stage, scripts.stuckIn('running'));
		expect(outcome).toMatchObject({ error: expect.any(String) });
		expectOnePaid(stage, outcome);
		// Within ten seconds of the creation it may be on its way; then it is looked for three times more.
		expect(looks(stage).length).toBeLessThan(18);
	});

	it('is answered with the IDs where it stays: a sign-in that is refused', async () => {
		disturbed(effects.expiredToken(), 1_000);
		const outcome = await outcomeOf(stage, scripts.stuckIn('running'));
		expect(outcome).toMatchObject({ error: expect.any(String) });
		expectOnePaid(stage, outcome);
	});

	it('is answered at once where the server wants no look before the time is over', async () => {
		disturbed(effects.throttled(3_600), 1_000);
		const startedMs = stage.clock.now();
		const outcome = await outcomeOf(stage, scripts.stuckIn('running'));
		expect(outcome).toMatchObject({ error: expect.any(String) });
		expectOnePaid(stage, outcome);
		expect(stage.clock.now() - startedMs).toBeLessThan(20_000);
		expect(looks(stage)).toHaveLength(2);
	});

	it('is answered with the state in that case where that is wanted', async () => {
		disturbed(effects.throttled(3_600), 1_000);
		const outcome = await outcomeOf(stage, scripts.stuckIn('running'), { onNoAnswer: 'returnState' });
		expect(outcome).toMatchObject({ state: 'running', answer: null });
		expectOnePaid(stage, outcome);
	});

	it('leaves nothing behind that would be sent after the end', async () => {
		disturbed(effects.throttled(60), 1_000);
		await outcomeOf(stage, scripts.stuckIn('running'), { timeout: 45 });
		const sent = stage.graph.requests.length;
		await new Promise((resolve) => setTimeout(resolve, 400_000));
		expect(stage.graph.requests).toHaveLength(sent);
	});
});
