import { promptPath } from '../../../graph/paths';
import { promptIdField, readPromptKey } from '../../fields/keys';
import { optionsField, rawResponseOption, readOutputOptions } from '../../fields/options';
import { promptProperties } from '../../fields/properties';
import { readSelection, selectField } from '../../fields/query';
import { UNLIMITED, type Operation } from '../../operation';
import { present } from '../../output';
import { sessionField, workspaceField } from '../../../shared/locators';

/** Source: Microsoft Graph docs, "Get prompt" (securityCopilot, beta). It never holds the answer. */
export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get prompt',
	description: 'Get one prompt by its ID; its answers are evaluations; costs nothing',
	concurrency: UNLIMITED,
	fields: [
		workspaceField,
		sessionField,
		promptIdField,
		selectField(promptProperties),
		optionsField([rawResponseOption]),
	],

	prepare(item) {
		const path = promptPath(readPromptKey(item));
		const query = readSelection(item);
		const options = readOutputOptions(item);
		return async ({ graph }) => [present(await graph.get(path, query), options)];
	},
};
