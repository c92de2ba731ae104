import type { GraphEntity } from '../graph/entity';
import { UnexpectedAnswerError } from '../graph/errors';
import { identificationOf } from '../graph/identification';
import { byCreation } from '../graph/timestamp';
import type { NoAnswerReason } from './failures';

/** What an evaluation has come to. */
export type EvaluationOutcome =
	| { kind: 'running'; state: string }
	| { kind: 'answered'; state: string; resultType: string; answer: string }
	| { kind: 'noAnswer'; state: string; resultType: string | null; reason: NoAnswerReason; detail?: string };

/**
 * The state machine of an evaluation, for every caller. Only a completed evaluation whose result is a success is an
 * answer; states that nobody has described yet keep one waiting, for they may pass.
 *
 * Source: Microsoft Graph docs, resource types "evaluation" and "evaluationResult" (beta), their enumerations.
 *
 * @throws UnexpectedAnswerError when there is no state at all
 */
export function outcomeOf(evaluation: GraphEntity): EvaluationOutcome {
	const { state } = evaluation;
	if (typeof state !== 'string' || state === '') {
		throw new UnexpectedAnswerError('has no property "state"', identificationOf(evaluation));
	}
	const result = readResult(evaluation.result);
	switch (state.toLowerCase()) {
		case 'completed':
			return completed(state, result);
		case 'cancelled':
			return { kind: 'noAnswer', state, resultType: result?.type ?? null, reason: 'cancelled' };
		case 'waitingforinput':
			return { kind: 'noAnswer', state, resultType: result?.type ?? null, reason: 'waitingForInput' };
		default:
			return { kind: 'running', state };
	}
}

interface Result {
	type: string;
	content: string | null;
}

function readResult(result: unknown): Result | undefined {
	if (typeof result !== 'object' || result === null) return undefined;
	const { type, content } = result as { type?: unknown; content?: unknown };
	return {
		type: typeof type === 'string' && type !== '' ? type : 'unknown',
		content: typeof content === 'string' ? content : null,
	};
}

function completed(state: string, result: Result | undefined): EvaluationOutcome {
	if (!result) return { kind: 'noAnswer', state, resultType: null, reason: 'noResult' };
	const { type: resultType, content } = result;
	if (resultType.toLowerCase() === 'success') {
		if (content === null) return { kind: 'noAnswer', state, resultType, reason: 'noResult' };
		return { kind: 'answered', state, resultType, answer: content };
	}
	return { kind: 'noAnswer', state, resultType, reason: { resultType }, ...(content && { detail: content }) };
}

/** Whether an evaluation has ended, well or not. One that waits for input counts: this API cannot give any. */
export function hasEnded(evaluation: GraphEntity): boolean {
	return outcomeOf(evaluation).kind !== 'running';
}

/**
 * The evaluation that makes a new one unnecessary: the newest answer, else the oldest that still runs, so that
 * everybody who waits waits for the same one. Whoever came while one was running shares its fate: when that one ended
 * without an answer, to be told so is what waiting for it would have brought.
 *
 * @param askedMs when the answer was asked for, by the server's clock, in milliseconds since the epoch
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
	const dates = [completedDateTime, lastModifiedDateTime].map((date) => Date.parse(String(date)));
	// Graph's "not yet" is a date in the year 1.
	return dates.find((date) => date > 0) ?? -1;
}
