import { scripts, type Effect, type Moment } from '../../emulator';
import { itemsOf, Fixture, type NodeParameters } from '../harness';
import { faultCases, SESSION, type FaultCase } from './cases';
import { CONTINUING, expectProtocolRules, outcomesOf } from '../harness/outcomes';

const PROMPT = '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01';
const QUESTION = 'Which hosts are affected?';
const NAME = 'Incident 4711';

/** Seconds that the clock may jump by itself while a request is under way on a machine that is busy. */
const CLOCK_SLACK = 5;

const fixture = Fixture.use();

interface Creation {
	operation: string;
	parameters: NodeParameters;
	/** Where the POST goes, and where it is looked for. */
	collection: RegExp;
	/** How a failure is called here that has another name for a session. */
	names: Record<string, string>;
	/** How many of it there are. */
	made: () => number;
}

const evaluation: Omit<Creation, 'operation' | 'parameters'> = {
	collection: /\/evaluations$/,
	names: { sessionOutcomeUnknown: 'evaluationOutcomeUnknown', workspaceNotFound: 'promptNotFound' },
	made: () => fixture.emulator.graph.costs.length,
};

const inPrompt = { resource: 'evaluation', operation: 'create', sessionId: SESSION, promptId: PROMPT };

const creations: Creation[] = [
	{
		operation: 'prompt create',
		parameters: { resource: 'prompt', operation: 'create', sessionId: SESSION, content: QUESTION },
		collection: /\/prompts$/,
		names: { sessionOutcomeUnknown: 'promptOutcomeUnknown', workspaceNotFound: 'sessionNotFound' },
		made: () =>
			fixture.emulator.graph.store
				.allSessions()
				.flatMap(({ prompts }) => prompts)
				.filter(({ content }) => content === QUESTION).length,
	},
	{ operation: 'evaluation create', parameters: { ...inPrompt, waitForCompletion: false }, ...evaluation },
	{ operation: 'evaluation create, waiting', parameters: inPrompt, ...evaluation },
];

const isOnItself = (effect: Effect): boolean => effect.moment === 'during';

/** The moments of each case, one row each; what refuses a request comes before its effect. */
const momentsOf = ({ fault, create, created, effects, ...rest }: FaultCase) =>
	(
		[
			['before', create],
			['after', created],
		] as const
	).flatMap(([moment, expected]) => (expected ? [{ fault, effects, moment, expected, ...rest }] : []));

const rows = creations.flatMap((creation) =>
	faultCases.flatMap(momentsOf).map((row) => ({
		...row,
		...creation,
		hint: isOnItself(row.effects[0]!) ? '' : `, ${row.moment} it took effect`,
	})),
);

/** The wait that follows changes nothing where a POST was refused for good. A hang costs a second of real time. */
const telling = rows.filter(({ operation, effects: [effect], moment, expected: [, requests] }) => {
	if (effect?.name === 'hang' && !operation.startsWith('evaluation create')) return moment === 'after';
	return !operation.endsWith('waiting') || (requests.includes(' ') && effect?.name !== 'hang');
});

describe('A fault of a POST that creates a prompt, or an evaluation that is paid for', () => {
	it.each(telling)('$fault: $operation$hint', async (row) => {
		const { moment, expected, collection, parameters, made, names } = row;
		const { withinSeconds = 45, afterSeconds = 0 } = row;
		const { graph } = fixture.emulator;
		graph.scriptEvaluations(/who am I/, scripts.immediate('Yes.'));
		// What is read before is as it is; from the POST on everything about it may be struck.
		let isPosted = false;
		const predicate = ({ method, url }: { method: string; url: string }) => {
			const isAbout = collection.test(url);
			isPosted ||= method === 'POST' && isAbout;
			return isPosted && isAbout;
		};
		for (const effect of row.effects) {
			graph.addFault({
				effect,
				match: { predicate },
				...(!isOnItself(effect) && { moment: moment as Moment }),
			});
		}
		const started = fixture.clock.now();
		const run = await fixture.run(parameters, { settings: CONTINUING });

		const [outcome, requests] = expected;
		const about = fixture.sent.filter(({ url }) => collection.test(url)).map(({ method }) => method);
		expect([outcomesOf(run), about.slice(about.indexOf('POST')).join(' ')]).toEqual([
			[names[outcome] ?? outcome],
			requests,
		]);
		expect(itemsOf(run).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }]);
		expect(made()).toBe(outcome === 'result' || moment === 'after' ? 1 : 0);
		const passed = (fixture.clock.now() - started) / 1_000;
		expect(passed).toBeGreaterThanOrEqual(afterSeconds);
		expect(passed).toBeLessThanOrEqual(withinSeconds + CLOCK_SLACK);
		expectProtocolRules(fixture, run);
	});
});

/** A PATCH may be repeated like a GET, but no redirect of it is followed. */
const updates = faultCases.flatMap(({ fault, effects, get: [outcome, requests] }) => {
	const isRedirect = /F-6[34]/.test(fault);
	const expected = isRedirect ? ['redirected', 'PATCH'] : [outcome, requests.replaceAll('GET', 'PATCH')];
	const isOpen =
		requests.includes(' ') && effects.some(({ moment, name }) => moment === 'before' && name !== 'hang');
	return [undefined, ...(isOpen ? (['after'] as const) : [])].map((moment) => ({
		fault,
		effects,
		expected,
		moment,
		hint: moment ? `, ${moment} it took effect` : '',
	}));
});

describe('A fault of a PATCH, which has the same result twice', () => {
	it.each(updates)('$fault: session update$hint', async ({ effects, expected, moment }) => {
		const { graph } = fixture.emulator;
		for (const effect of effects) graph.addFault({ effect, ...(!isOnItself(effect) && { moment }) });
		const parameters = { operation: 'update', sessionId: SESSION, displayName: NAME };
		const run = await fixture.run(parameters, { settings: CONTINUING });
		expect([outcomesOf(run), fixture.sent.map(({ method }) => method).join(' ')]).toEqual([
			[expected[0]],
			expected[1],
		]);
		const { displayName } = graph.store.allSessions().find(({ id }) => id === SESSION)!;
		const isDone = expected[0] === 'result' || moment === 'after' || effects.some(isOnItself);
		expect(displayName === NAME).toBe(isDone);
		expectProtocolRules(fixture, run);
	});
});
