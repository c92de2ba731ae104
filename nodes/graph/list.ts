import type { GraphEntity } from './entity';
import { LARGEST_PAGE_SIZE, type GraphClient } from './client';
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
 * @param limit number of items, or infinity for all
 * @throws what GraphClient throws
 */
export async function readList(
	graph: GraphClient,
	path: string,
	query: ODataQuery,
	limit: number,
	{ takesTop = true, isWanted }: ListOptions = {},
): Promise<GraphEntity[]> {
	// OData defines `$top` as a total, and Graph as a page, so it is sent where one page is wanted.
	const top = takesTop && !isWanted && limit <= MAX_TOP ? limit : undefined;
	const list = readPages(graph, path, { ...query, top }, limit, isWanted);
	if (top === undefined) return await list;
	// A service may refuse a large `$top` with 400. Then its usual pages are read.
	return await list.catch(async (error: unknown) => {
		if (refusesTop(error)) return await readPages(graph, path, query, limit, isWanted);
		throw error;
	});
}

/** Whether `$top` was refused. Other options are refused with 400 too. */
function refusesTop(error: unknown): boolean {
	if (!(error instanceof GraphResponseError) || error.status !== 400) return false;
	return /\btop\b/i.test(error.details.message ?? '');
}

async function readPages(
	graph: GraphClient,
	path: string,
	query: ODataQuery,
	limit: number,
	isWanted: ListOptions['isWanted'],
): Promise<GraphEntity[]> {
	const pageSize = Number.isFinite(limit) ? undefined : LARGEST_PAGE_SIZE;
	const items: GraphEntity[] = [];
	const seen = new Set<string>();
	const isNew = (item: GraphEntity): boolean => {
		// A plugin has no ID: its name is its key. `$select` may leave out both.
		const key = [item.id, item.name].find((value) => typeof value === 'string');
		if (key === undefined) return true;
		const { size } = seen;
		return seen.add(key as string).size > size;
	};
	for await (const page of graph.pages(path, query, pageSize)) {
		for (const item of page.items) {
			if (items.length < limit && (!isWanted || isWanted(item)) && isNew(item)) items.push(item);
		}
		if (items.length >= limit) break;
	}
	return items;
}

/** Reads a whole list as `readList` does. @throws what GraphClient throws */
export async function listAll(
	graph: GraphClient,
	path: string,
	query: ODataQuery = {},
): Promise<GraphEntity[]> {
	return await readList(graph, path, query, Number.POSITIVE_INFINITY);
}
