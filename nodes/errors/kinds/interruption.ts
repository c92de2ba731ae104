import { GraphResponseError } from '../../graph/errors';
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
			'An evaluation may be running and using compute units: the API cannot cancel it. Its answer will be in the session at {portal}.',
	},
} as const satisfies Record<string, Entry>;

const BY_CREATION: ReadonlyMap<OutcomeUnknownFailure['what'], keyof typeof interruptionEntries> = new Map([
	['session', 'sessionOutcomeUnknown'],
	['prompt', 'promptOutcomeUnknown'],
	['evaluation', 'evaluationOutcomeUnknown'],
]);

export function findInterruption(failure: unknown): Finding | undefined {
	if (isNamed(failure, 'OutcomeUnknownError')) {
		return finding(interruptionEntries, BY_CREATION.get(failure.what) ?? 'evaluationOutcomeUnknown');
	}
	if (isNamed(failure, 'CancelledError')) {
		const id = failure.evaluationMayRun === true ? 'cancelledWhileEvaluating' : 'cancelled';
		return finding(interruptionEntries, id);
	}
	if (isNamed(failure, 'RetriesExhaustedError') && isThrottled(failure.cause)) {
		const time = utcTime(failure.retryAt);
		if (time !== undefined)
			return finding(interruptionEntries, 'throttledUntil', { time: readableTime(time) });
	}
	return undefined;
}

/** Without a cause nothing was sent, because Graph had told another request when to come back. */
function isThrottled(cause: unknown): boolean {
	return cause === undefined || (cause instanceof GraphResponseError && cause.status === 429);
}
