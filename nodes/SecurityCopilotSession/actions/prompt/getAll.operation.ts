import { promptsPath } from '../../../graph/paths';
import { sessionField, workspaceField } from '../../../shared/locators';
import { readSessionKey } from '../../fields/keys';
import { promptProperties } from '../../fields/properties';
import { getManyOperation } from '../../getManyOperation';

/** Source: Microsoft Graph docs, "List prompts" (securityCopilot, beta). */
export const getAll = getManyOperation({
	action: 'Get many prompts',
	description: 'Get the prompts of a session; costs nothing',
	parents: [workspaceField, sessionField],
	properties: promptProperties,
	filter: "type eq 'prompt'",
	readPath: (item) => promptsPath(readSessionKey(item)),
});
