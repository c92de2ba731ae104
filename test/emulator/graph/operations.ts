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
	operation: 'createEvaluation';
	sessionId: string;
	promptId: string;
	evaluationId: string;
}

/** One entity, or a list of them. */
export type Outcome = { entity: Entity } | { list: Entity[] } | { bare: Entity };

export interface Operation {
	/** Name as in the pages, for records and reasons. */
	name: string;
	method: 'GET' | 'POST' | 'PATCH';
	collection: Collection;
	/** Whether the path ends in a key. */
	onEntity: boolean;
	access: 'read' | 'write';
	/** Query options its page lists. */
	options: readonly QueryOption[];
	success: 200 | 201;
	takesBody?: 'required' | 'optional';
	handle: (context: OperationContext) => Outcome;
}

const LIST = ['$count', '$filter', '$select', '$top'] as const;
const SELECT = ['$select'] as const;

const read = (
	name: string,
	collection: Collection,
	onEntity: boolean,
	options: readonly QueryOption[],
	handle: Operation['handle'],
): Operation => ({
	name,
	method: 'GET',
	collection,
	onEntity,
	access: 'read',
	options,
	success: 200,
	handle,
});

const write = (
	name: string,
	method: 'POST' | 'PATCH',
	collection: Collection,
	handle: Operation['handle'],
	takesBody: 'required' | 'optional' = 'required',
): Operation => ({
	name,
	method,
	collection,
	onEntity: method === 'PATCH',
	access: 'write',
	options: [],
	success: method === 'POST' ? 201 : 200,
	takesBody,
	handle,
});

/** The twelve documented operations; list workspaces has no `$top` (its page). */
const OPERATIONS: readonly Operation[] = [
	read('listWorkspaces', 'workspaces', false, ['$count', '$filter', '$select'], listWorkspaces),
	read('listPlugins', 'plugins', false, LIST, listPlugins),
	read('listSessions', 'sessions', false, LIST, listSessions),
	write('createSession', 'POST', 'sessions', createSession),
	read('getSession', 'sessions', true, SELECT, getSession),
	write('updateSession', 'PATCH', 'sessions', updateSession),
	read('listPrompts', 'prompts', false, LIST, listPrompts),
	write('createPrompt', 'POST', 'prompts', createPrompt),
	read('getPrompt', 'prompts', true, SELECT, getPrompt),
	read('listEvaluations', 'evaluations', false, LIST, listEvaluations),
	write('createEvaluation', 'POST', 'evaluations', createEvaluation, 'optional'),
	read('getEvaluation', 'evaluations', true, SELECT, getEvaluation),
];

/** The operation of a method and a route; undefined when the method is not allowed there. */
export function findOperation(method: string, { collection, isEntity }: Route): Operation | undefined {
	return OPERATIONS.find(
		(operation) =>
			operation.method === method && operation.collection === collection && operation.onEntity === isEntity,
	);
}
