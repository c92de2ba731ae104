import { evaluatePrompt, findOrCreateEvaluation } from '../../../copilot/evaluate';
import { answerOutput } from '../../answerOutput';
import { onNoAnswerOption, readAnswerOptions, reuseAnswerOption, timeoutOption } from '../../fields/answer';
import { promptIdField, readPromptKey } from '../../fields/keys';
import { answerExtraOptions, readAnswerExtras } from '../../fields/answerExtras';
import { optionsField, rawResponseOption, readOutputOptions } from '../../fields/options';
import { MANY, type Operation } from '../../operation';
import { present } from '../../output';
import { sessionField, workspaceField } from '../../../shared/locators';

/** Source: Microsoft Graph docs, "Create evaluation" (securityCopilot, beta). */
export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create evaluation',
	description: 'Run a prompt and, if wanted, wait seconds to minutes for its answer; costs compute units',
	concurrency: MANY,
	fields: [
		workspaceField,
		sessionField,
		promptIdField,
		{
			displayName: 'Wait for Completion',
			name: 'waitForCompletion',
			type: 'boolean',
			default: true,
			description: 'Whether to wait until the evaluation has ended and return its answer',
		},
		optionsField([
			...answerExtraOptions.map((option) => ({
				...option,
				displayOptions: { show: { ...option.displayOptions?.show, '/waitForCompletion': [true] } },
			})),
			{ ...onNoAnswerOption, displayOptions: { show: { '/waitForCompletion': [true] } } },
			{ ...rawResponseOption, displayOptions: { show: { '/waitForCompletion': [false] } } },
			reuseAnswerOption,
			{ ...timeoutOption, displayOptions: { show: { '/waitForCompletion': [true] } } },
		]),
	],

	prepare(item) {
		const key = readPromptKey(item);
		const waits = item.boolean('waitForCompletion');
		const answerOptions = readAnswerOptions(item, false);
		const options = readOutputOptions(item);
		const extras = readAnswerExtras(item);
		return async (copilot) => {
			const askedMs = copilot.time.now();
			if (waits) {
				const asking = { askedMs, turnMs: askedMs };
				const answer = await evaluatePrompt(copilot, key, answerOptions, asking);
				return [await answerOutput(answer, extras, copilot.time.now())];
			}
			const found = await findOrCreateEvaluation(copilot, key, answerOptions.reuseAnswer, askedMs);
			return [present(found.evaluation, options)];
		};
	},
};
