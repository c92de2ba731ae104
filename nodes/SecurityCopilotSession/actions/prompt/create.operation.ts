import { createPrompt } from '../../../copilot/prompts';
import { promptsPath } from '../../../graph/paths';
import { checkContent, contentField } from '../../fields/content';
import { readSessionKey } from '../../fields/keys';
import { optionsField, rawResponseOption } from '../../fields/options';
import { SEQUENTIAL, type Operation } from '../../operation';
import { present } from '../../output';
import { sessionField } from '../../../shared/listSearch/session';
import { workspaceField } from '../../../shared/listSearch/workspace';

/** Source: Microsoft Graph docs, "Create prompt" (securityCopilot, beta). Creating a prompt does not run it. */
export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a prompt',
	description: 'Add a prompt to a session without running it; costs nothing until it is evaluated',
	concurrency: SEQUENTIAL,
	fields: [workspaceField, sessionField, contentField('content'), optionsField([rawResponseOption])],

	prepare(item) {
		const key = readSessionKey(item);
		promptsPath(key);
		const content = checkContent('content', item.text('content'));
		const options = item.options();
		return async (copilot) => [present(await createPrompt(copilot, key, content), options)];
	},
};
