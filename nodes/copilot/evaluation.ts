import { type GraphEntity, type Identification, identificationOf } from '../graph/entity';
import { UnexpectedAnswerError } from '../graph/errors';
import type { EvaluationKey } from '../graph/paths';
import { byCreation, timestampMs } from '../graph/timestamp';

/** Why there is no answer although every request succeeded. */
export type NoAnswerReason =
	/** The evaluation has not ended. */
	| 'timeout'
	| 'cancelled'
	| 'waitingForInput'
	/** Completed without a result, or with a success that holds no text. */
	| 'noResult'
	/** `result.type` of a completed evaluation, as Graph spells it. */
	| { resultType: string };

/** What an evaluation has come to so far. */
export interface Outcome {
	state: string;
	/** Null while it runs, and without a result. */
	resultType: string | null;
	/** Markdown; null when there is none. */
	answer: string | null;
	/** Present where there is no answer. */
	noAnswerReason?: NoAnswerReason;
	/** The text of a failed evaluation. */
	noAnswerDetail?: string;
}

/** An evaluation as a workflow gets it. */
export interface Answer extends EvaluationKey, Outcome {
	/** The question, where it is known. */
	prompt?: string;
	createdDateTime: string | null;
	completedDateTime: string | null;
	/** Whether the answer, or the evaluation that was waited for, was there before. Then nothing was paid. */
	reused: boolean;
	/** Of the answer of Graph that held the evaluation. */
	identification?: Identification;
}

/** @param reused whether the evaluation was there before. @throws UnexpectedAnswerError when there is no state */
export function toAnswer(key: EvaluationKey, evaluation: GraphEntity, reused: boolean): Answer {
	const { createdDateTime, completedDateTime } = evaluation;
	const identification = identificationOf(evaluation);
	return {
		...key,
		...outcomeOf(evaluation),
		createdDateTime: dateOf(createdDateTime),
		completedDateTime: dateOf(completedDateTime),
		reused,
		...(identification && { identification }),
	};
}

/** Graph's "not yet" is a date in the year 1. */
function dateOf(value: unknown): string | null {
	return typeof value === 'string' && !value.startsWith('0001-') ? value : null;
}

/**
 * The outcome of an evaluation. Only a completed evaluation whose result is a success with a text is an answer. States
 * that are not documented may pass, so they count as running. One that waits for input has ended: this API cannot give any.
 *
 * Source: Microsoft Graph docs, resource types "evaluation" and "evaluationResult" (beta), their enumerations.
 *
 * @throws UnexpectedAnswerError when there is no state
 */
export function outcomeOf(evaluation: GraphEntity): Outcome {
	const { state } = evaluation;
	if (typeof state !== 'string' || state === '') {
		throw new UnexpectedAnswerError('has no property "state"', identificationOf(evaluation));
	}
	const { resultType, content } = resultOf(evaluation);
	const without = (noAnswerReason: NoAnswerReason) => ({ state, resultType, answer: null, noAnswerReason });
	switch (state.toLowerCase()) {
		case 'completed':
			if (resultType === null) return without('noResult');
			if (resultType.toLowerCase() !== 'success')
				return { ...without({ resultType }), ...(content && { noAnswerDetail: content }) };
			return content ? { state, resultType, answer: content } : without('noResult');
		case 'cancelled':
			return without('cancelled');
		case 'waitingforinput':
			return without('waitingForInput');
		default:
			return { ...without('timeout'), resultType: null };
	}
}

/** White space, control and format characters show nothing. */
const BLANK = /^[\s\p{Cc}\p{Cf}]*$/u;

/** Type and text of the result; null without a result, and an empty text where there is nothing to see. */
function resultOf({ result }: GraphEntity): { resultType: string | null; content: string } {
	if (typeof result !== 'object' || result === null) return { resultType: null, content: '' };
	const { type, content } = result as { type?: unknown; content?: unknown };
	return {
		resultType: typeof type === 'string' && type !== '' ? type : 'unknown',
		content: typeof content === 'string' && !BLANK.test(content) ? content : '',
	};
}

/** Whether an evaluation may still get an answer. @throws UnexpectedAnswerError when there is no state */
export function isRunning(evaluation: GraphEntity): boolean {
	return outcomeOf(evaluation).noAnswerReason === 'timeout';
}

/** Whether an evaluation has an answer. @throws UnexpectedAnswerError when there is no state */
export function isAnswered(evaluation: GraphEntity): boolean {
	return outcomeOf(evaluation).answer !== null;
}

/**
 * The evaluation that makes a new one unnecessary. In this order: the newest with an answer; the oldest that runs; the
 * newest that ended without an answer after the question came, because a caller that arrives while an evaluation runs
 * gets its result.
 *
 * @param askedMs when the question came, by the server's clock, in milliseconds since the epoch
 */
export function findUsable(evaluations: readonly GraphEntity[], askedMs: number): GraphEntity | undefined {
	const oldestFirst = [...evaluations].sort(byCreation);
	return (
		oldestFirst.findLast(isAnswered) ??
		oldestFirst.find(isRunning) ??
		oldestFirst.findLast((evaluation) => endedAt(evaluation) >= askedMs)
	);
}

/** Milliseconds since the epoch, of an evaluation that has ended; negative where no date says so. */
function endedAt({ completedDateTime, lastModifiedDateTime }: GraphEntity): number {
	// Graph's "not yet" is a date in the year 1.
	return [completedDateTime, lastModifiedDateTime].map(timestampMs).find((date) => date > 0) ?? -1;
}
