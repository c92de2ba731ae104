import type { INodeProperties } from 'n8n-workflow';
import type { ItemParameters } from './ItemParameters';

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
			hint: "Enter 'default' for the workspace that was made at onboarding",
		},
	],
};

/**
 * The workspace of an item. A missing parameter gets its default, and n8n starts no workflow whose field is empty. So an
 * empty value comes from an expression that found nothing. It is refused: in its place, the default workspace could pay
 * for what another one should.
 *
 * @throws InvalidParameterError
 */
export function readWorkspaceId(item: ItemParameters): string {
	const advice = `Write ${DEFAULT_WORKSPACE} for the workspace that was made at onboarding, or correct the expression. Nothing was sent.`;
	return item.id('workspaceId', 'workspace ID', advice);
}
