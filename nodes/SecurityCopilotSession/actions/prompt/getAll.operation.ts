import { readList } from '../../../graph/list';
import { promptsPath } from '../../../graph/paths';
import { getManyFields, readGetMany } from '../../fields/getMany';
import { readSessionKey } from '../../fields/keys';
import { optionsField, rawResponseOption } from '../../fields/options';
import { promptProperties } from '../../fields/properties';
import { ALL_AT_ONCE, type Operation } from '../../operation';
import { present } from '../../output';
import { sessionField } from '../../../editor/pickers/session';
import { workspaceField } from '../../../editor/pickers/workspace';

/** Source: Microsoft Graph docs, "List prompts" (securityCopilot, beta). */
export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many prompts',
	description: 'Get the prompts of a session; costs nothing',
	atOnce: ALL_AT_ONCE,
	fields: [
		workspaceField,
		sessionField,
		...getManyFields(promptProperties),
		optionsField([rawResponseOption]),
	],

	prepare(item) {
		const path = promptsPath(readSessionKey(item));
		const { query, limit } = readGetMany(item);
		const options = item.options();
		return async ({ graph }) => {
			const prompts = await readList(graph, path, query, limit);
			return prompts.map((prompt) => present(prompt, options));
		};
	},
};
