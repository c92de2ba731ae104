import type { Clock } from '../clock';
import type { IssuedToken } from '../entra/tokens';
import type { Identifiers } from '../identifiers';
import type { Switches } from '../switches';
import type { RequestBody } from './body';
import type { Entity } from './entities';
import { createEvaluation, getEvaluation, listEvaluations } from './handlers/evaluations';
import { listPlugins } from './handlers/plugins';
import { createPrompt, getPrompt, listPrompts } from './handlers/prompts';
import { createSession, getSession, listSessions, updateSession } from './handlers/sessions';
import { listWorkspaces } from './handlers/workspaces';
import type { QueryOption } from './query/options';
import type { Collection, Route } from './routes';
import type { ScriptRegistry } from './ScriptRegistry';
import type { Store } from './store';

/** What a handler gets to know. */
export interface OperationContext {
	route: Route;
	body: RequestBody;
	token: IssuedToken;
	store: Store;
	clock: Clock;
	identifiers: Identifiers;
	switches: Switches;
	scripts: ScriptRegistry;
	costs: Cost[];
}

/** Something that would have cost security compute units. */
export interface Cost {
	/** Emulator time, milliseconds since the epoch. */
	time: number;
	sessionId: string;
	promptId: string;
	evaluationId: string;
}

/** One entity, or a list of them. */
export type Outcome = { entity: Entity } | { list: Entity[] } | { bare: Entity };

export interface Operation {
	/** Name as in the pages, for reasons. */
	name: string;
	method: 'GET' | 'POST' | 'PATCH';
	collection: Collection;
	/** Whether the path ends in a key. */
	onEntity: boolean;
	/** Query options its page lists. */
	options: readonly QueryOption[];
	handle: (context: OperationContext) => Outcome;
}

const LIST = ['$count', '$filter', '$select', '$top'] as const;
const SELECT = ['$select'] as const;

const operation = (
	name: string,
	method: Operation['method'],
	collection: Collection,
	onEntity: boolean,
	options: readonly QueryOption[],
	handle: Operation['handle'],
): Operation => ({ name, method, collection, onEntity, options, handle });

/** The twelve documented operations; list workspaces has no `$top` (its page). */
const OPERATIONS: readonly Operation[] = [
	operation('listWorkspaces', 'GET', 'workspaces', false, ['$count', '$filter', '$select'], listWorkspaces),
	operation('listPlugins', 'GET', 'plugins', false, LIST, listPlugins),
	operation('listSessions', 'GET', 'sessions', false, LIST, listSessions),
	operation('createSession', 'POST', 'sessions', false, [], createSession),
	operation('getSession', 'GET', 'sessions', true, SELECT, getSession),
	operation('updateSession', 'PATCH', 'sessions', true, [], updateSession),
	operation('listPrompts', 'GET', 'prompts', false, LIST, listPrompts),
	operation('createPrompt', 'POST', 'prompts', false, [], createPrompt),
	operation('getPrompt', 'GET', 'prompts', true, SELECT, getPrompt),
	operation('listEvaluations', 'GET', 'evaluations', false, LIST, listEvaluations),
	operation('createEvaluation', 'POST', 'evaluations', false, [], createEvaluation),
	operation('getEvaluation', 'GET', 'evaluations', true, SELECT, getEvaluation),
];

/** The operation of a method and a route; undefined when the method is not allowed there. */
export function findOperation(method: string, { collection, isEntity }: Route): Operation | undefined {
	return OPERATIONS.find(
		(operation) =>
			operation.method === method && operation.collection === collection && operation.onEntity === isEntity,
	);
}
