import type { Identification } from '../graph/identification';
import { CancelledError } from '../graph/time';
import type { Answer } from './answer';
import type { KnownIds } from './keys';

/** Which of the three things that a POST creates. */
export type Created = 'session' | 'prompt' | 'evaluation';

/** A POST may or may not have created something, and looking did not settle it. Nothing was sent twice. */
export class OutcomeUnknownError extends Error {
	override readonly name = 'OutcomeUnknownError';

	constructor(
		readonly what: Created,
		/** How many things were found that it could be. */
		readonly candidates: number,
		/** What happened to the POST. */
		override readonly cause: unknown,
	) {
		super(`It is unknown whether the ${what} was created`);
	}
}

/** Why there is no answer although nothing went wrong on the way. */
export type NoAnswerReason =
	| 'timeout'
	| 'cancelled'
	| 'waitingForInput'
	| 'noResult'
	/** `result.type` of a completed evaluation, as Graph spells it. */
	| { resultType: string };

/** The evaluation ended, or the wait for it did, without an answer. */
export class NoAnswerError extends Error {
	override readonly name = 'NoAnswerError';

	constructor(
		readonly reason: NoAnswerReason,
		/** Last state that was seen. */
		readonly state: string,
		readonly ids: KnownIds,
		readonly told: {
			/** What the evaluation says about it, where it says something. */
			detail?: string;
			/** How long the caller was willing to wait, in seconds. */
			waitedSeconds?: number;
			/** Of the answer of Graph that the evaluation was last seen in. */
			identification?: Identification;
		} = {},
	) {
		super(`No answer: ${typeof reason === 'string' ? reason : reason.resultType}`);
	}
}

/** Something failed half way. Carries what exists already, so that nothing paid for is lost. */
export class PartialResultError extends Error {
	override readonly name = 'PartialResultError';

	constructor(
		override readonly cause: unknown,
		readonly ids: KnownIds,
		/** Answers to the prompts before, in their order. */
		readonly answers: readonly Answer[] = [],
	) {
		super(cause instanceof Error ? cause.message : 'The run failed half way');
	}
}

/** The execution was cancelled half way. Carries what exists already, and what may go on without it. */
export class CancelledWithPartialResultError extends CancelledError {
	constructor(
		readonly ids: KnownIds,
		/** An evaluation was asked for: it may run, and nobody can stop it. */
		readonly evaluationMayRun: boolean,
		/** Answers to the prompts before, in their order. */
		readonly answers: readonly Answer[] = [],
	) {
		super();
	}
}
