import { toAnswer } from '../../../copilot/answer';
import { evaluationPath } from '../../../graph/paths';
import { evaluationIdField, promptIdField, readEvaluationKey } from '../../fields/keys';
import { answerExtraOptions, readAnswerExtras } from '../../fields/answerExtras';
import { optionsField, rawResponseOption } from '../../fields/options';
import { evaluationProperties } from '../../fields/properties';
import { readSelection, selectField } from '../../fields/query';
import { evidenceOutput, formatsOutput } from '../../answerExtras';
import { UNLIMITED, type Operation } from '../../operation';
import { present } from '../../output';
import { sessionField } from '../../../shared/session';
import { workspaceField } from '../../../shared/workspace';

/** Source: Microsoft Graph docs, "Get evaluation" (securityCopilot, beta). */
export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get an evaluation',
	description: 'Get one evaluation, the answer to a prompt, by its ID; costs nothing',
	concurrency: UNLIMITED,
	fields: [
		workspaceField,
		sessionField,
		promptIdField,
		evaluationIdField,
		selectField(evaluationProperties),
		optionsField([...answerExtraOptions, rawResponseOption]),
	],

	prepare(item) {
		const key = readEvaluationKey(item);
		const path = evaluationPath(key);
		const query = readSelection(item);
		const options = item.options();
		const extras = readAnswerExtras(item);
		return async ({ graph, time }) => {
			const evaluation = await graph.get(path, query);
			const output = present(evaluation, options);
			if (extras.formats.length === 0 && !extras.includeEvidence) return [output];
			const answer = toAnswer(key, evaluation, true);
			const formats = await formatsOutput(answer.answer, key.sessionId, extras);
			return [{ ...output, ...formats, ...evidenceOutput([answer], extras, time.now()) }];
		};
	},
};
