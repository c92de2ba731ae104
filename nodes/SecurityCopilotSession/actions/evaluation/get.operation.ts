import { toAnswer } from '../../../copilot/evaluation';
import { evaluationPath } from '../../../graph/paths';
import { evaluationIdField, promptIdField, readEvaluationKey } from '../../fields/keys';
import { answerExtraOptions, readAnswerExtras, wantsExtras } from '../../fields/answerExtras';
import { optionsField, rawResponseOption, readOutputOptions } from '../../fields/options';
import { evaluationProperties } from '../../fields/properties';
import { readSelection, selectField } from '../../fields/query';
import { answerExtrasOutput } from '../../answerExtras';
import { UNLIMITED, type Operation } from '../../operation';
import { pick, present } from '../../output';
import { sessionField, workspaceField } from '../../../shared/locators';

/** Source: Microsoft Graph docs, "Get evaluation" (securityCopilot, beta). */
export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get evaluation',
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
		const options = readOutputOptions(item);
		const extras = readAnswerExtras(item);
		return async ({ graph, time }) => {
			if (!wantsExtras(extras)) return [present(await graph.get(path, query), options)];
			// Formats, indicators and evidence are made of the whole evaluation, whatever is selected for the output.
			const evaluation = await graph.get(path);
			const output = present(pick(evaluation, query.select), options);
			const answer = toAnswer(key, evaluation, true);
			const subject = {
				markdown: answer.answer,
				sessionId: key.sessionId,
				answers: [answer],
				readMs: time.now(),
			};
			return [{ ...output, ...(await answerExtrasOutput(subject, extras)) }];
		};
	},
};
