import { LARGEST_PAGE_SIZE, type GraphClient } from './client';
import type { GraphEntity } from './entity';
import { GraphResponseError } from './errors';
import type { ODataQuery } from './query';

/** Largest `$top` that is sent. The service's own limit is not documented. */
const MAX_TOP = 100;

export interface ListOptions {
	/** Whether `$top` is documented for this list. Default: it is. */
	takesTop?: boolean;
	/** Which items count. Default: all. */
	isWanted?: (item: GraphEntity) => boolean;
}

/**
 * Reads a list up to a limit, with no more pages than that needs. An item that a later page repeats, because the list
 * grew meanwhile, counts once.
 *
 * @param limit number of items. Default: all
 * @throws what GraphClient throws
 */
export async function readList(
	graph: GraphClient,
	path: string,
	query: ODataQuery = {},
	limit = Infinity,
	{ takesTop = true, isWanted }: ListOptions = {},
): Promise<GraphEntity[]> {
	// OData defines `$top` as a total, and Graph as a page, so it is sent where one page is wanted.
	if (takesTop && !isWanted && limit <= MAX_TOP) {
		const list = await readPages(graph, path, { ...query, top: limit }, limit).catch(refusalOfTop);
		// A service may refuse a large `$top` with 400. Then its usual pages are read.
		if (list) return list;
	}
	return await readPages(graph, path, query, limit, isWanted);
}

/** @returns undefined where `$top` was refused. Other options are refused with 400 too. @throws any other error */
function refusalOfTop(error: unknown): undefined {
	const isAboutTop =
		error instanceof GraphResponseError &&
		error.status === 400 &&
		/\btop\b/i.test(error.details.message ?? '');
	if (!isAboutTop) throw error;
}

async function readPages(
	graph: GraphClient,
	path: string,
	query: ODataQuery,
	limit: number,
	isWanted: (item: GraphEntity) => boolean = () => true,
): Promise<GraphEntity[]> {
	const items: GraphEntity[] = [];
	const seen = new Set<unknown>();
	for await (const page of graph.pages(path, query, limit === Infinity ? LARGEST_PAGE_SIZE : undefined)) {
		for (const item of page.items) {
			// A plugin has no ID: its name is its key. `$select` may leave out both.
			const key = typeof item.id === 'string' ? item.id : item.name;
			if (items.length >= limit || !isWanted(item) || (key !== undefined && seen.has(key))) continue;
			seen.add(key);
			items.push(item);
		}
		if (items.length >= limit) break;
	}
	return items;
}
