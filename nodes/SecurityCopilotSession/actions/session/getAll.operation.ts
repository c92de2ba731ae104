import { sessionsPath } from '../../../graph/paths';
import { readWorkspaceId, workspaceField } from '../../../shared/locators';
import { sessionProperties } from '../../fields/properties';
import { getManyOperation } from '../../getManyOperation';

/** Source: Microsoft Graph docs, "List sessions" (securityCopilot, beta). */
export const getAll = getManyOperation({
	action: 'Get many sessions',
	description: 'Get the sessions of a workspace; costs nothing',
	parents: [workspaceField],
	properties: sessionProperties,
	filter: "displayName eq 'Incident 4711'",
	readPath: (item) => sessionsPath(readWorkspaceId(item)),
	isOfSessions: true,
});
