import {
	ConnectionError,
	RetriesExhaustedError,
	GraphResponseError,
	SignInError,
	UnexpectedAnswerError,
} from '../graph/errors';
import { BODY_TOO_LARGE } from '../graph/http';

/** How long something that this run created may be unknown to the service. */
const REPLICATION_MS = 10_000;

/** Looks without a usable answer, one after another, before the evaluation counts as out of reach. */
const MAX_LOST_LOOKS = 3;

/** What a failed look stands for. */
export interface FailedLook {
	error: Error;
	/** Age of the evaluation, in milliseconds. */
	ageMs: number;
	/** Lost looks one after another before this one. */
	lostLooks: number;
	/** When the wait ends, in milliseconds since the epoch. */
	endMs: number;
}

export type AfterFailedLook =
	/** `isLost` counts against the evaluation. `notBefore`, milliseconds since the epoch, is what the server asked for. */
	| { kind: 'lookAgain'; isLost: boolean; notBefore?: number }
	/** Nothing is wrong with the evaluation, but the server wants no look before the wait is over. */
	| { kind: 'end' }
	| { kind: 'giveUp' };

/**
 * Decides whether a failed look ends the wait. What it waits for is paid, so a passing failure never does, as long as
 * there is time for another look: what the client has given up is throttling, a server in trouble or a broken
 * connection. The same holds for a body that broke on the way and for a token endpoint that cannot be reached. An
 * evaluation that cannot be found or read may be so for a moment.
 */
export function afterFailedLook({ error, ageMs, lostLooks, endMs }: FailedLook): AfterFailedLook {
	if (error instanceof RetriesExhaustedError) {
		const { retryAt } = error;
		if (retryAt === undefined) return { kind: 'lookAgain', isLost: false };
		return retryAt > endMs ? { kind: 'end' } : { kind: 'lookAgain', isLost: false, notBefore: retryAt };
	}
	if (isBroken(error)) return { kind: 'lookAgain', isLost: false };
	const isMissing = error instanceof GraphResponseError && error.status === 404;
	if (isMissing && ageMs <= REPLICATION_MS) return { kind: 'lookAgain', isLost: false };
	const isWithdrawn = error instanceof GraphResponseError && error.status === 403;
	const mayPass = isMissing || isWithdrawn || error instanceof UnexpectedAnswerError;
	return mayPass && lostLooks < MAX_LOST_LOOKS ? { kind: 'lookAgain', isLost: true } : { kind: 'giveUp' };
}

/** What never left failed at the other side's certificate, and what is too large comes again as large. */
function isBroken(error: Error): boolean {
	if (error instanceof ConnectionError) return !error.notSent && error.code !== BODY_TOO_LARGE;
	return error instanceof SignInError && error.reason === 'unreachable';
}
