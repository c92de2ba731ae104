import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import type { GraphEntity } from '../../graph/entity';
import type { ODataQuery } from '../../graph/query';
import { connectGraph } from '../../n8n/connectGraph';
import { toNodeError } from '../../n8n/nodeErrors';

/** Pages that one search reads; the user waits for it. */
const MOST_PAGES = 10;

/** What the user has to look through before more is worth waiting for. */
const ENOUGH_HITS = 30;

/** A list of Graph as the editor shows it. */
interface ShownList {
	/** What is listed. */
	resource: string;
	/** @throws InvalidIdError */
	path: () => string;
	query?: ODataQuery;
	entry: (entity: GraphEntity) => INodeListSearchItems;
}

/**
 * One page of a list, in Graph's order. While the user searches, pages without enough hits are read through. Graph's own
 * `$filter` is not used: which operators these lists take is not documented.
 *
 * @param filter what the user typed into the search box
 * @param paginationToken of the result before this one
 * @returns a token when there is more
 * @throws NodeApiError or NodeOperationError, whatever failed
 */
export async function search(
	context: ILoadOptionsFunctions,
	{ resource, path, query, entry }: ShownList,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const wanted = filter.trim().toLowerCase();
	const mostPages = wanted === '' ? 1 : MOST_PAGES;
	try {
		const { graph } = await connectGraph(context);
		// By value: what comes again, because something was added meanwhile, is shown once.
		const hits = new Map<INodeListSearchItems['value'], INodeListSearchItems>();
		let token = paginationToken;
		for (let pages = 0; pages < mostPages && hits.size < ENOUGH_HITS; pages++) {
			const page = token === undefined ? await graph.firstPage(path(), query) : await graph.nextPage(token);
			for (const shown of page.items.map(entry)) if (matches(shown, wanted)) hits.set(shown.value, shown);
			token = page.nextLink;
			if (token === undefined) break;
		}
		return { results: [...hits.values()], paginationToken: token };
	} catch (error) {
		throw toNodeError(context.getNode(), error, {
			operation: { resource, name: 'getAll', permission: 'read' },
		});
	}
}

/** Whether what the user typed occurs in the name or in the ID. */
function matches({ name, value }: INodeListSearchItems, wanted: string): boolean {
	return [name, String(value)].some((text) => text.toLowerCase().includes(wanted));
}
