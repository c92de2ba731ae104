import { evaluationsPath } from '../../../graph/paths';
import { sessionField, workspaceField } from '../../../shared/locators';
import { promptIdField, readPromptKey } from '../../fields/keys';
import { evaluationProperties } from '../../fields/properties';
import { getManyOperation } from '../../getManyOperation';

/** Source: Microsoft Graph docs, "List evaluations" (securityCopilot, beta). Its example shows one entity instead of a list. */
export const getAll = getManyOperation({
	action: 'Get many evaluations',
	description: 'Get the evaluations of a prompt, its answers; costs nothing',
	parents: [workspaceField, sessionField, promptIdField],
	properties: evaluationProperties,
	filter: "state eq 'completed'",
	readPath: (item) => evaluationsPath(readPromptKey(item)),
});
