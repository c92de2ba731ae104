import type { Identification } from '../graph/identification';

/**
 * Failures that have no class below this room. They are told by their `name`, as errors are, so that the rooms that
 * raise them need not know the doctor: a class with these members is one of them.
 */

/** Gave up after repeating a request, or because the wait that was asked for is longer than what is left. */
export interface GaveUpFailure {
	readonly name: 'RetriesExhaustedError';
	/** The last failure; absent where nothing was sent. */
	readonly cause?: unknown;
	/** Number of requests that were sent. */
	readonly tries?: number;
	/** When the server wants to be asked again: a Date, an HTTP or ISO date, or milliseconds since the epoch. */
	readonly retryAt?: Date | string | number;
}

/** A POST whose outcome is unknown: it may have created something. */
export interface OutcomeUnknownFailure {
	readonly name: 'OutcomeUnknownError';
	/** Which of the three the POST would have created. */
	readonly what: 'session' | 'prompt' | 'evaluation';
	/** What ended the request, or the search for its result. */
	readonly cause?: unknown;
}

/** An evaluation that gave no answer. */
export interface EvaluationFailure {
	readonly name: 'EvaluationError';
	/** `evaluation.state` as Graph sent it. */
	readonly state?: string;
	/** `evaluation.result.type` as Graph sent it. */
	readonly resultType?: string;
	/** `evaluation.result.content`: Security Copilot's own words about the failure, if any. */
	readonly content?: string | null;
	/** How long the caller waited. */
	readonly waitedSeconds?: number;
	/** Of the answer of Graph that the evaluation was last seen in. */
	readonly identification?: Identification;
}

/** The execution was cancelled. */
export interface CancelledFailure {
	readonly name: 'CancelledError';
	/** An evaluation was asked for before: it may be running. */
	readonly evaluationMayRun?: boolean;
}

/** A parameter of the node that cannot be meant; raised before anything is sent. */
export interface InvalidParameterFailure {
	readonly name: 'InvalidParameterError';
	readonly parameter: string;
	/** Completes "The parameter …". */
	readonly reason: string;
	readonly advice?: string;
}

export type NamedFailure =
	GaveUpFailure | OutcomeUnknownFailure | EvaluationFailure | CancelledFailure | InvalidParameterFailure;

/** Whether a value calls itself a failure of this name. Its members may still be anything. */
export function isNamed<Name extends NamedFailure['name']>(
	failure: unknown,
	name: Name,
): failure is Extract<NamedFailure, { name: Name }> {
	return typeof failure === 'object' && failure !== null && (failure as { name?: unknown }).name === name;
}
