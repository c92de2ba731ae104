import { workspacesPath } from '../../../graph/paths';
import { workspaceProperties } from '../../fields/properties';
import { getManyOperation } from '../../getManyOperation';

/** Source: Microsoft Graph docs, "List workspaces" (securityCopilot, beta), which does not document `$top`. */
export const getAll = getManyOperation({
	action: 'Get many workspaces',
	description: 'Get the workspaces that the signed-in user or app may see; costs nothing',
	properties: workspaceProperties,
	filter: "displayName eq 'Incident response'",
	readPath: workspacesPath,
	takesTop: false,
});
