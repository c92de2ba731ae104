import { finding, type Entry, type Finding } from '../entry';
import { isNamed } from '../failures';

/** Evaluations that ended, or were left, without an answer. None of them is run again by itself: a run is paid. */
export const evaluationEntries = {
	evaluationError: {
		when: 'The evaluation completed with the result type error',
		message: 'Security Copilot could not answer the prompt',
		advice:
			'Open the session at {portal} to see what went wrong. A long session or prompt, or a plugin without access, are common causes. Ask again in a new session, or with a shorter prompt.',
	},
	evaluationRejected: {
		when: 'The evaluation completed with the result type rejected',
		message: 'Security Copilot declined to answer the prompt',
		advice:
			'Reword the prompt: it may fall under responsible-AI rules or lie outside security topics. The same prompt is declined again.',
	},
	evaluationTimedOut: {
		when: 'The evaluation completed with the result type timedOut',
		message: 'Security Copilot used up its own time for the prompt',
		advice:
			'Ask for less at once: a shorter time range, fewer entities, or several prompts one after another (Follow-Ups).',
	},
	evaluationCapacityExceeded: {
		when: 'The evaluation completed with the result type capacityExceeded',
		message: 'Security Copilot had no compute units left for the prompt',
		advice:
			'Run the workflow again after the next full hour, or let the capacity owner add security compute units (SCU), which takes about 30 minutes to apply.',
	},
	evaluationNeedsClaims: {
		when: 'The evaluation completed with the result type needAdditionalClaims',
		message: 'A policy asks the user of {credential} to sign in again before Security Copilot may answer',
		advice:
			'Open {credential} and connect it again. If this comes back, ask your administrator which Conditional Access policy covers the data that the prompt needs.',
	},
	evaluationUnknownResult: {
		when: 'The evaluation completed with a result type that this node does not know',
		message: 'Security Copilot completed the prompt with a result that this node does not know',
		advice:
			'Open the session at {portal} to see it. Update this package: Microsoft may have added a result type.',
	},
	evaluationWithoutResult: {
		when: 'The evaluation completed, but holds no answer',
		message: 'Security Copilot completed the prompt without an answer',
		advice: 'Open the session at {portal}. Ask again only if there is no answer there either.',
	},
	evaluationCancelled: {
		when: 'The evaluation was cancelled in Security Copilot',
		message: 'The evaluation was cancelled in Security Copilot',
		advice: 'Somebody stopped it, or the service did. Ask again if you still need the answer.',
	},
	evaluationWaitingForInput: {
		when: 'The evaluation waits for input',
		message: 'Security Copilot waits for input that this API cannot give',
		advice:
			'Open the session at {portal} and answer there, then read it with Get Transcript. A prompt that says everything Security Copilot needs avoids the question.',
	},
	evaluationUnfinished: {
		when: 'The evaluation did not finish within Timeout',
		message: 'Security Copilot did not finish the prompt within {seconds} seconds',
		advice:
			'It goes on running: get the evaluation by its IDs later instead of asking again, which is paid again. Raise Timeout, or set On No Answer to Return State.',
	},
} as const satisfies Record<string, Entry>;

type Id = keyof typeof evaluationEntries;

/** Source: Microsoft Graph docs, "evaluationResult resource type"; compared without regard to case. */
const BY_RESULT: ReadonlyMap<string, Id> = new Map([
	['error', 'evaluationError'],
	['rejected', 'evaluationRejected'],
	['timedout', 'evaluationTimedOut'],
	['capacityexceeded', 'evaluationCapacityExceeded'],
	['needadditionalclaims', 'evaluationNeedsClaims'],
	['success', 'evaluationWithoutResult'],
	['', 'evaluationWithoutResult'],
]);

export function findEvaluation(failure: unknown): Finding | undefined {
	if (!isNamed(failure, 'EvaluationError')) return undefined;
	const { state, resultType, waitedSeconds } = failure;
	const seconds = Number.isFinite(waitedSeconds) ? String(Math.round(waitedSeconds ?? 0)) : undefined;
	return finding(evaluationEntries, evaluationId(lower(state), lower(resultType)), { seconds });
}

function evaluationId(state: string, resultType: string): Id {
	if (state === 'cancelled') return 'evaluationCancelled';
	if (state === 'waitingforinput') return 'evaluationWaitingForInput';
	if (state === 'completed') return BY_RESULT.get(resultType) ?? 'evaluationUnknownResult';
	return 'evaluationUnfinished';
}

function lower(value: unknown): string {
	return typeof value === 'string' ? value.toLowerCase() : '';
}
