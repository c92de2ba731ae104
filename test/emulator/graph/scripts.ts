import type { EvaluationScript, EvaluationStep, ScriptFactory } from './evaluationScript';

/** What the emulator answers to a prompt no script was given for. Invented text in Security Copilot's manner. */
export function defaultContent(prompt: string | null): string {
	if (/^\s*who am i\??\s*$/i.test(prompt ?? '')) {
		return 'You are signed in as Adele Vance (adele@contoso.com) in this Entra ID tenant.\n';
	}
	return `### Answer\n\nThe emulator received this prompt:\n\n> ${(prompt ?? '').replaceAll('\n', '\n> ')}\n`;
}

/** Times of the documented "who am I" run (page "Get evaluation", example): milliseconds after creation. */
const RUNS_AFTER = 300;
const COMPLETES_AFTER = 16_500;

/** The documented times with another end. */
const endingWith = (end: EvaluationStep): EvaluationScript => [
	{ state: 'created' },
	{ after: RUNS_AFTER, state: 'running' },
	{ after: COMPLETES_AFTER, ...end },
];

/** The documented run: created, running, completed with success. */
export const documentedRun: ScriptFactory = ({ content }) => scripts.answering(defaultContent(content));

/** Ready-made scripts for `scriptEvaluations`. Times are milliseconds of emulator time. */
export const scripts = {
	/** Completed at the first poll. */
	immediate: (content: string | null): EvaluationScript => [{ state: 'completed', result: { content } }],
	/** The documented times with another answer. */
	answering: (content: string | null) => endingWith({ state: 'completed', result: { content } }),
	/** Completed with a given result type; `content` may be null. */
	endingIn: (type: string, content: string | null = null) =>
		endingWith({ state: 'completed', result: { type, content } }),
	/** Enters a state and stays there: running, pending, deferred, waitingForInput, unknown, any word. */
	stuckIn: (state: string): EvaluationScript => [{ state: 'created' }, { after: RUNS_AFTER, state }],
	cancelled: () => endingWith({ state: 'cancelled', result: null }),
	completedWithoutResult: () => endingWith({ state: 'completed', result: null }),
	/** 404 for the first polls, then the given script's steps. */
	notFoundFirst: (polls: number, content: string): EvaluationScript => [
		{ notFound: true },
		{ afterPolls: polls, state: 'running' },
		{ after: COMPLETES_AFTER, state: 'completed', result: { content } },
	],
	/** 404 from the first poll after completion on. */
	notFoundAfterCompletion: (content: string): EvaluationScript => [
		{ state: 'completed', result: { content } },
		{ afterPolls: 1, notFound: true },
	],
	/** Completed, running again for one poll, completed. */
	movingBackwards: (content: string): EvaluationScript => [
		{ state: 'completed', result: { content } },
		{ afterPolls: 1, state: 'running' },
		{ afterPolls: 2, state: 'completed', result: { content } },
	],
};
