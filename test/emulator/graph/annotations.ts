import type { Entity } from './entities';
import { quotedPath, type Collection, type Route } from './routes';

// The context is an identifier, not a link, so it stays Graph's even on loopback.
const METADATA = 'https://graph.microsoft.com/beta/$metadata#';

export const CONTENT_TYPE =
	'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

/**
 * `@odata.context`: repeats the keys the caller used. With `$select` it lists the properties, as OData asks; no
 * Security Copilot example shows that case.
 */
export function context(route: Route, isEntity: boolean, selected?: string[]): Entity {
	const selection = selected ? `(${selected.join(',')})` : '';
	return {
		'@odata.context': `${METADATA}${quotedPath(route.segments)}${selection}${isEntity ? '/$entity' : ''}`,
	};
}

/** The two first properties in alphabetical order, as the examples have them. */
const TIP_PROPERTIES: Record<Collection, string> = {
	workspaces: 'displayName,id',
	plugins: 'authorization,catalogScope',
	sessions: 'createdDateTime,displayName',
	prompts: 'content,createdDateTime',
	evaluations: 'completedDateTime,createdDateTime',
};

/** `@microsoft.graph.tips`, seen on the beta GET examples that have no `$select`. */
export function tips(route: Route): Entity {
	const placeholder = ({ collection }: { collection: Collection }) =>
		collection === 'workspaces' ? '<key>' : '<guid>';
	const last = route.segments.at(-1);
	const key = route.isEntity && last ? `('${placeholder(last)}')` : '';
	const path = `${quotedPath(route.segments, placeholder)}${key}`;
	return {
		'@microsoft.graph.tips': `Use $select to choose only the properties your app needs, as this can lead to performance improvements. For example: GET ${path}?$select=${TIP_PROPERTIES[route.collection]}`,
	};
}
