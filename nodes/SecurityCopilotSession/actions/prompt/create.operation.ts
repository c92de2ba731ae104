import { createPrompt } from '../../../copilot/prompts';
import { contentField, ENTER_A_PROMPT } from '../../fields/texts';
import { readSessionKey } from '../../fields/keys';
import { optionsField, rawResponseOption, readOutputOptions } from '../../fields/options';
import { SEQUENTIAL, type Operation } from '../../operation';
import { present } from '../../output';
import { sessionField, workspaceField } from '../../../shared/locators';

/** Source: Microsoft Graph docs, "Create prompt" (securityCopilot, beta). Creating a prompt does not run it. */
export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create prompt',
	description: 'Add a prompt to a session without running it; costs nothing until it is evaluated',
	concurrency: SEQUENTIAL,
	fields: [workspaceField, sessionField, contentField('content'), optionsField([rawResponseOption])],

	prepare(item) {
		const key = readSessionKey(item);
		const content = item.content('content', ENTER_A_PROMPT);
		const options = readOutputOptions(item);
		return async (copilot) => {
			const { entity } = await createPrompt(copilot, key, content);
			return [present(entity, options)];
		};
	},
};
