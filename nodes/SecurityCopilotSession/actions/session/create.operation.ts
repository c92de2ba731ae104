import { createSession } from '../../../copilot/sessions';
import { displayNameField, readDisplayName } from '../../fields/texts';
import { includeLinkOption, optionsField, rawResponseOption, readOutputOptions } from '../../fields/options';
import { SEQUENTIAL, type Operation } from '../../operation';
import { present } from '../../output';
import { readWorkspaceId, workspaceField } from '../../../shared/locators';

/** Source: Microsoft Graph docs, "Create session" (securityCopilot, beta). */
export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create session',
	description: 'Create an empty session; costs nothing until something is asked in it',
	concurrency: SEQUENTIAL,
	fields: [workspaceField, displayNameField, optionsField([includeLinkOption, rawResponseOption])],

	prepare(item) {
		const workspaceId = readWorkspaceId(item);
		const displayName = readDisplayName(item);
		const options = readOutputOptions(item);
		return async (copilot) => {
			const { entity } = await createSession(copilot, workspaceId, displayName);
			return [present(entity, options, String(entity.id))];
		};
	},
};
