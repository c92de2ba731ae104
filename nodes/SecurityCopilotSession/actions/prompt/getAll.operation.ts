import { readList } from '../../../graph/list';
import { promptsPath } from '../../../graph/paths';
import { getManyFields, readGetMany } from '../../fields/getMany';
import { readSessionKey } from '../../fields/keys';
import { optionsField, rawResponseOption } from '../../fields/options';
import { promptProperties } from '../../fields/properties';
import { UNLIMITED, type Operation } from '../../operation';
import { present } from '../../output';
import { sessionField } from '../../../shared/listSearch/session';
import { workspaceField } from '../../../shared/listSearch/workspace';

/** Source: Microsoft Graph docs, "List prompts" (securityCopilot, beta). */
export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many prompts',
	description: 'Get the prompts of a session; costs nothing',
	concurrency: UNLIMITED,
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
