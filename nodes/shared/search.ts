import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import type { GraphEntity } from '../graph/entity';
import { sessionsPath, workspacesPath } from '../graph/paths';
import type { ODataQuery } from '../graph/query';
import { connectGraph } from '../n8n/connectGraph';
import { toNodeError } from '../n8n/nodeErrors';
import { sessionWebUrl } from '../text/sessionLink';
import { DEFAULT_WORKSPACE } from './locators';

/** Most pages that one search reads once it has a hit, because the user waits; and most while it has none. */
const MOST_PAGES = 10;
const MOST_PAGES_WITHOUT_HIT = 100;

/** Hits after which a search reads no further page. */
const ENOUGH_HITS = 30;

/** A list of Graph as the editor shows it. */
interface ShownList {
	/** What is listed. */
	resource: string;
	/** @throws InvalidIdError */
	path: () => string;
	query?: ODataQuery;
	/** @returns also a date that tells apart what has the same name */
	entry: (entity: GraphEntity) => INodeListSearchItems & { date?: string };
}

/** The workspaces that the credential may see. */
export const workspaceList: ShownList = {
	resource: 'workspace',
	path: workspacesPath,
	entry: ({ id, displayName }) => ({
		name: typeof displayName === 'string' && displayName !== '' ? displayName : String(id),
		value: String(id),
	}),
};

/** The sessions of the chosen workspace. A session without a name is shown by its date. */
export function sessionList(context: ILoadOptionsFunctions): ShownList {
	const workspaceId = () => context.getCurrentNodeParameter('workspaceId', { extractValue: true });
	return {
		resource: 'session',
		path: () => sessionsPath(String(workspaceId() || DEFAULT_WORKSPACE)),
		query: { select: ['id', 'createdDateTime', 'displayName'] },
		entry: ({ id, displayName, createdDateTime }) => {
			const time = typeof createdDateTime === 'string' ? createdDateTime : 'unknown date';
			const date = `${time.slice(0, 16).replace('T', ' ')} UTC`;
			const isNamed = typeof displayName === 'string' && displayName.trim() !== '';
			return {
				name: isNamed ? displayName : `Untitled session of ${date}`,
				value: String(id),
				url: sessionWebUrl(String(id)),
				...(isNamed && { date }),
			};
		},
	};
}

/**
 * One page of a list, in Graph's order; with a search text, as many pages as give enough hits. Graph's own `$filter` is
 * not used: its operators for these lists are not documented.
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
	// By value: an entry is shown once, also where an addition to the list moves it to the next page of this search.
	const hits = new Map<INodeListSearchItems['value'], ReturnType<typeof entry>>();
	const isEnough = (pages: number) =>
		wanted === '' || hits.size >= ENOUGH_HITS || pages >= (hits.size ? MOST_PAGES : MOST_PAGES_WITHOUT_HIT);
	try {
		const { graph } = await connectGraph(context);
		let token = paginationToken;
		for (let pages = 1; ; pages++) {
			const page = token === undefined ? await graph.firstPage(path(), query) : await graph.nextPage(token);
			for (const shown of page.items.map(entry)) if (matches(shown, wanted)) hits.set(shown.value, shown);
			token = page.nextLink;
			if (token === undefined || isEnough(pages)) break;
		}
		return { results: withDates([...hits.values()]), paginationToken: token };
	} catch (error) {
		throw toNodeError(context.getNode(), error, {
			operation: { resource, name: 'getAll' },
		});
	}
}

/** Whether what the user typed occurs in the name or in the ID. */
function matches({ name, value }: INodeListSearchItems, wanted: string): boolean {
	return [name, String(value)].some((text) => text.toLowerCase().includes(wanted));
}

/** Adds the date to names that occur more than once. */
function withDates(entries: ReadonlyArray<ReturnType<ShownList['entry']>>): INodeListSearchItems[] {
	const counts = new Map<string, number>();
	for (const { name } of entries) counts.set(name, (counts.get(name) ?? 0) + 1);
	return entries.map(({ date, ...entry }) =>
		date !== undefined && counts.get(entry.name) !== 1
			? { ...entry, name: `${entry.name} (${date})` }
			: entry,
	);
}
