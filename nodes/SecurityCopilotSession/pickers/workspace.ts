import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';
import { workspacesPath } from '../../graph/paths';
import { isLogAnalyticsWorkspace } from '../../incidents/sentinel';
import { InvalidParameterError } from '../InvalidParameterError';
import type { ItemParameters } from '../ItemParameters';
import { matchesFilter } from './matchesFilter';
import { search } from './search';

/** The workspace made at onboarding. Source: Microsoft Graph docs, resource type "workspace". */
export const DEFAULT_WORKSPACE = 'default';

export const workspaceField: INodeProperties = {
	displayName: 'Workspace',
	name: 'workspaceId',
	type: 'resourceLocator',
	default: { mode: 'id', value: DEFAULT_WORKSPACE },
	required: true,
	description:
		'The Security Copilot workspace. The workspaceId in a Microsoft Sentinel incident is a Log Analytics workspace, which is something else.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchWorkspaces', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. default',
			hint: 'Enter default for the workspace that was made at onboarding',
		},
	],
};

/**
 * The workspace of an item; empty means the default one. Checked further where the path is built.
 *
 * @throws InvalidParameterError for the workspace of the Sentinel incident that the item holds
 */
export function readWorkspaceId(item: ItemParameters): string {
	const workspaceId = item.locator('workspaceId').value || DEFAULT_WORKSPACE;
	if (isLogAnalyticsWorkspace(workspaceId, item.input())) {
		throw new InvalidParameterError(
			'workspaceId',
			'is the Log Analytics workspace of the Microsoft Sentinel incident, which is not a Security Copilot workspace',
			`Enter ${DEFAULT_WORKSPACE}, or choose a workspace from the list: an incident does not tell which Security Copilot workspace to use.`,
		);
	}
	return workspaceId;
}

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
		const { connectGraph } = await import('../../n8n/connectGraph');
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
