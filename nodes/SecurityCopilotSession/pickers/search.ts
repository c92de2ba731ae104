import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { toNodeError } from '../../n8n/nodeErrors';

/**
 * Runs the search behind one of the editor's lists.
 *
 * @throws NodeApiError or NodeOperationError, whatever failed
 */
export async function search(
	context: ILoadOptionsFunctions,
	find: () => Promise<INodeListSearchResult>,
): Promise<INodeListSearchResult> {
	try {
		return await find();
	} catch (error) {
		throw toNodeError(context, error, {});
	}
}
