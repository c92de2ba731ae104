import type { GraphEntity } from '../graph/entity';
import { UnexpectedAnswerError } from '../graph/errors';
import { identificationOf } from '../graph/identification';
import { byCreation, timestampMs } from '../graph/timestamp';

/** Why there is no answer although every request succeeded. */
export type NoAnswerReason =
	| 'timeout'
	| 'cancelled'
	| 'waitingForInput'
	/** Completed without a result, or with a success that holds no text. */
	| 'noResult'
	/** `result.type` of a completed evaluation, as Graph spells it. */
	| { resultType: string };

export type EvaluationOutcome =
	| { kind: 'running'; state: string }
	| { kind: 'answered'; state: string; resultType: string; answer: string }
	| { kind: 'noAnswer'; state: string; resultType: string | null; reason: NoAnswerReason; detail?: string };

/**
 * The outcome of an evaluation. Only a completed evaluation whose result is a success with a text is an answer. States
 * that are not documented may pass, so they count as running.
 *
 * Source: Microsoft Graph docs, resource types "evaluation" and "evaluationResult" (beta), their enumerations.
 *
 * @throws UnexpectedAnswerError when there is no state
 */
export function outcomeOf(evaluation: GraphEntity): EvaluationOutcome {
	const { state } = evaluation;
	if (typeof state !== 'string' || state === '') {
		throw new UnexpectedAnswerError('has no property "state"', identificationOf(evaluation));
	}
	const { resultType, content } = resultOf(evaluation);
	const withoutAnswer = (reason: NoAnswerReason) => ({
		kind: 'noAnswer' as const,
		state,
		resultType,
		reason,
	});
	switch (state.toLowerCase()) {
		case 'completed':
			if (resultType === null) return withoutAnswer('noResult');
			if (resultType.toLowerCase() !== 'success')
				return { ...withoutAnswer({ resultType }), ...(content && { detail: content }) };
			return content ? { kind: 'answered', state, resultType, answer: content } : withoutAnswer('noResult');
		case 'cancelled':
			return withoutAnswer('cancelled');
		case 'waitingforinput':
			return withoutAnswer('waitingForInput');
		default:
			return { kind: 'running', state };
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

/** Whether an evaluation has ended. One that waits for input has: this API cannot give any. */
export function hasEnded(evaluation: GraphEntity): boolean {
	return outcomeOf(evaluation).kind !== 'running';
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
	const kindOf = (evaluation: GraphEntity) => outcomeOf(evaluation).kind;
	return (
		oldestFirst.findLast((evaluation) => kindOf(evaluation) === 'answered') ??
		oldestFirst.find((evaluation) => kindOf(evaluation) === 'running') ??
		oldestFirst.findLast((evaluation) => endedAt(evaluation) >= askedMs)
	);
}

/** Milliseconds since the epoch, of an evaluation that has ended; negative where no date says so. */
function endedAt({ completedDateTime, lastModifiedDateTime }: GraphEntity): number {
	// Graph's "not yet" is a date in the year 1.
	return [completedDateTime, lastModifiedDateTime].map(timestampMs).find((date) => date > 0) ?? -1;
}
