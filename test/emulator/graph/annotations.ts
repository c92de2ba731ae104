import type { Switches } from '../switches';
import { TYPE_OF, type Entity } from './entities';
import { quotedPath, type Collection, type Route } from './routes';

const NAMESPACE = 'microsoft.graph.security.securityCopilot';
// The context is an identifier, not a link, so it stays Graph's even on loopback.
const METADATA = 'https://graph.microsoft.com/beta/$metadata#';

/** Which control information the client asked for (page "OData JSON format", `odata.metadata`). */
export type MetadataLevel = 'none' | 'minimal' | 'full';

export interface AcceptedFormat {
	metadata: MetadataLevel;
	/** Int64 values become strings. */
	ieee754Compatible: boolean;
}

/** Reads the Accept header; `minimal` is the default. */
export function acceptedFormat(accept: string | undefined): AcceptedFormat {
	const level = /odata\.metadata=(none|minimal|full)/i.exec(accept ?? '')?.[1]?.toLowerCase();
	return {
		metadata: (level as MetadataLevel | undefined) ?? 'minimal',
		ieee754Compatible: /IEEE754Compatible=true/i.test(accept ?? ''),
	};
}

export function contentTypeOf({ metadata, ieee754Compatible }: AcceptedFormat): string {
	return `application/json;odata.metadata=${metadata};odata.streaming=true;IEEE754Compatible=${ieee754Compatible};charset=utf-8`;
}

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
export function tips(route: Route, { tips: mode }: Switches): Entity {
	if (mode === 'never') return {};
	const placeholder = ({ collection }: { collection: Collection }) =>
		collection === 'workspaces' ? '<key>' : '<guid>';
	const last = route.segments.at(-1);
	const key = route.isEntity && last ? `('${placeholder(last)}')` : '';
	const path = `${quotedPath(route.segments, placeholder)}${key}`;
	return {
		'@microsoft.graph.tips': `Use $select to choose only the properties your app needs, as this can lead to performance improvements. For example: GET ${path}?$select=${TIP_PROPERTIES[route.collection]}`,
	};
}

/** Applies the asked level and number format to one entity. */
export function formatEntity(
	entity: Entity,
	collection: Collection,
	{ metadata, ieee754Compatible }: AcceptedFormat,
): Entity {
	const formatted: Entity = {};
	if (metadata === 'full') {
		formatted['@odata.type'] = `#${NAMESPACE}.${TYPE_OF[collection]}`;
		const key = entity['id'] ?? entity['name'];
		if (key !== undefined) formatted['@odata.id'] = `${collection}('${String(key)}')`;
	}
	for (const [name, value] of Object.entries(entity)) {
		if (metadata === 'full' && name.endsWith('DateTime')) formatted[`${name}@odata.type`] = '#DateTimeOffset';
		if (metadata === 'full' && name === 'executionCount') formatted[`${name}@odata.type`] = '#Int64';
		formatted[name] = ieee754Compatible && name === 'executionCount' ? String(value) : value;
	}
	return formatted;
}

/** Removes control information; a nextLink stays, because without it the answer would be incomplete. */
export function withoutControlInformation(body: Entity): Entity {
	return Object.fromEntries(
		Object.entries(body).filter(([name]) => name !== '@odata.context' && name !== '@microsoft.graph.tips'),
	);
}
