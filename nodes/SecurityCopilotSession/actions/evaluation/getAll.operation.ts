import { readList } from '../../../graph/list';
import { evaluationsPath } from '../../../graph/paths';
import { getManyFields, readGetMany } from '../../fields/getMany';
import { promptIdField, readPromptKey } from '../../fields/keys';
import { optionsField, rawResponseOption } from '../../fields/options';
import { evaluationProperties } from '../../fields/properties';
import { UNLIMITED, type Operation } from '../../operation';
import { present } from '../../output';
import { sessionField } from '../../../shared/listSearch/session';
import { workspaceField } from '../../../shared/listSearch/workspace';

/** Source: Microsoft Graph docs, "List evaluations" (securityCopilot, beta). Its example shows one entity instead of a list. */
export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many evaluations',
	description: 'Get the evaluations of a prompt, its answers; costs nothing',
	concurrency: UNLIMITED,
	fields: [
		workspaceField,
		sessionField,
		promptIdField,
		...getManyFields(evaluationProperties),
		optionsField([rawResponseOption]),
	],

	prepare(item) {
		const path = evaluationsPath(readPromptKey(item));
		const { query, limit } = readGetMany(item);
		const options = item.options();
		return async ({ graph }) => {
			const evaluations = await readList(graph, path, query, limit);
			return evaluations.map((evaluation) => present(evaluation, options));
		};
	},
};
