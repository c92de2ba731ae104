import { effects } from '../emulator';
import { Fixture } from './harness';
import {
	ANSWER,
	askNamed,
	collectionOf,
	held,
	INCIDENT,
	KINDS,
	ONE_OF_EACH,
	outputOf,
	outputsOf,
	scriptAnswers,
} from './harness/asking';

const TWENTY = 20;

const fixture = Fixture.use();
beforeEach(() => scriptAnswers(fixture));

const deliver = async (parameters = askNamed()) => await outputOf(fixture, parameters);

/** Twenty executions of one n8n process at once. */
const twentyRuns = async (parameters = askNamed()) =>
	await Promise.all(Array.from({ length: TWENTY }, async () => await deliver(parameters)));

const twentyItems = async (parameters = askNamed()) =>
	await outputsOf(fixture, parameters, Array(TWENTY).fill({}));

const lose = (method: string, kind: (typeof KINDS)[number], status: number) =>
	fixture.graph.addFault({
		match: { method, path: collectionOf(kind) },
		effect: effects.graphError(status),
		moment: method === 'POST' ? 'after' : 'before',
	});

describe.each([
	['twenty times at once to one process', twentyRuns],
	['as twenty items of one execution', twentyItems],
] as const)('The same event, delivered %s', (_way, twenty) => {
	it('is one session, one prompt, one evaluation, and twenty times its answer', async () => {
		const outputs = await twenty();
		expect(held(fixture)).toEqual(ONE_OF_EACH);
		expect(new Set(outputs.map(({ evaluationId }) => evaluationId)).size).toBe(1);
		expect(outputs.map(({ answer }) => answer)).toEqual(Array(TWENTY).fill(ANSWER));
		expect(outputs.filter(({ reused }) => reused === false)).toHaveLength(1);
	});

	it('is one evaluation for each question of a promptbook, also where the last ends without an answer', async () => {
		const outputs = await twenty(askNamed({ followUps: ['second question', 'third question', 'refused'] }));
		expect(held(fixture)).toEqual({ sessions: 1, prompts: 4, evaluations: 4 });
		expect(outputs.map(({ resultType }) => resultType)).toEqual(Array(TWENTY).fill('rejected'));
	});

	it('is one evaluation also where the answers to the POSTs are lost', async () => {
		for (const kind of KINDS) lose('POST', kind, 504);
		const outputs = await twenty();
		expect(held(fixture)).toEqual(ONE_OF_EACH);
		expect(outputs.map(({ answer }) => answer)).toEqual(Array(TWENTY).fill(ANSWER));
	});

	it('is one evaluation also where the first of them never learns of its own', async () => {
		lose('POST', 'evaluation', 504);
		// The one that was not answered looks once and is refused; those behind it find what it left.
		lose('GET', 'evaluation', 403);
		const outputs = await twenty();
		expect(held(fixture)).toEqual(ONE_OF_EACH);
		expect(outputs.filter(({ outcomeUnknown }) => outcomeUnknown === 'evaluation')).toHaveLength(1);
		expect(outputs.filter(({ answer }) => answer === ANSWER)).toHaveLength(TWENTY - 1);
	});
});

it('An event that comes again after its worker was lost between prompt and evaluation is evaluated once', async () => {
	const { id: sessionId } = fixture.graph.addSession({ displayName: INCIDENT });
	fixture.graph.addPrompt({ id: 'aaaaaaaa-0000-4000-8000-00000000000d', sessionId, content: 'the question' });
	const outputs = await twentyRuns();
	expect(held(fixture)).toEqual(ONE_OF_EACH);
	expect(outputs.map(({ answer }) => answer)).toEqual(Array(TWENTY).fill(ANSWER));
});

it('Other words are another question', async () => {
	await deliver();
	await deliver(askNamed({ prompt: 'another question' }));
	expect(held(fixture)).toEqual({ sessions: 1, prompts: 2, evaluations: 2 });
});
