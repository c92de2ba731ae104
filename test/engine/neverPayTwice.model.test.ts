import fc from 'fast-check';
import { effects, type Effect, type Fault, type Moment } from '../emulator';
import { ANSWER, askNamed, outputsOf, scriptAnswers, type ItemOutput } from './harness/asking';
import { Fixture } from './harness/Fixture';

const fixture = Fixture.use();

const EFFECTS: Record<string, () => Effect> = {
	'408': () => effects.graphError(408),
	'429': () => effects.throttled(7),
	'429 for long': () => effects.throttled(400),
	'403': () => effects.graphError(403),
	'404': () => effects.graphError(404),
	'500': () => effects.graphError(500),
	'502 as HTML': () => effects.html(502),
	'503': () => effects.graphError(503),
	'503 with a time': () => effects.graphError(503, { retryAfter: 12 }),
	'504': () => effects.graphError(504),
	reset: () => effects.reset(),
	'half a body': () => effects.truncatedJson(),
	'no body': () => effects.emptyBody(),
	'a body that breaks off': () => effects.closeMidBody(),
	'an expired token': () => effects.expiredToken(),
	'a sign-in page': () => effects.html(200),
};

/** What a server says only before it does anything. */
const REFUSALS = ['429', '429 for long', '403', '404', 'an expired token'];

/** Some trouble: which requests of a kind it strikes, from the nth on, how often, and whether they take effect. */
const trouble = fc.record({
	method: fc.constantFrom('GET', 'POST', 'POST'),
	path: fc.constantFrom('sessions', 'prompts', 'evaluations', '.*'),
	nth: fc.integer({ min: 1, max: 4 }),
	count: fc.constantFrom(1, 1, 2, 5),
	effect: fc.constantFrom(...Object.keys(EFFECTS)),
	moment: fc.constantFrom<Moment>('before', 'after'),
});
type Trouble = typeof trouble extends fc.Arbitrary<infer Value> ? Value : never;

function cause({ method, path, nth, count, effect, moment }: Trouble): Fault {
	const fault = EFFECTS[effect]!();
	return fixture.graph.addFault({
		match: { method, path: new RegExp(`/${path}(\\?.*)?$`), nth },
		effect: fault,
		count,
		...(fault.moment !== 'during' && { moment: REFUSALS.includes(effect) ? 'before' : moment }),
	});
}

const QUESTIONS = ['first question', 'second question', 'third question'];

/** Evaluations of each question that were paid. */
function paid(): number[] {
	const prompts = new Map(
		fixture.graph.store
			.allSessions()
			.flatMap((session) => session.prompts.map(({ id, content }) => [id, content])),
	);
	return QUESTIONS.map(
		(question) => fixture.graph.costs.filter(({ promptId }) => prompts.get(promptId) === question).length,
	);
}

/** An item is answered, or it tells why not; what it names exists. */
function expectHonest(output: ItemOutput): void {
	if (output.error === undefined) {
		expect(output.answer).toBe(ANSWER);
	} else {
		expect(output.error).not.toBe('');
		expect(output).not.toHaveProperty('answer');
	}
	if (output.evaluationId !== undefined) {
		expect(fixture.graph.costs.map(({ evaluationId }) => evaluationId)).toContain(output.evaluationId);
	}
}

describe('Whatever goes wrong', () => {
	it('a question is paid once at most, every item comes out once, and a repeated event brings the answers', async () => {
		const numRuns = Number(process.env.MODEL_RUNS ?? 15);
		await fc.assert(
			fc.asyncProperty(
				fc.array(trouble, { minLength: 1, maxLength: 5 }),
				fc.integer({ min: 1, max: 3 }),
				fc.boolean(),
				async (troubles, sessions, together) => {
					await fixture.reset();
					scriptAnswers(fixture);
					const faults = troubles.map(cause);
					const items = QUESTIONS.map((prompt, index) => ({ prompt, name: `Incident ${index % sessions}` }));
					const parameters = askNamed({
						prompt: '={{ $json.prompt }}',
						displayName: '={{ $json.name }}',
						options: { timeout: 120 },
					});
					const deliver = async () =>
						together
							? await outputsOf(fixture, parameters, items)
							: (
									await Promise.all(items.map(async (item) => await outputsOf(fixture, parameters, [item])))
								).flat();

					(await deliver()).forEach(expectHonest);
					expect(Math.max(...paid())).toBeLessThanOrEqual(1);
					// The event comes again while the trouble may go on, and once more when it is over.
					(await deliver()).forEach(expectHonest);
					expect(Math.max(...paid())).toBeLessThanOrEqual(1);
					faults.forEach((fault) => fault.remove());
					const answers = (await deliver()).map(({ answer }) => answer);
					expect(answers).toEqual(QUESTIONS.map(() => ANSWER));
					expect(paid()).toEqual(QUESTIONS.map(() => 1));
				},
			),
			{ numRuns },
		);
	}, 600_000);
});
