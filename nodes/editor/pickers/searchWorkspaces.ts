import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { workspacesPath } from '../../graph/paths';
import { connectGraph } from '../../n8n/connectGraph';
import { matchesFilter } from './matchesFilter';
import { search } from './search';

/**
 * The editor's list of workspaces. Microsoft's order is kept; `$top` is not documented for this list.
 *
 * @throws NodeApiError or NodeOperationError
 */
export async function searchWorkspaces(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await search(this, 'workspace', async () => {
		const { graph } = await connectGraph(this);
		const page =
			paginationToken === undefined
				? await graph.firstPage(workspacesPath())
				: await graph.nextPage(paginationToken);
		const results = page.items
			.map(({ id, displayName }) => ({
				name: typeof displayName === 'string' && displayName !== '' ? displayName : String(id),
				value: String(id),
			}))
			.filter(({ name, value }) => matchesFilter(filter, name, value));
		return { results, paginationToken: page.nextLink };
	});
}
