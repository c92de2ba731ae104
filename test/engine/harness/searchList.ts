import { LoadOptionsContext } from 'n8n-core';
import type { INodeListSearchResult } from 'n8n-workflow';
import type { Engine } from './Engine';
import { NODE_NAME, sessionWorkflow, type NodeParameters } from './sessionWorkflow';

/**
 * What happens when a user opens a list in the editor, types into its search box, or scrolls to its end.
 *
 * @param method as the parameter names it
 * @param parameters of the node as they stand in the editor
 */
export async function searchList(
	engine: Engine,
	method: string,
	{
		parameters = {},
		filter,
		paginationToken,
	}: { parameters?: NodeParameters; filter?: string; paginationToken?: string } = {},
): Promise<INodeListSearchResult> {
	const json = sessionWorkflow(parameters);
	const workflow = engine.workflow(json);
	const node = workflow.getNode(NODE_NAME)!;
	const search = engine.nodeTypes.getByNameAndVersion(node.type).methods?.listSearch?.[method];
	if (!search) throw new Error(`The node has no list ${method}`);
	const additionalData = { ...engine.additionalData(json), currentNodeParameters: parameters };
	const context = new LoadOptionsContext(workflow, node, additionalData, '');
	return await search.call(context, filter, paginationToken);
}
