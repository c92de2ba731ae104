import type { GraphClient } from '../graph/client';
import type { GraphEntity } from '../graph/entity';
import type { ODataQuery } from '../graph/query';

/**
 * Reads a whole list. What comes again on a later page, because something was added while the pages were read, counts
 * once.
 *
 * @throws what the client throws
 */
export async function listAll(
	graph: GraphClient,
	path: string,
	query: ODataQuery = {},
): Promise<GraphEntity[]> {
	const seen = new Set<unknown>();
	const all: GraphEntity[] = [];
	for await (const { items } of graph.pages(path, query)) {
		for (const item of items) {
			if (item.id !== undefined && seen.has(item.id)) continue;
			seen.add(item.id);
			all.push(item);
		}
	}
	return all;
}
