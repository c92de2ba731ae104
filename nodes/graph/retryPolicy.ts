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
import { BODY_TOO_LARGE, isJsonObject, type HttpRequest, type HttpResponse } from './http';

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
	/**
	 * A GET may be sent again, and a PATCH too: it has the same result twice. A POST creates a session, a prompt or an
	 * evaluation.
	 */
	method: HttpRequest['method'];
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
	 * A POST may have created something: it is looked for after the delay, or not at all where there is none, because the
	 * server asks to wait for longer. `mayReplay`: the POST may be sent again where nothing is found.
	 */
	| { action: 'lookUp'; delayMs?: number; mayReplay: boolean }
	/** Retries or time are used up. `retryAt`: what `Retry-After` asks for, in milliseconds since the epoch. */
	| { action: 'giveUp'; retryAt?: number };

/** Time until the list shows an object whose POST got no answer. */
const LOOK_UP_DELAY_MS = 2_000;

/** Decides what follows an attempt. Never throws. */
export function decide(situation: Situation): Decision {
	const verdict = judge(situation);
	if (verdict === 'final') return { action: 'deliver' };
	const { outcome, attempt, waitedMs, limits, now } = situation;
	const toldMs = retryAfterOf(outcome, now);
	const delayMs = toldMs ?? backoffMs(situation);
	const hasTime = delayMs <= limits.retryBudgetMs - waitedMs;
	const hasRetries = attempt <= limits.maxRetries;
	if (verdict === 'unknown') {
		if (toldMs === undefined) return { action: 'lookUp', delayMs: LOOK_UP_DELAY_MS, mayReplay: false };
		if (!hasTime) return { action: 'lookUp', delayMs: undefined, mayReplay: false };
		// A 503 with `Retry-After` most likely refused the request. To be sure, the list is read before it is sent again.
		const mayReplay = isAnswer(outcome) && outcome.status === 503 && hasRetries;
		return { action: 'lookUp', delayMs: Math.max(LOOK_UP_DELAY_MS, toldMs), mayReplay };
	}
	if (hasRetries && hasTime) return { action: 'retry', delayMs };
	// Of a read or a change: the unreadable success tells more than "retries used up".
	if (isAnswer(outcome) && outcome.status < 300) return { action: 'deliver' };
	return { action: 'giveUp', retryAt: toldMs === undefined ? undefined : now + toldMs };
}

/** How long a 429 pauses all requests with the credential, in milliseconds. */
export function pauseMs(situation: Situation): number {
	return retryAfterOf(situation.outcome, situation.now) ?? backoffMs(situation);
}

/** Classifies an attempt. `unknown`: a POST may have created something. */
function judge({ method, outcome, attempt }: Situation): 'final' | 'transient' | 'unknown' {
	const isPost = method === 'POST';
	const ifSent = isPost ? 'unknown' : 'transient';
	if (!isAnswer(outcome)) {
		if (outcome.notSent) return UNUSABLE_SERVER.test(outcome.code) ? 'final' : 'transient';
		return !isPost && outcome.code === BODY_TOO_LARGE ? 'final' : ifSent;
	}
	const { status, body } = outcome;
	if (status === 429) return 'transient';
	if (isTransient(status)) return ifSent;
	if (status >= 300) return !isPost || isRefusal(status) ? 'final' : 'unknown';
	// What cannot be read twice is delivered.
	return isJsonObject(body) || (!isPost && attempt > 1) ? 'final' : ifSent;
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

/**
 * Codes of a server that is the same next time: Node refuses its certificate, or it has no TLS, or none of a version that
 * this client has. Source: Node.js docs, "X509 certificate error codes".
 */
const UNUSABLE_SERVER =
	/^(?:CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERROR_IN_|HOSTNAME_|INVALID_|PATH_LENGTH_|ERR_TLS_|ERR_SSL_|EPROTO$)/;

const MIN_BACKOFF_MS = 1_000;
/** Graph's own SDKs wait 3 to 6 seconds after a 429 without `Retry-After`. */
const MIN_THROTTLED_MS = 5_000;
const BACKOFF_BASE_MS = 2_000;
const MAX_BACKOFF_MS = 60_000;

/** Exponential backoff with jitter. */
function backoffMs({ outcome, attempt, jitter }: Situation): number {
	const least = isAnswer(outcome) && outcome.status === 429 ? MIN_THROTTLED_MS : MIN_BACKOFF_MS;
	return Math.min(MAX_BACKOFF_MS, Math.ceil(least + jitter * BACKOFF_BASE_MS * 2 ** (attempt - 1)));
}

/** Documented for 429 and 503; read on every failure, where it has the same meaning. */
function retryAfterOf(outcome: Attempt, now: number): number | undefined {
	if (!isAnswer(outcome) || outcome.status < 300) return undefined;
	return retryAfterMs(outcome.headers['retry-after'], outcome.headers.date, now);
}

function isAnswer(outcome: Attempt): outcome is HttpResponse {
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
