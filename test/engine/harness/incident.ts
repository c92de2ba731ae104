import { scripts } from '../../emulator';
import { jsonOf } from './results';
import type { NodeParameters } from './sessionWorkflow';
import type { Fixture } from './Fixture';
import { CONTINUING } from './outcomes';

/** One question about one incident, and what may be there after it was asked in whatever trouble. */

const INCIDENT = 'Incident 4711';

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

/** What comes out of an item, whether it failed or not. */
export interface ItemOutput {
	[name: string]: unknown;
	error?: string;
	answer?: string;
	reused?: boolean;
	resultType?: string;
	sessionId?: string;
	promptId?: string;
	evaluationId?: string;
	outcomeUnknown?: string;
}

/** Every question is answered, what holds the word "refused" is not. */
export function scriptAnswers({ graph }: Fixture): void {
	graph.scriptEvaluations(/question/, scripts.answering(ANSWER));
	graph.scriptEvaluations(/refused/, scripts.endingIn('rejected'));
}

/** Runs the node, which continues on fail. @throws Error unless every item comes out exactly once */
export async function outputsOf(
	fixture: Fixture,
	parameters: NodeParameters,
	items: object[] = [{}],
): Promise<ItemOutput[]> {
	const run = await fixture.run(parameters, { items: items as never, settings: CONTINUING });
	const outputs = jsonOf(run).map(withDetails);
	if (outputs.length !== items.length) throw new Error(`${items.length} items, ${outputs.length} outputs`);
	return outputs;
}

/** What an item says, with the details of a failure beside its error. */
export function withDetails(json: unknown): ItemOutput {
	const { details, ...output } = json as ItemOutput;
	return { ...(details as ItemOutput | undefined), ...output };
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

/** What a POST creates. */
export const KINDS = ['session', 'prompt', 'evaluation'] as const;

/** The collection of a kind. */
export const collectionOf = (kind: (typeof KINDS)[number]): RegExp => new RegExp(`/${kind}s$`);
