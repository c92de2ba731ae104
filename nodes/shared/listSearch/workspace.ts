import type { INodeProperties } from 'n8n-workflow';
import { withoutSharingToken } from '../../graph/paths';
import { InvalidParameterError } from '../InvalidParameterError';
import type { ItemParameters } from '../ItemParameters';

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
 * The workspace of an item. Where a workflow does not have the parameter, n8n gives its default, and with a cleared one it
 * does not begin. So an empty one comes from an expression that found nothing: taking the default workspace for it could
 * pay in the wrong one. Checked further where the path is built.
 *
 * @throws InvalidParameterError when it is empty
 */
export function readWorkspaceId(item: ItemParameters): string {
	const workspaceId = withoutSharingToken(item.locator('workspaceId').value);
	if (workspaceId === '') {
		throw new InvalidParameterError(
			'workspaceId',
			'is empty: its expression gives nothing',
			`Write ${DEFAULT_WORKSPACE} for the workspace that was made at onboarding, or correct the expression. Nothing was sent.`,
		);
	}
	return workspaceId;
}
