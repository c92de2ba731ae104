import type { Identification } from '../graph/entity';
import type { EvaluationKey } from '../graph/paths';
import { CancelledError } from '../graph/time';
import type { Answer, NoAnswerReason } from './evaluation';

/** IDs of what exists, created or found. What is paid for can be picked up with them. */
export type KnownIds = Partial<EvaluationKey>;

/** What a POST creates. */
export type Created = 'session' | 'prompt' | 'evaluation';

/** A POST may have created something, and no list shows whether it has. It is not sent again after that. */
export class OutcomeUnknownError extends Error {
	override readonly name = 'OutcomeUnknownError';

	constructor(
		readonly what: Created,
		/** What happened to the POST. */
		override readonly cause: unknown,
	) {
		super(`It is unknown whether the ${what} was created`);
	}
}

/** The evaluation ended, or the wait for it did, without an answer. */
export class NoAnswerError extends Error {
	override readonly name = 'NoAnswerError';

	constructor(
		readonly reason: NoAnswerReason,
		/** Last state that was seen. */
		readonly state: string,
		readonly ids: KnownIds,
		readonly told: {
			/** The text of the evaluation, where it has one. */
			detail?: string;
			/** The timeout of the wait, in seconds. */
			waitedSeconds?: number;
			/** Of the last response of Graph that held the evaluation. */
			identification?: Identification;
		} = {},
	) {
		super(`No answer: ${typeof reason === 'string' ? reason : reason.resultType}`);
	}
}

/** The answer does not hold the data that was asked for. */
export class AnswerDataError extends Error {
	override readonly name = 'AnswerDataError';

	/** @param problem a sentence without a full stop; never holds text of the answer */
	constructor(readonly problem: string) {
		super(problem);
	}
}

/** A step failed, or was cancelled, after others succeeded. Carries what exists, so that nothing paid for is lost. */
export class PartialResultError extends Error {
	override readonly name = 'PartialResultError';

	constructor(
		override readonly cause: unknown,
		readonly ids: KnownIds,
		/** Answers to the prompts before, in their order. */
		readonly answers: readonly Answer[] = [],
	) {
		super(cause instanceof Error ? cause.message : 'A step failed');
	}
}

/** Cancelled after the POST of an evaluation was begun: it may run, and nobody can stop it. */
export class CancelledWhileEvaluatingError extends CancelledError {}
