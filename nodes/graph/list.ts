import type { GraphEntity } from './entity';
import type { GraphClient } from './client';
import { GraphResponseError } from './errors';
import type { ODataQuery } from './query';

/** Largest `$top` that is asked for. What the service allows is not documented; more would need more pages anyway. */
const MAX_TOP = 100;

export interface ListWish {
	/** Whether `$top` is documented for this list. Default: it is. */
	takesTop?: boolean;
	/** Which items count; default: all. */
	isWanted?: (item: GraphEntity) => boolean;
}

/**
 * Reads a list up to a limit and fetches no page more than that needs. What comes again on a later page, because
 * something was added while the pages were read, counts once.
 *
 * @param limit number of items, or infinity for all
 * @throws what GraphClient throws
 */
export async function readList(
	graph: GraphClient,
	path: string,
	query: ODataQuery,
	limit: number,
	{ takesTop = true, isWanted }: ListWish = {},
): Promise<GraphEntity[]> {
	// `$top` might be read as a total, as plain OData does, so it is only sent where one page is all that is wanted.
	const top = takesTop && !isWanted && limit <= MAX_TOP ? limit : undefined;
	const list = readPages(graph, path, { ...query, top }, limit, isWanted);
	if (top === undefined) return await list;
	// A service may allow less at once, and may say so with 400: then its usual pages will do.
	return await list.catch(async (error: unknown) => {
		if (isForTop(error)) return await readPages(graph, path, query, limit, isWanted);
		throw error;
	});
}

/** Whether it is `$top` that was refused: other options are refused with 400 too. */
function isForTop(error: unknown): boolean {
	if (!(error instanceof GraphResponseError) || error.status !== 400) return false;
	return /\btop\b/i.test(error.details.message ?? '');
}

async function readPages(
	graph: GraphClient,
	path: string,
	query: ODataQuery,
	limit: number,
	isWanted: ListWish['isWanted'],
): Promise<GraphEntity[]> {
	const items: GraphEntity[] = [];
	const seen = new Set<string>();
	const isNew = (item: GraphEntity): boolean => {
		// A plugin has no ID; its name is its key. Without either, as `$select` may have it, nobody can tell.
		const key = [item.id, item.name].find((value) => typeof value === 'string');
		if (key === undefined) return true;
		const { size } = seen;
		return seen.add(key as string).size > size;
	};
	for await (const page of graph.pages(path, query)) {
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
