import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { GraphEntity } from '../../graph/entity';
import { workspacesPath } from '../../graph/paths';
import { search } from './search';

/**
 * The editor's list of workspaces.
 *
 * @throws NodeApiError or NodeOperationError
 */
export async function searchWorkspaces(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const workspaces = {
		resource: 'workspace',
		path: workspacesPath,
		entry: ({ id, displayName }: GraphEntity) => ({
			name: typeof displayName === 'string' && displayName !== '' ? displayName : String(id),
			value: String(id),
		}),
	};
	return await search(this, workspaces, filter, paginationToken);
}
