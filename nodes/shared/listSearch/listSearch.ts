import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

/** The searches behind the editor's lists, by the names that the fields refer to. Loaded when one is opened. */
export const listSearch = {
	async searchSessions(
		this: ILoadOptionsFunctions,
		filter?: string,
		paginationToken?: string,
	): Promise<INodeListSearchResult> {
		const { searchSessions } = await import('./searchSessions');
		return await searchSessions.call(this, filter, paginationToken);
	},

	async searchWorkspaces(
		this: ILoadOptionsFunctions,
		filter?: string,
		paginationToken?: string,
	): Promise<INodeListSearchResult> {
		const { searchWorkspaces } = await import('./searchWorkspaces');
		return await searchWorkspaces.call(this, filter, paginationToken);
	},
};
