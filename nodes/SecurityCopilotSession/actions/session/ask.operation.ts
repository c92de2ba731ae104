import { ask as askCopilot } from '../../../copilot/ask';
import type { AskIn } from '../../../copilot/Conversation';
import { answerAsFields, dataMarkdown, dataOutput, readAttributes } from '../../answerData';
import { conversationOutput } from '../../answerOutput';
import { onNoAnswerOption, readAnswerOptions, reuseAnswerOption, timeoutOption } from '../../fields/answer';
import { contentField, displayNameField, ENTER_A_PROMPT, readDisplayName } from '../../fields/texts';
import { answerExtraOptions, readAnswerExtras } from '../../fields/answerExtras';
import { optionsField } from '../../fields/options';
import { InvalidParameterError } from '../../../errors/InvalidParameterError';
import type { ItemParameters } from '../../../shared/ItemParameters';
import { MANY, type Operation } from '../../operation';
import { dataInstruction } from '../../readData';
import { readSessionId, readWorkspaceId, sessionField, workspaceField } from '../../../shared/locators';

/** A session that is named after its prompt shows this much of it. */
const NAME_LENGTH = 100;

/** Not an operation of Graph: session, prompt, evaluation, wait and answer in one. */
export const ask: Operation = {
	value: 'ask',
	name: 'Ask',
	action: 'Ask a question',
	description:
		'Ask in a new, existing or named session, wait for seconds to minutes, and get the answer; costs compute units',
	concurrency: MANY,
	fields: [
		workspaceField,
		{
			displayName: 'Ask In',
			name: 'askIn',
			type: 'options',
			options: [
				{ name: 'Existing Session', value: 'existingSession', description: 'Go on in a session that exists' },
				{
					name: 'Named Session',
					value: 'namedSession',
					description: 'Find the session by its name, or create it; makes a repeated webhook harmless',
				},
				{
					name: 'New Session',
					value: 'newSession',
					description: 'Create a session; a repeated webhook pays again',
				},
			],
			default: 'newSession',
			description: 'Where to ask. Security Copilot takes what was asked in the session before into account.',
		},
		{ ...sessionField, displayOptions: { show: { askIn: ['existingSession'] } } },
		{
			...displayNameField,
			displayOptions: { show: { askIn: ['namedSession'] } },
			description: 'The name of the session; the key of an incident makes a good one',
		},
		{
			...displayNameField,
			displayOptions: { show: { askIn: ['newSession'] } },
			required: false,
			description: 'The name of the new session. Left empty, it is named after the prompt.',
		},
		contentField('prompt'),
		{
			displayName: 'Follow-Ups',
			name: 'followUps',
			type: 'string',
			typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Follow-Up', rows: 2 },
			default: [],
			placeholder: 'e.g. What should be done first?',
			description:
				'Further prompts, asked one after another in the same session once the one before has its answer',
		},
		...answerAsFields,
		optionsField([
			...answerExtraOptions,
			onNoAnswerOption,
			{ ...reuseAnswerOption, displayOptions: { show: { '/askIn': ['existingSession'] } } },
			{ ...reuseAnswerOption, default: true, displayOptions: { show: { '/askIn': ['namedSession'] } } },
			timeoutOption,
		]),
	],

	prepare(item) {
		const workspaceId = readWorkspaceId(item);
		const prompt = item.content('prompt', ENTER_A_PROMPT);
		const followUps = item.contents('followUps', ENTER_A_PROMPT);
		const askIn = readAskIn(item, prompt);
		const answerOptions = readAnswerOptions(item, askIn.kind === 'namedSession');
		const extras = readAnswerExtras(item);
		const attributes = readAttributes(item);
		const prompts = [prompt, ...followUps];
		// Part of the prompt, so that the same question with the same attributes finds its answer.
		if (attributes) prompts.push(`${prompts.pop()}${dataInstruction(attributes)}`);
		return async (copilot) => {
			const answers = await askCopilot(copilot, {
				workspaceId,
				askIn,
				prompts,
				options: answerOptions,
			});
			const data = attributes && dataOutput(answers, attributes, answerOptions);
			const now = copilot.time.now();
			const output = await conversationOutput(answers, followUps.length > 0, extras, now, dataMarkdown(data));
			return [{ ...output, ...data }];
		};
	},
};

function readAskIn(item: ItemParameters, prompt: string): AskIn {
	const kind = item.text('askIn');
	switch (kind) {
		case 'newSession': {
			const displayName = item.text('displayName').trim();
			return { kind, displayName: displayName === '' ? nameAfter(prompt) : readDisplayName(item) };
		}
		case 'existingSession':
			return { kind, sessionId: readSessionId(item) };
		case 'namedSession':
			return { kind, displayName: readDisplayName(item) };
		default:
			throw new InvalidParameterError('askIn', 'is not one of newSession, existingSession, namedSession');
	}
}

function nameAfter(prompt: string): string {
	const line = prompt.replace(/\s+/g, ' ').trim();
	return [...line].length <= NAME_LENGTH ? line : `${[...line].slice(0, NAME_LENGTH - 1).join('')}…`;
}
