import { effects, entraErrors, scripts, type Effect } from '../emulator';
import { Fixture } from './harness';
import { answerOf, expectOnePaid, outputsOf, POLL, polls } from './harness/asking';

const fixture = Fixture.use();

const poll = { method: 'GET', path: POLL };

/** Strikes the second poll and those behind it. */
const disturb = (effect: Effect, count = 1) =>
	fixture.graph.addFault({ match: { ...poll, nth: 2 }, effect, count });

const answeredAfter = (after: number) => [
	{ state: 'created' },
	{ after, state: 'completed', result: { type: 'success', content: 'Yes.' } },
];

it('Polls of many evaluations that began at different moments share batches', async () => {
	const { id: sessionId } = fixture.graph.addSession();
	const items = Array.from({ length: 25 }, (_, index) => {
		const { id: promptId } = fixture.graph.addPrompt({ sessionId, content: `question ${index}` });
		const createdDateTime = new Date(fixture.clock.now() - index * 137).toISOString();
		fixture.graph.addEvaluation({ promptId, createdDateTime, script: scripts.stuckIn('running') });
		return { promptId };
	});
	const options = { timeout: 60, reuseAnswer: true, onNoAnswer: 'returnState' };
	const parameters = {
		resource: 'evaluation',
		operation: 'create',
		sessionId,
		promptId: '={{ $json.promptId }}',
	};
	await outputsOf(fixture, { ...parameters, options }, items);
	const perEvaluation = new Map<string, number>();
	for (const { url } of polls(fixture)) perEvaluation.set(url, (perEvaluation.get(url) ?? 0) + 1);
	expect(perEvaluation.size).toBe(25);
	expect(Math.max(...perEvaluation.values())).toBeLessThanOrEqual(30);
	expect(Math.min(...perEvaluation.values())).toBeGreaterThan(20);
	expect(fixture.sent.filter(({ batchPart }) => !batchPart).length).toBeLessThan(25 + 2 * 60);
	expect(fixture.graph.costs).toEqual([]);
});

it('Polls never overlap, also where an answer takes longer than the next poll is away', async () => {
	fixture.graph.addFault({ match: poll, effect: effects.hang() });
	expect(await answerOf(fixture, scripts.answering('Yes.'))).toMatchObject({ answer: 'Yes.' });
	const [first, second] = polls(fixture);
	expect(second!.time - first!.time).toBeGreaterThan(30_000);
});

it('The last poll comes when the timeout is over', async () => {
	const output = await answerOf(fixture, answeredAfter(298_500), { timeout: 299 });
	expect(output).toMatchObject({ answer: 'Yes.' });
});

describe('A failed poll', () => {
	it.each<[string, Effect, number]>([
		['429', effects.throttled(40), 2],
		['503 for a minute', effects.graphError(503), 12],
		['resets for a while', effects.reset(), 10],
		['half an answer', effects.truncatedJson(), 4],
		['an answer without a state', effects.change(({ id }) => ({ id })), 3],
		['404', effects.graphError(404), 3],
		['403', effects.graphError(403), 3],
		['a token that has expired', effects.expiredToken(), 1],
		['no answer at all', effects.hang(), 1],
	])('costs a poll, never the evaluation: %s', async (_what, effect, count) => {
		const fault = disturb(effect, count);
		const output = await answerOf(fixture, answeredAfter(200_000));
		expect(output).toMatchObject({ answer: 'Yes.', reused: false });
		expectOnePaid(fixture, output);
		expect(fault.remaining).toBe(0);
		expect(fixture.requests(({ early }) => early === true)).toEqual([]);
	});

	it.each<[string, Effect, string, number]>([
		// In its first ten seconds an evaluation may be unknown; then three failed polls pass.
		['an evaluation that is gone', effects.graphError(404), 'createdNotVisible', 18],
		['a permission that is taken away', effects.graphError(403), 'accessDenied', 6],
		['a sign-in that is refused', effects.expiredToken(), 'tokenExpired', 5],
		['an answer without a state', effects.change(({ id }) => ({ id })), 'unexpectedAnswer', 6],
	])('is told with the IDs where it stays so: %s', async (_what, effect, reference, most) => {
		disturb(effect, 1_000);
		const output = await answerOf(fixture, scripts.stuckIn('running'));
		expect(output).toMatchObject({ reference });
		for (const id of [output.sessionId, output.promptId, output.evaluationId])
			expect(output.description).toContain(id);
		expectOnePaid(fixture, output);
		expect(polls(fixture).length).toBeLessThan(most);
	});

	it.each([
		['error', { error: expect.any(String) }],
		['returnState', { state: 'running', answer: null }],
	])(
		'ends the wait at once where Graph asks to wait beyond the timeout: %s',
		async (onNoAnswer, expected) => {
			disturb(effects.throttled(3_600), 1_000);
			const startedMs = fixture.clock.now();
			const output = await answerOf(fixture, scripts.stuckIn('running'), { onNoAnswer });
			expect(output).toMatchObject(expected);
			expectOnePaid(fixture, output);
			expect(fixture.clock.now() - startedMs).toBeLessThan(20_000);
			expect(polls(fixture)).toHaveLength(2);
		},
	);

	it('is never repeated beyond the timeout, and leaves nothing behind that would be sent after the end', async () => {
		disturb(effects.throttled(60), 1_000);
		const startedMs = fixture.clock.now();
		await answerOf(fixture, scripts.stuckIn('running'), { timeout: 45 });
		expect(fixture.clock.now() - startedMs).toBeLessThanOrEqual(50_000);
		const { length } = fixture.sent;
		await new Promise((resolve) => setTimeout(resolve, 400_000));
		expect(fixture.sent).toHaveLength(length);
	});

	it('each time ends with the timeout and the reason', async () => {
		fixture.graph.addFault({ match: poll, effect: effects.closeMidBody(), count: 1_000 });
		const startedMs = fixture.clock.now();
		const output = await answerOf(fixture, scripts.stuckIn('running'), { timeout: 60 });
		expect(output).toMatchObject({ reference: 'connectionBroken' });
		expectOnePaid(fixture, output);
		expect(fixture.clock.now() - startedMs).toBeLessThanOrEqual(65_000);
	});
});

it.each([
	['down for a moment', entraErrors.unavailable, { answer: 'Yes.' }],
	['refusing', entraErrors.revoked, { error: expect.any(String) }],
])(
	'A token endpoint that is %s while an answer is awaited costs no evaluation',
	async (_how, failure, expected) => {
		fixture.graph.addFault({ match: poll, effect: effects.expiredToken() });
		fixture.emulator.entra.failNextTokenRequests(1, failure());
		const output = await answerOf(fixture, scripts.answering('Yes.'));
		expect(output).toMatchObject(expected);
		expectOnePaid(fixture, output);
	},
);
