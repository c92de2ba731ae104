import { sessionPath } from '../../../graph/paths';
import { displayNameField, readDisplayName } from '../../fields/texts';
import { includeLinkOption, optionsField, rawResponseOption, readOutputOptions } from '../../fields/options';
import { readSessionKey } from '../../fields/keys';
import { SEQUENTIAL, type Operation } from '../../operation';
import { present } from '../../output';
import { sessionField, workspaceField } from '../../../shared/locators';

/** Source: Microsoft Graph docs, "Update session" (securityCopilot, beta): `displayName` is all that can be changed. */
export const update: Operation = {
	value: 'update',
	name: 'Update',
	action: 'Update session',
	description: 'Rename a session; costs nothing',
	concurrency: SEQUENTIAL,
	fields: [
		workspaceField,
		sessionField,
		displayNameField,
		optionsField([includeLinkOption, rawResponseOption]),
	],

	prepare(item) {
		const key = readSessionKey(item);
		const path = sessionPath(key);
		const displayName = readDisplayName(item);
		const options = readOutputOptions(item);
		return async ({ graph }) => [present(await graph.update(path, { displayName }), options, key.sessionId)];
	},
};
