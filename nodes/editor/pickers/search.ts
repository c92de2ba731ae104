import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { toNodeError } from '../../n8n/nodeErrors';

/**
 * Runs the search behind one of the editor's lists.
 *
 * @param resource what is listed
 * @throws NodeApiError or NodeOperationError, whatever failed
 */
export async function search(
	context: ILoadOptionsFunctions,
	resource: string,
	find: () => Promise<INodeListSearchResult>,
): Promise<INodeListSearchResult> {
	try {
		return await find();
	} catch (error) {
		throw toNodeError(context.getNode(), error, {
			operation: { resource, name: 'getAll', permission: 'read' },
		});
	}
}
