import { evaluationPath } from '../../../graph/paths';
import { evaluationIdField, promptIdField, readEvaluationKey } from '../../fields/keys';
import { optionsField, rawResponseOption } from '../../fields/options';
import { evaluationProperties } from '../../fields/properties';
import { selectField } from '../../fields/select';
import { ALL_AT_ONCE, type Operation } from '../../operation';
import { present } from '../../output';
import { sessionField } from '../../pickers/session';
import { workspaceField } from '../../pickers/workspace';

/** Source: Microsoft Graph docs, "Get evaluation" (securityCopilot, beta). */
export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get an evaluation',
	description: 'Get one evaluation, the answer to a prompt, by its ID; costs nothing',
	atOnce: ALL_AT_ONCE,
	fields: [
		workspaceField,
		sessionField,
		promptIdField,
		evaluationIdField,
		selectField(evaluationProperties),
		optionsField([rawResponseOption]),
	],

	prepare(item) {
		const path = evaluationPath(readEvaluationKey(item));
		const query = { select: item.names('select') };
		const options = item.options();
		return async ({ graph }) => [present(await graph.get(path, query), options)];
	},
};
