import { findOrCreateSession } from '../../../copilot/sessions';
import { displayNameField, readDisplayName } from '../../fields/texts';
import { includeLinkOption, optionsField, rawResponseOption, readOutputOptions } from '../../fields/options';
import { SEQUENTIAL, type Operation } from '../../operation';
import { present } from '../../output';
import { readWorkspaceId, workspaceField } from '../../../shared/locators';

/** Not an operation of Graph: it lists sessions, and creates one where none has the name. */
export const findOrCreate: Operation = {
	value: 'findOrCreate',
	name: 'Find or Create',
	action: 'Find or create session',
	description: 'Get the session with a certain name, or create it; the key of an incident makes a good name',
	concurrency: SEQUENTIAL,
	fields: [workspaceField, displayNameField, optionsField([includeLinkOption, rawResponseOption])],

	prepare(item) {
		const workspaceId = readWorkspaceId(item);
		const displayName = readDisplayName(item);
		const options = readOutputOptions(item);
		return async (copilot) => {
			const { entity, created } = await findOrCreateSession(copilot, workspaceId, displayName);
			return [{ ...present(entity, options, String(entity.id)), created }];
		};
	},
};
