import { effects, scripts, type Effect } from '../emulator';
import { jsonOf } from './harness';
import { Fixture } from './harness/Fixture';
import { expectOnePaid, POLL, polls, outcomeOf, success } from './waiting';

const fixture = Fixture.use();

describe('polls', () => {
	it('of many evaluations that began at different moments share batches', async () => {
		const session = fixture.graph.addSession({ displayName: 'Many' });
		const prompts = Array.from({ length: 25 }, (_, index) => {
			const { id } = fixture.graph.addPrompt({ sessionId: session.id, content: `question ${index}` });
			const createdDateTime = new Date(fixture.clock.now() - index * 137).toISOString();
			fixture.graph.addEvaluation({ promptId: id, createdDateTime, script: scripts.stuckIn('running') });
			return { promptId: id };
		});
		const run = await fixture.run(
			{
				resource: 'evaluation',
				operation: 'create',
				sessionId: { mode: 'id', value: session.id, __rl: true },
				promptId: '={{ $json.promptId }}',
				options: { timeout: 60, reuseAnswer: true, onNoAnswer: 'returnState' },
			},
			{ items: prompts },
		);
		expect(jsonOf(run)).toHaveLength(25);
		const perEvaluation = new Map<string, number>();
		for (const { url } of polls(fixture)) perEvaluation.set(url, (perEvaluation.get(url) ?? 0) + 1);
		expect(perEvaluation.size).toBe(25);
		expect(Math.max(...perEvaluation.values())).toBeLessThanOrEqual(30);
		expect(Math.min(...perEvaluation.values())).toBeGreaterThan(20);
		const onTheWire = fixture.graph.requests.filter(({ batchPart }) => !batchPart);
		expect(onTheWire.length).toBeLessThan(25 + 2 * 60);
		expect(fixture.graph.costs).toEqual([]);
	});

	it('never overlap, also where an answer takes longer than the next poll is away', async () => {
		fixture.graph.addFault({ match: { method: 'GET', path: POLL }, effect: effects.hang() });
		expect(await outcomeOf(fixture, scripts.answering('Yes.'))).toMatchObject({ answer: 'Yes.' });
		const [first, second] = polls(fixture);
		expect(second!.time - first!.time).toBeGreaterThan(30_000);
	});

	it('end with one when the timeout is over', async () => {
		const script = [{ state: 'running' }, { after: 298_500, state: 'completed', result: success }];
		expect(await outcomeOf(fixture, script, { timeout: 299 })).toMatchObject({ answer: 'Yes.' });
	});
});

describe('F-7, F-29 a failed poll', () => {
	const disturbed = (effect: Effect, count = 1) =>
		fixture.graph.addFault({ match: { method: 'GET', path: POLL, nth: 2 }, effect, count });

	it.each<[string, Effect, number]>([
		['429', effects.throttled(10), 1],
		['429 again and again', effects.throttled(3), 6],
		['503 for a minute', effects.graphError(503), 12],
		['503 with a time', effects.graphError(503, { retryAfter: 20 }), 1],
		['resets for a while', effects.reset(), 10],
		['a body that breaks off', effects.closeMidBody(), 4],
		['half an answer', effects.truncatedJson(), 4],
		['a sign-in page of a proxy', effects.html(200), 4],
		['an answer without a state', effects.change(({ id }) => ({ id })), 3],
		['404', effects.graphError(404), 3],
		['403', effects.graphError(403), 3],
		['a token that has expired', effects.expiredToken(), 1],
		['no answer at all', effects.hang(), 1],
	])('costs a poll, never the evaluation: %s', async (_what, effect, count) => {
		const fault = disturbed(effect, count);
		const outcome = await outcomeOf(fixture, [
			{ state: 'created' },
			{ after: 200_000, state: 'completed', result: success },
		]);
		expect(outcome).toMatchObject({ answer: 'Yes.', reused: false });
		expectOnePaid(fixture, outcome);
		expect(fault.remaining).toBe(0);
		expect(fixture.requests(({ early }) => early === true)).toEqual([]);
	});

	it.each<[string, Effect, number]>([
		// In its first ten seconds an evaluation may be unknown; then three failed polls pass.
		['an evaluation that is gone', effects.graphError(404), 18],
		['a sign-in that is refused', effects.expiredToken(), 5],
	])('is told with the IDs where it stays so: %s', async (_what, effect, most) => {
		disturbed(effect, 1_000);
		const outcome = await outcomeOf(fixture, scripts.stuckIn('running'));
		expect(outcome).toMatchObject({ error: expect.any(String) });
		expectOnePaid(fixture, outcome);
		expect(polls(fixture).length).toBeLessThan(most);
	});

	it.each([
		['error', { error: expect.any(String) }],
		['returnState', { state: 'running', answer: null }],
	])(
		'ends the wait at once where Graph asks to wait beyond the timeout: %s',
		async (onNoAnswer, expected) => {
			disturbed(effects.throttled(3_600), 1_000);
			const startedMs = fixture.clock.now();
			const outcome = await outcomeOf(fixture, scripts.stuckIn('running'), { onNoAnswer });
			expect(outcome).toMatchObject(expected);
			expectOnePaid(fixture, outcome);
			expect(fixture.clock.now() - startedMs).toBeLessThan(20_000);
			expect(polls(fixture)).toHaveLength(2);
		},
	);

	it('is never repeated beyond the timeout, and leaves nothing behind that would be sent after the end', async () => {
		disturbed(effects.throttled(60), 1_000);
		const startedMs = fixture.clock.now();
		await outcomeOf(fixture, scripts.stuckIn('running'), { timeout: 45 });
		expect(fixture.clock.now() - startedMs).toBeLessThanOrEqual(50_000);
		const sent = fixture.graph.requests.length;
		await new Promise((resolve) => setTimeout(resolve, 400_000));
		expect(fixture.graph.requests).toHaveLength(sent);
	});
});

describe('F-19 a token endpoint that fails while an answer is awaited', () => {
	it('costs a poll where it is down for a moment', async () => {
		const fault = fixture.graph.addFault({
			match: { method: 'GET', path: POLL },
			effect: effects.expiredToken(),
		});
		const failure = {
			status: 503,
			error: 'temporarily_unavailable',
			error_description: 'AADSTS90033: Busy.',
		};
		fixture.emulator.entra.failNextTokenRequests(1, failure);
		const outcome = await outcomeOf(fixture, scripts.answering('Yes.'));
		expect(outcome).toMatchObject({ answer: 'Yes.' });
		expectOnePaid(fixture, outcome);
		expect(fault.remaining).toBe(0);
	});

	it('ends the wait where it refuses', async () => {
		fixture.graph.addFault({ match: { method: 'GET', path: POLL }, effect: effects.expiredToken() });
		fixture.emulator.entra.failNextTokenRequests(1, { error: 'invalid_grant' });
		const outcome = await outcomeOf(fixture, scripts.answering('Yes.'));
		expectOnePaid(fixture, outcome);
		expect(polls(fixture)).toHaveLength(1);
	});
});

it('F-35, F-38 a body that breaks each time ends with the timeout and the reason', async () => {
	fixture.graph.addFault({
		match: { method: 'GET', path: POLL },
		effect: effects.closeMidBody(),
		count: 1_000,
	});
	const startedMs = fixture.clock.now();
	const outcome = await outcomeOf(fixture, scripts.stuckIn('running'), { timeout: 60 });
	expect(outcome).toMatchObject({ reference: 'connectionBroken' });
	expectOnePaid(fixture, outcome);
	expect(fixture.clock.now() - startedMs).toBeLessThanOrEqual(65_000);
});
