/**
 * Decides what follows an attempt. Pure, so that tests need no wait.
 *
 * Security Copilot has no idempotency key, and a replayed evaluation costs twice. So a request that creates something is
 * sent again only where it certainly had no effect.
 *
 * Source: Microsoft Graph docs, "Microsoft Graph error responses and resource types" and "throttling guidance"; RFC 9110,
 * section 9.2.2.
 */

import { ConnectionError, type Attempt } from './errors';
import { BODY_TOO_LARGE, isJsonObject, jsonOf, type HttpResponse } from './http';

/**
 * `safe`: a GET, and the PATCH of a `displayName`, which has the same result twice. `onlyIfRefused`: a POST that creates
 * a session, a prompt or an evaluation. It is sent again only where it was refused or not sent.
 */
export type Replay = 'safe' | 'onlyIfRefused';

export interface RetryLimits {
	/** Attempts after the first. */
	maxRetries: number;
	/**
	 * Longest time, in milliseconds, that a request waits between its attempts, and for which the queue may be paused while
	 * it is in there.
	 */
	retryBudgetMs: number;
}

export const DEFAULT_RETRY_LIMITS: Readonly<RetryLimits> = { maxRetries: 3, retryBudgetMs: 180_000 };

/** History of one request. */
export interface Situation {
	replay: Replay;
	/** Result of the latest attempt. */
	outcome: Attempt;
	/** Attempts made, the latest included. */
	attempt: number;
	/** Milliseconds waited between them. */
	waitedMs: number;
	limits: RetryLimits;
	/** From 0 to below 1. */
	jitter: number;
	/** Milliseconds since the epoch. */
	now: number;
}

export type Decision =
	/** The outcome is final. */
	| { action: 'deliver' }
	| { action: 'retry'; delayMs: number }
	/**
	 * A POST may have created something: it is looked for after the delay. `mayReplay`: the POST may be sent again where
	 * nothing is found.
	 */
	| { action: 'lookUp'; delayMs: number; mayReplay: boolean }
	/**
	 * Retries or time are used up. `retryAt`: what `Retry-After` asks for, in milliseconds since the epoch. `outcomeOpen`: a
	 * POST may have created something.
	 */
	| { action: 'giveUp'; why: 'retriesUsedUp' | 'budgetUsedUp'; retryAt?: number; outcomeOpen?: boolean };

/** Time until the list shows an object whose POST got no answer. */
const LOOK_UP_DELAY_MS = 2_000;

/** Decides what follows an attempt. Never throws. */
export function decide(situation: Situation): Decision {
	const verdict = judge(situation);
	if (verdict === 'final') return { action: 'deliver' };
	const { outcome, attempt, waitedMs, limits, now } = situation;
	const told = retryAfterOf(outcome, now);
	const retryAt = told === undefined ? {} : { retryAt: now + told };
	const delayMs = told ?? backoffMs(situation);
	const isOverBudget = delayMs > limits.retryBudgetMs - waitedMs;
	if (verdict === 'unknown') {
		if (told === undefined) return { action: 'lookUp', delayMs: LOOK_UP_DELAY_MS, mayReplay: false };
		if (isOverBudget) return { action: 'giveUp', why: 'budgetUsedUp', outcomeOpen: true, ...retryAt };
		// A 503 with `Retry-After` most likely refused the request. To be sure, the list is read before it is sent again.
		const mayReplay = (outcome as HttpResponse).status === 503 && attempt <= limits.maxRetries;
		return { action: 'lookUp', delayMs: Math.max(LOOK_UP_DELAY_MS, told), mayReplay };
	}
	if (attempt <= limits.maxRetries && !isOverBudget) return { action: 'retry', delayMs };
	// Of a read or a change: the unreadable success tells more than "retries used up".
	if (isResponse(outcome) && outcome.status < 300) return { action: 'deliver' };
	return {
		action: 'giveUp',
		why: attempt > limits.maxRetries ? 'retriesUsedUp' : 'budgetUsedUp',
		...retryAt,
	};
}

/** How long a 429 pauses all requests with the credential, in milliseconds. */
export function pauseMs(situation: Situation): number {
	return retryAfterOf(situation.outcome, situation.now) ?? backoffMs(situation);
}

/** Classifies an attempt. `unknown`: a POST may have created something. */
function judge({ replay, outcome, attempt }: Situation): 'final' | 'transient' | 'unknown' {
	const verdictIfSent = replay === 'safe' ? 'transient' : 'unknown';
	if (outcome instanceof ConnectionError) {
		if (!outcome.notSent) return verdictIfSent;
		const isForGood = CERTIFICATE_FAILURE.test(outcome.code) || HANDSHAKE_FAILURE.test(outcome.code);
		return isForGood ? 'final' : 'transient';
	}
	const { status } = outcome;
	if (status === 429) return 'transient';
	if (isTransient(status)) return verdictIfSent;
	if (status >= 200 && status <= 299) {
		if (isJsonObject(jsonOf(outcome))) return 'final';
		// A body that is too large is so next time, and after two attempts a broken body is delivered.
		return replay === 'safe' && (outcome.bodyProblem === BODY_TOO_LARGE || attempt > 1)
			? 'final'
			: verdictIfSent;
	}
	return replay === 'safe' || isRefusal(status) ? 'final' : 'unknown';
}

const TRANSIENT = new Set([408, 429, 500, 502, 503, 504, 509]);

/** Whether the same request may have another answer next time. */
export function isTransient(status: number): boolean {
	return TRANSIENT.has(status);
}

/** Whether a status says that nothing was created. An unknown status does not. */
function isRefusal(status: number): boolean {
	return (status >= 300 && status <= 499) || [501, 505, 507].includes(status);
}

/** A certificate that Node refuses, so that nothing is sent. Source: Node.js docs, "X509 certificate error codes". */
export const CERTIFICATE_FAILURE =
	/^(?:CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERROR_IN_|HOSTNAME_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|ERR_TLS_CERT_)/;

/** A server without TLS, or without a version of it that this client has. */
const HANDSHAKE_FAILURE = /^(?:ERR_TLS_|ERR_SSL_|EPROTO$)/;

const MIN_BACKOFF_MS = 1_000;
/** Graph's own SDKs wait 3 to 6 seconds after a 429 without `Retry-After`. */
const MIN_THROTTLED_MS = 5_000;
const BACKOFF_BASE_MS = 2_000;
const MAX_BACKOFF_MS = 60_000;

/** Exponential backoff with jitter. */
function backoffMs({ outcome, attempt, jitter }: Situation): number {
	const least = isResponse(outcome) && outcome.status === 429 ? MIN_THROTTLED_MS : MIN_BACKOFF_MS;
	return Math.min(MAX_BACKOFF_MS, Math.ceil(least + jitter * BACKOFF_BASE_MS * 2 ** (attempt - 1)));
}

/** Documented for 429 and 503; read on every failure, where it has the same meaning. */
function retryAfterOf(outcome: Attempt, now: number): number | undefined {
	if (!isResponse(outcome) || outcome.status < 300) return undefined;
	return retryAfterMs(outcome.headers['retry-after'], outcome.headers.date, now);
}

function isResponse(outcome: Attempt): outcome is HttpResponse {
	return !(outcome instanceof ConnectionError);
}

/** Shortest wait: 0 and a date in the past ask for another attempt, not for an immediate one. */
const MIN_WAIT_MS = 1_000;

/** A hundred years. Its sum with the present is a valid date. */
const MAX_WAIT_MS = 100 * 365 * 24 * 3_600_000;

/**
 * Reads a `Retry-After` header: seconds, or an HTTP date. A date is compared with the answer's own `Date`, because clocks
 * differ. Source: RFC 9110, section 10.2.3.
 *
 * @param date the `Date` header of the answer
 * @param now milliseconds since the epoch, used where there is no `Date`
 * @returns milliseconds to wait, from one second to a hundred years; undefined where the header cannot be read
 */
export function retryAfterMs(value = '', date = '', now: number): number | undefined {
	const text = value.trim();
	const seconds = /^\d+(\.\d+)?$/.test(text) ? Math.ceil(Number(text)) : Number.NaN;
	const untilMs = / GMT$/.test(text) ? Date.parse(text) - (Date.parse(date) || now) : Number.NaN;
	const waitMs = Number.isNaN(seconds) ? untilMs : seconds * 1_000;
	return Number.isNaN(waitMs) ? undefined : Math.min(MAX_WAIT_MS, Math.max(MIN_WAIT_MS, waitMs));
}
