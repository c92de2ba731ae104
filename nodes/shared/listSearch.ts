import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

/** The searches behind the editor's lists, by the names that the fields refer to. Loaded when a list is opened. */
export const listSearch: Record<'searchSessions' | 'searchWorkspaces', ListSearch> = {
	async searchSessions(filter, paginationToken) {
		const { search, sessionList } = await import('./search');
		return await search(this, sessionList(this), filter, paginationToken);
	},

	async searchWorkspaces(filter, paginationToken) {
		const { search, workspaceList } = await import('./search');
		return await search(this, workspaceList, filter, paginationToken);
	},
};
