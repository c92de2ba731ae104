import type { Switches } from '../switches';
import { CONTENT_TYPE, context, tips } from './annotations';
import { PROPERTIES, TYPE_OF, type Entity } from './entities';
import type { Operation, Outcome } from './operations';
import { applyFilter } from './query/filter';
import { readCount, readSelect, readTop, type QueryOptions } from './query/options';
import type { Page, Pages } from './query/pages';
import type { Route } from './routes';

/** An answer before it goes over the wire. */
export interface GraphAnswer {
	status: number;
	headers: Record<string, string | string[]>;
	/** An object is sent as JSON, a string as it is; undefined is an empty body. */
	body?: unknown;
}

/** What turns an outcome into an answer. */
export interface Presentation {
	operation: Operation;
	route: Route;
	options: QueryOptions;
	switches: Switches;
	pages: Pages;
	/** Absolute URL without query, in the caller's own words; nextLinks are made from it. */
	url: string;
	/** Raw query of the request. */
	query: string;
}

/** @throws GraphError 400 for a query option with a bad value */
export function present(outcome: Outcome, presentation: Presentation): GraphAnswer {
	return {
		status: presentation.operation.method === 'POST' ? 201 : 200,
		headers: { 'content-type': CONTENT_TYPE, 'odata-version': '4.0' },
		body: 'list' in outcome ? list(outcome.list, presentation) : entity(outcome, presentation),
	};
}

function entity(outcome: { entity: Entity } | { bare: Entity }, presentation: Presentation): Entity {
	const { operation, route, options } = presentation;
	const selected = readSelect(options.$select, PROPERTIES[route.collection], TYPE_OF[route.collection]);
	const showTips = operation.method === 'GET' && !selected;
	return {
		...context(route, true, selected),
		...(showTips && tips(route)),
		...shape('bare' in outcome ? outcome.bare : outcome.entity, selected, presentation),
	};
}

function shape(item: Entity, selected: string[] | undefined, { switches }: Presentation): Entity {
	if (!selected) return { ...item, ...switches.extraProperties };
	return Object.fromEntries(selected.map((name) => [name, item[name]]));
}

function list(all: Entity[], presentation: Presentation): Entity {
	const { route, options, switches } = presentation;
	const { collection } = route;
	const properties = PROPERTIES[collection];
	const selected = readSelect(options.$select, properties, TYPE_OF[collection]);
	const found =
		options.$filter === undefined ? all : applyFilter(options.$filter, all, collection, properties, switches);
	const { items, skipToken } = page(found, presentation);
	const counted = options.$count !== undefined && readCount(options.$count);
	// The list-workspaces example has neither context nor tips, and its items carry their type.
	const plain = collection === 'workspaces';
	const type = plain && { '@odata.type': '#microsoft.graph.security.securityCopilot.workspace' };
	return {
		...(!plain && context(route, false, selected)),
		...(counted && { '@odata.count': found.length }),
		...(!plain && !selected && tips(route)),
		...(skipToken && { '@odata.nextLink': nextLink(skipToken, presentation) }),
		value: items.map((item) => ({ ...type, ...shape(item, selected, presentation) })),
	};
}

const keyOf = (item: Entity): string => String(item['id'] ?? item['name']);

function page(found: Entity[], { options, switches, pages, url }: Presentation): Page<Entity> {
	const path = new URL(url).pathname.toLowerCase().replace(/\/$/, '');
	const size = pageSize(options, switches);
	return pages.open(path, options.$skiptoken, found, size, keyOf);
}

/** `$top` sets the size of a page, as it does elsewhere in Graph; sizes and the maximum of this API are unknown. */
function pageSize({ $top }: QueryOptions, { pageSize: usual, maxPageSize }: Switches): number {
	return Math.min($top === undefined ? usual : readTop($top), maxPageSize);
}

/** Absolute, same host, the caller's options kept as he wrote them. */
function nextLink(skipToken: string, { url, query }: Presentation): string {
	const kept = query.split('&').filter((pair) => pair && !/^(\$|%24)?skiptoken=/i.test(pair));
	return `${url}?${[...kept, `$skiptoken=${skipToken}`].join('&')}`;
}
