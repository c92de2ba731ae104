import {
	AnswerDataError,
	CancelledWhileEvaluatingError,
	NoAnswerError,
	OutcomeUnknownError,
} from '../../copilot/failures';
import { CancelledError } from '../../graph/time';
import { finding, type Entry, type Finding } from '../entry';
import { graphEntries } from './graph';

const LOOK_FIRST = 'Do not run it again before you have looked in Security Copilot ({portal})';
const NOT_SENT_AGAIN = 'n8n did not send it again, so that nothing is created twice.';

/** Evaluations without an answer, and runs that ended before their outcome was known. None is run again by itself. */
export const evaluationEntries = {
	evaluationError: {
		when: 'The evaluation completed with the result type error',
		message: 'Security Copilot could not answer the prompt',
		again: 'Asking the same again costs again and may end the same way',
		advice:
			'Open the session at {portal} to see what went wrong. A long session or prompt, or a plugin without access, are common causes. Ask in a new session, or with a shorter prompt.',
	},
	evaluationRejected: {
		when: 'The evaluation completed with the result type rejected',
		message: 'Security Copilot declined to answer the prompt',
		again: 'Do not ask the same again: it is declined again',
		advice: 'Reword the prompt: it may fall under responsible-AI rules or lie outside security topics.',
	},
	evaluationTimedOut: {
		when: 'The evaluation completed with the result type timedOut',
		message: 'Security Copilot used up its own time for the prompt',
		again: 'Ask for less at once',
		advice:
			'Ask for a shorter time range or fewer entities, or several prompts one after another (Follow-Ups).',
	},
	evaluationNeedsClaims: {
		when: 'The evaluation completed with the result type needAdditionalClaims',
		message: 'A policy asks the user of {credential} to sign in again before Security Copilot may answer',
		again: 'Do not ask again before that',
		advice:
			'Open {credential} and connect it again. If this comes back, ask your administrator which Conditional Access policy covers the data that the prompt needs.',
	},
	evaluationUnknownResult: {
		when: 'The evaluation completed with a result type that this node does not know',
		message: 'Security Copilot completed the prompt with the result {result}, which this node does not know',
		advice:
			'Open the session at {portal} to see it. Update this package: Microsoft may have added a result type.',
	},
	evaluationWithoutResult: {
		when: 'The evaluation completed, but holds no answer',
		message: 'Security Copilot completed the prompt without an answer',
		again: 'Look into the session before you ask again, which costs again',
		advice: 'Open the session at {portal}. Ask again only if there is no answer there either.',
	},
	evaluationCancelled: {
		when: 'The evaluation was cancelled in Security Copilot',
		message: 'The evaluation was cancelled in Security Copilot',
		again: 'Ask again if you still need the answer',
		advice: 'Somebody stopped it, or the service did. Open the session at {portal} to see more.',
	},
	evaluationWaitingForInput: {
		when: 'The evaluation waits for input',
		message: 'Security Copilot waits for input that this API cannot give',
		again: 'Do not wait for it',
		advice:
			'Open the session at {portal} and answer there, then read it with Get Transcript. A prompt that says everything Security Copilot needs avoids the question.',
	},
	evaluationUnfinished: {
		when: 'The evaluation did not finish within Timeout',
		message: 'Security Copilot did not finish the prompt within {seconds} seconds',
		again: 'Do not ask again: it goes on running, and its answer can be read later with Evaluation Get',
		advice: 'Raise Timeout, or set On No Answer to Return State. Asking again is paid again.',
	},
	answerNotData: {
		when: 'Answer As is Data, and the answer does not fit the attributes',
		message: 'Security Copilot has answered, but not as the data that it was asked for: {reason}',
		again: 'Asking the same again costs again; the answer can be read with Evaluation Get',
		advice:
			'Say in the description of the attribute what it means, give its allowed values, or make it optional. With On No Answer set to Return State, the item goes on with the answer as text.',
	},
	outcomeUnknown: {
		when: 'No usable answer to creating a session or a prompt',
		message: 'n8n does not know whether Security Copilot created the {what}',
		again: LOOK_FIRST,
		advice: NOT_SENT_AGAIN,
	},
	evaluationOutcomeUnknown: {
		when: 'No usable answer to creating an evaluation',
		message: 'n8n does not know whether Security Copilot started the evaluation',
		again: LOOK_FIRST,
		advice: `${NOT_SENT_AGAIN} An evaluation may be running, and a second one is paid too. Evaluation Get Many lists those of a prompt.`,
	},
	cancelled: {
		when: 'The execution was cancelled',
		message: 'The execution was cancelled before n8n could {operation}',
		advice: 'Nothing more was sent. Run the workflow again when you want the result.',
	},
	cancelledWhileEvaluating: {
		when: 'The execution was cancelled after an evaluation may have started',
		message: 'The execution was cancelled while Security Copilot was at work',
		again: 'Do not ask again before you have looked: the answer may be in the session',
		advice:
			'An evaluation may be running and using compute units: the API cannot cancel it. Open the session at {portal}.',
	},
} as const satisfies Record<string, Entry>;

type Id = keyof typeof evaluationEntries;

/** Source: Microsoft Graph docs, "evaluationResult resource type"; compared without regard to case. */
const BY_RESULT: ReadonlyMap<string, Id> = new Map([
	['error', 'evaluationError'],
	['rejected', 'evaluationRejected'],
	['timedout', 'evaluationTimedOut'],
	['needadditionalclaims', 'evaluationNeedsClaims'],
]);

const BY_REASON = {
	timeout: 'evaluationUnfinished',
	cancelled: 'evaluationCancelled',
	waitingForInput: 'evaluationWaitingForInput',
	noResult: 'evaluationWithoutResult',
} as const satisfies Record<string, Id>;

/** Finds the entry of an evaluation without an answer, a POST of unknown outcome, or a cancelled execution. */
export function findEvaluation(failure: unknown): Finding | undefined {
	if (failure instanceof OutcomeUnknownError) {
		const { what } = failure;
		return finding(evaluationEntries, what === 'evaluation' ? 'evaluationOutcomeUnknown' : 'outcomeUnknown', {
			what,
		});
	}
	if (failure instanceof CancelledError) {
		const mayRun = failure instanceof CancelledWhileEvaluatingError;
		return finding(evaluationEntries, mayRun ? 'cancelledWhileEvaluating' : 'cancelled');
	}
	if (failure instanceof AnswerDataError) {
		return finding(evaluationEntries, 'answerNotData', {
			reason: failure.problem.charAt(0).toLowerCase() + failure.problem.slice(1),
		});
	}
	if (!(failure instanceof NoAnswerError)) return undefined;
	const { reason, told } = failure;
	if (typeof reason === 'string') {
		const { waitedSeconds } = told;
		const seconds = waitedSeconds === undefined ? undefined : String(Math.round(waitedSeconds));
		return finding(evaluationEntries, BY_REASON[reason], { seconds });
	}
	const type = reason.resultType.toLowerCase();
	if (type === 'capacityexceeded') return finding(graphEntries, 'evaluationCapacityExceeded');
	return finding(evaluationEntries, BY_RESULT.get(type) ?? 'evaluationUnknownResult', {
		result: reason.resultType,
	});
}
