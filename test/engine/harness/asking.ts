import type { EvaluationScript, RecordedRequest } from '../../emulator';
import { scripts } from '../../emulator';
import { SESSION } from './documented';
import type { Fixture } from './Fixture';
import { CONTINUING } from './outcomes';
import { jsonOf } from './results';
import type { NodeParameters } from './sessionWorkflow';

/** One question about one incident, and what may be there after it was asked in whatever trouble. */

export const INCIDENT = 'Incident 4711';

export const ANSWER = 'Yes.';

/** Asks in a new session that is named after the incident. */
export const askAnew = (more: NodeParameters = {}): NodeParameters => ({
	resource: 'session',
	operation: 'ask',
	prompt: 'the question',
	displayName: INCIDENT,
	...more,
});

/** Asks in the session of the incident: what an event that may come twice does. */
export const askNamed = (more: NodeParameters = {}): NodeParameters =>
	askAnew({ askIn: 'namedSession', ...more });

/** Asks in the session of Microsoft's example. */
export const askExisting = (more: NodeParameters = {}): NodeParameters =>
	askAnew({ askIn: 'existingSession', sessionId: { mode: 'id', value: SESSION, __rl: true }, ...more });

/** What comes out of an item, the details of a failure beside its error. */
export interface ItemOutput {
	[name: string]: unknown;
	error?: string;
	description?: string;
	answer?: string;
	reused?: boolean;
	resultType?: string;
	sessionId?: string;
	promptId?: string;
	evaluationId?: string;
	outcomeUnknown?: string;
	turns?: ItemOutput[];
}

/** Every question is answered, what holds the word "refused" is not. */
export function scriptAnswers({ graph }: Fixture): void {
	graph.scriptEvaluations(/question/, scripts.answering(ANSWER));
	graph.scriptEvaluations(/refused/, scripts.endingIn('rejected', 'Not in scope.'));
}

/** The same, and a different answer to what holds the words "first", "second" and "third". */
export function scriptConversation(fixture: Fixture): void {
	scriptAnswers(fixture);
	fixture.graph.scriptEvaluations('first', scripts.answering('One.'));
	fixture.graph.scriptEvaluations('second', scripts.answering('Two.'));
	fixture.graph.scriptEvaluations('third', scripts.answering('Three.'));
}

/** Runs the node, which continues on fail. @throws Error unless every item comes out exactly once */
export async function outputsOf(
	fixture: Fixture,
	parameters: NodeParameters,
	items: object[] = [{}],
): Promise<ItemOutput[]> {
	const run = await fixture.run(parameters, { items: items as never, settings: CONTINUING });
	const outputs = jsonOf(run).map((json): ItemOutput => {
		const { details, ...output } = json as ItemOutput;
		return { ...(details as ItemOutput | undefined), ...output };
	});
	if (outputs.length !== items.length) throw new Error(`${items.length} items, ${outputs.length} outputs`);
	return outputs;
}

/** The same for one item. */
export async function outputOf(fixture: Fixture, parameters: NodeParameters): Promise<ItemOutput> {
	const [output] = await outputsOf(fixture, parameters);
	return output!;
}

/** What comes out of a question in a new session, when its evaluation follows a script. */
export async function answerOf(
	fixture: Fixture,
	script: EvaluationScript,
	options: object = {},
): Promise<ItemOutput> {
	fixture.graph.scriptEvaluations('the question', script);
	return await outputOf(fixture, askAnew({ options: options as never }));
}

export interface Held {
	sessions: number;
	prompts: number;
	evaluations: number;
}

/** What Security Copilot holds about the incident, whoever was told of it; every evaluation was paid. */
export function held({ graph }: Fixture): Held {
	const sessions = graph.store.allSessions().filter(({ displayName }) => displayName === INCIDENT);
	const prompts = sessions.flatMap((session) => session.prompts);
	return { sessions: sessions.length, prompts: prompts.length, evaluations: graph.costs.length };
}

export const ONE_OF_EACH: Held = { sessions: 1, prompts: 1, evaluations: 1 };

/** One question was asked and paid once, and the output has its IDs. */
export function expectOnePaid(fixture: Fixture, output: ItemOutput): void {
	const [cost, ...more] = fixture.graph.costs;
	expect(more).toEqual([]);
	const { sessionId, promptId, evaluationId } = cost!;
	expect(output).toMatchObject({ sessionId, promptId, evaluationId });
	expect(fixture.made()).toEqual(ONE_OF_EACH);
}

/** What a POST creates. */
export const KINDS = ['session', 'prompt', 'evaluation'] as const;

/** The collection of a kind. */
export const collectionOf = (kind: (typeof KINDS)[number]): RegExp => new RegExp(`/${kind}s$`);

/** The path of a poll. */
export const POLL = /\/evaluations\/[^/]+$/;

export const polls = (fixture: Fixture): RecordedRequest[] =>
	fixture.requests(({ method, url }) => method === 'GET' && POLL.test(url));

/** Requests by method and the end of their path; polls are left out. */
export function steps(fixture: Fixture): string[] {
	return fixture
		.shown(({ method, url }) => !(method === 'GET' && POLL.test(url)))
		.map(
			({ method, path }) => `${method} ${path.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '…')}`,
		);
}
