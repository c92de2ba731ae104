import { graphErrors } from '../errors';
import { roleOf } from '../permissions';
import { isGuid } from '../../identifiers';
import type { OperationContext } from '../operations';
import { TYPE_OF } from '../entities';
import type { Prompt, Session, Workspace } from '../store';

type Walk = Pick<OperationContext, 'route' | 'store' | 'switches' | 'token'>;

/**
 * The workspace of a route.
 * @throws GraphError 404 when it is unknown, 403 without a Security Copilot role in it
 */
export function workspaceOf({ route, store, switches, token }: Walk): Workspace {
	const { key = '' } = route.segments[0]!;
	const workspace = store.findWorkspace(key);
	if (!workspace) throw graphErrors.notFound(TYPE_OF.workspaces);
	if (roleOf(token, workspace, switches) === 'none') {
		throw graphErrors.missingRole();
	}
	return workspace;
}

/** @throws GraphError as `find` */
export const sessionOf = (walk: Walk): Session => find(workspaceOf(walk).sessions, 1, walk);

/** @throws GraphError as `find` */
export const promptOf = (walk: Walk): Prompt => find(sessionOf(walk).prompts, 2, walk);

/**
 * Finds the item whose key stands in one segment of the route.
 * @param depth index of the segment
 * @throws GraphError 404; for a key that is no GUID 404 or 400
 */
export function find<T extends { id: string }>(items: T[], depth: number, { route, switches }: Walk): T {
	const { key = '', collection } = route.segments[depth]!;
	if (!isGuid(key) && switches.malformedId === '400') throw graphErrors.malformedId(key);
	const item = byId(items, key);
	if (!item) throw graphErrors.notFound(TYPE_OF[collection]);
	return item;
}

/** Where items were last found: ten thousand reads of ten thousand sessions must not cost a hundred million looks. */
const positions = new WeakMap<object, Map<string, number>>();

function byId<T extends { id: string }>(items: T[], wanted: string): T | undefined {
	const known = items[positions.get(items)?.get(wanted) ?? -1];
	if (known?.id === wanted) return known;
	positions.set(items, new Map(items.map(({ id }, position) => [id, position])));
	return items[positions.get(items)!.get(wanted) ?? -1];
}
