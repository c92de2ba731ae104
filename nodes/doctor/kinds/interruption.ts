import { GraphResponseError } from '../../graph/errors';
import type { DiagnosisContext } from '../Diagnosis';
import { finding, type Entry, type Finding } from '../entry';
import { isNamed, type OutcomeUnknownFailure } from '../failures';
import { readableTime, utcTime } from '../utcTime';

const NOT_AGAIN =
	'n8n did not send it again, so that nothing is created twice. Look in Security Copilot ({portal}) before you run the workflow again';

/** Runs that ended before their outcome was known. */
export const interruptionEntries = {
	throttledUntil: {
		when: 'Throttled, and the wait that Microsoft Graph asks for is longer than what is left',
		message: 'Microsoft Graph takes no requests from this app until {time}',
		advice:
			'Run the workflow again after that, with fewer items at a time or fewer workflows in parallel. Nothing was started by a request that was refused.',
		common: true,
	},
	sessionOutcomeUnknown: {
		when: 'No usable answer to creating a session',
		message: 'n8n does not know whether Security Copilot created the session',
		advice: `${NOT_AGAIN}.`,
	},
	promptOutcomeUnknown: {
		when: 'No usable answer to creating a prompt',
		message: 'n8n does not know whether Security Copilot created the prompt',
		advice: `${NOT_AGAIN}.`,
	},
	evaluationOutcomeUnknown: {
		when: 'No usable answer to creating an evaluation',
		message: 'n8n does not know whether Security Copilot started the evaluation',
		advice: `${NOT_AGAIN}: an evaluation may be running, and a second one is paid too. Evaluation Get Many lists those of a prompt.`,
		common: true,
	},
	cancelled: {
		when: 'The execution was cancelled',
		message: 'The execution was cancelled before n8n could {operation}',
		advice: 'Nothing more was sent. Run the workflow again when you want the result.',
	},
	cancelledWhileEvaluating: {
		when: 'The execution was cancelled after an evaluation may have started',
		message: 'The execution was cancelled while Security Copilot was at work',
		advice:
			'The evaluation may still be running and using compute units: the API cannot cancel it. Its answer will be in the session at {portal}.',
	},
} as const satisfies Record<string, Entry>;

const BY_CREATION: ReadonlyMap<OutcomeUnknownFailure['what'], keyof typeof interruptionEntries> = new Map([
	['session', 'sessionOutcomeUnknown'],
	['prompt', 'promptOutcomeUnknown'],
	['evaluation', 'evaluationOutcomeUnknown'],
]);

export function findInterruption(failure: unknown, { created }: DiagnosisContext): Finding | undefined {
	if (isNamed(failure, 'OutcomeUnknownError')) {
		return finding(interruptionEntries, BY_CREATION.get(failure.what) ?? 'evaluationOutcomeUnknown');
	}
	if (isNamed(failure, 'CancelledError')) {
		const mayRun = Boolean(failure.evaluationMayRun ?? created?.evaluationId);
		return finding(interruptionEntries, mayRun ? 'cancelledWhileEvaluating' : 'cancelled');
	}
	if (isNamed(failure, 'GaveUpError') && isThrottled(failure.cause)) {
		const time = utcTime(failure.retryAt);
		if (time !== undefined)
			return finding(interruptionEntries, 'throttledUntil', { time: readableTime(time) });
	}
	return undefined;
}

/** Who was held back because others were throttled has sent nothing, and so no answer is the cause. */
function isThrottled(cause: unknown): boolean {
	if (cause === undefined) return true;
	return cause instanceof GraphResponseError && cause.status === 429;
}
