import { readTranscript, transcriptAnswers, transcriptMarkdown } from '../../../copilot/transcript';
import { answerExtraOptions, readAnswerExtras } from '../../fields/answerExtras';
import { includeLinkOption, optionsField, rawResponseOption, readOutputOptions } from '../../fields/options';
import { readSessionKey } from '../../fields/keys';
import { answerExtrasOutput } from '../../answerExtras';
import { UNLIMITED, type Operation } from '../../operation';
import { present } from '../../output';
import { sessionField, workspaceField } from '../../../shared/locators';

/** Not an operation of Graph: it reads a session, its prompts and their evaluations. */
export const getTranscript: Operation = {
	value: 'getTranscript',
	name: 'Get Transcript',
	action: 'Get session transcript',
	description: 'Get a session with its prompts and their answers, also as Markdown; costs nothing',
	concurrency: UNLIMITED,
	fields: [
		workspaceField,
		sessionField,
		optionsField([
			{
				displayName: 'All Evaluations',
				name: 'allEvaluations',
				type: 'boolean',
				default: false,
				description: 'Whether to return every evaluation of a prompt instead of the latest one',
			},
			...answerExtraOptions,
			includeLinkOption,
			rawResponseOption,
		]),
	],

	prepare(item) {
		const key = readSessionKey(item);
		const options = readOutputOptions(item);
		const extras = readAnswerExtras(item);
		const every = item.switchedOn('allEvaluations');
		return async (copilot) => {
			const transcript = await readTranscript(copilot, key, every);
			const prompts = transcript.turns.map(({ prompt, evaluations }) => {
				const shown = evaluations.map((evaluation) => present(evaluation, options));
				return {
					...present(prompt, options),
					...(every ? { evaluations: shown } : { evaluation: shown[0] ?? null }),
				};
			});
			const markdown = transcriptMarkdown(transcript);
			const answers = transcriptAnswers(key, transcript);
			const subject = { markdown, sessionId: key.sessionId, answers, readMs: copilot.time.now() };
			return [
				{
					...present(transcript.session, options, key.sessionId),
					prompts,
					markdown,
					...(await answerExtrasOutput(subject, extras)),
				},
			];
		};
	},
};
