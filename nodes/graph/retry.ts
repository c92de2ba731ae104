/**
 * The one retry policy: what to do after an attempt, and when. Pure, so that it can be tested without a wait; whoever
 * sends asks it and obeys.
 *
 * Security Copilot has no idempotency key, and a replayed evaluation runs and costs a second time. So the question is
 * never only "did it fail" but "can it have happened": what only reads may be repeated after any passing failure, what
 * creates only when the request certainly never arrived or was refused before work.
 *
 * Source: Microsoft Graph docs, "Microsoft Graph error responses and resource types" and "throttling guidance"; RFC 9110,
 * section 9.2.2.
 */

import { retryAfterMs, SHORTEST_WAIT_MS } from './retryAfter';

/**
 * How often a request may take effect. `safe`: a GET, a `$batch` of nothing but GETs, and the PATCH of a `displayName`,
 * which has the same result twice. `onlyIfRefused`: a POST that creates a session, a prompt or an evaluation.
 */
export type Replay = 'safe' | 'onlyIfRefused';

/** What an attempt came to. Cancelled attempts are not asked about: nothing follows them. */
export type Evidence =
	| {
			kind: 'answer';
			status: number;
			/** Names in lower case. */
			headers: Readonly<Record<string, string>>;
			/** Whether a success has the JSON body it should have. Not looked at for other statuses. */
			readable: boolean;
	  }
	| {
			kind: 'noAnswer';
			/** Node's error code, for example `ECONNRESET`. */
			code: string;
			/** Certain that no byte of the request reached the server. */
			notSent: boolean;
	  };

export interface RetryLimits {
	/** Attempts after the first. */
	maxRetries: number;
	/** Longest time that all waits of one request may take together, in milliseconds. */
	retryBudgetMs: number;
}

export const DEFAULT_RETRY_LIMITS: Readonly<RetryLimits> = { maxRetries: 3, retryBudgetMs: 180_000 };

/** One request so far. Nothing of it carries over to the next request or to another item. */
export interface Situation {
	replay: Replay;
	/** Of the latest attempt. */
	evidence: Evidence;
	/** Attempts made, the latest included: 1 after the first. */
	attempt: number;
	/** Milliseconds spent waiting, at a throttle gate too. */
	waitedMs: number;
	/** Successes without a readable body before the latest attempt. */
	unreadableBefore?: number;
	limits: RetryLimits;
	/** From 0 to below 1; spreads clients that failed together. */
	random: number;
	/** Milliseconds since the epoch. */
	now: number;
}

/** When Graph throttles: for how long from now on, in milliseconds, no request of this credential may be sent. */
interface Throttled {
	throttledForMs?: number;
}

export type Decision =
	/** Final: a success, a refusal for good, or a failure that would only repeat itself. */
	| { kind: 'deliver' }
	/** Send again after `delayMs`. */
	| ({ kind: 'retry'; delayMs: number } & Throttled)
	/**
	 * Whether the POST created something is open. Never replayed by itself: after `delayMs` list what it would have
	 * created. `mayReplay`: where the list shows nothing new, the request may be sent again as a further attempt.
	 */
	| { kind: 'look'; delayMs: number; mayReplay: boolean }
	/** `retryAt`, milliseconds since the epoch, is what the server asked for, if it did. */
	| ({ kind: 'giveUp'; why: 'retriesUsedUp'; retryAt?: number } & Throttled)
	/**
	 * The next wait is longer than what is left, so nobody waits at all. `outcomeOpen`: a POST may have created something,
	 * and the server is in no state to be asked.
	 */
	| ({ kind: 'giveUp'; why: 'budgetUsedUp'; retryAt?: number; outcomeOpen: boolean } & Throttled);

/** Decides what follows an attempt. Never throws, whatever the server sent. */
export function decide(situation: Situation): Decision {
	switch (verdict(situation)) {
		case 'final':
			return { kind: 'deliver' };
		case 'passing':
			return again(situation);
		case 'open':
			return look(situation);
	}
}

type Verdict = 'final' | 'passing' | 'open';

/** May we? */
function verdict({ replay, evidence, unreadableBefore = 0 }: Situation): Verdict {
	const ifItArrived = replay === 'safe' ? 'passing' : 'open';
	if (evidence.kind === 'noAnswer') {
		if (isTlsFailure(evidence)) return 'final';
		return evidence.notSent ? 'passing' : ifItArrived;
	}
	const { status, readable } = evidence;
	if (status >= 200 && status <= 299) {
		if (readable) return 'final';
		return replay === 'safe' && unreadableBefore > 0 ? 'final' : ifItArrived;
	}
	if (status === 429) return 'passing';
	if (replay === 'safe') return mayPass(status) ? 'passing' : 'final';
	return isRefusal(status) ? 'final' : 'open';
}

const PASSING = new Set([408, 429, 500, 502, 503, 504, 509]);

/** Whether the same request may be answered differently next time. 501, 505 and 507 are 5xx that will not be. */
export function mayPass(status: number): boolean {
	return PASSING.has(status);
}

/** Statuses that say that nothing was created; with any other, also with one nobody knows, that is open. */
function isRefusal(status: number): boolean {
	const isClientsFault = status >= 300 && status <= 499 && status !== 408;
	return isClientsFault || [501, 505, 507].includes(status);
}

/** Source: Node.js documentation, "X509 certificate error codes". */
const CERTIFICATE_CODE =
	/^(?:CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERROR_IN_|HOSTNAME_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|ERR_TLS_CERT_)/;

/** Failures of the handshake. The same codes may come later, and then the request has left. */
const TLS_CODE = /^(?:ERR_TLS_|ERR_SSL_|EPROTO$)/;

/** Whether the other side could not prove who it is, or speaks no TLS: it will be the same next time. */
function isTlsFailure({ code, notSent }: { code: string; notSent: boolean }): boolean {
	return CERTIFICATE_CODE.test(code) || (notSent && TLS_CODE.test(code));
}

/** Doubles with every attempt. */
const BACKOFF_BASE_MS = 2_000;

const LONGEST_BACKOFF_MS = 60_000;

/** Throttled without being told for how long. Graph's own SDKs begin with 3 to 6 seconds. */
export const SHORTEST_UNTOLD_THROTTLING_MS = 5_000;

/** Spreads requests that were all told to come back at the same moment. */
const SERVER_WAIT_JITTER_MS = 1_000;

/** Time for what a lost POST created to show up in its list. */
const LOOK_AFTER_MS = 2_000;

/** A wait: not shorter than `least`, and `spread` by chance. */
interface Wait {
	least: number;
	spread: number;
}

/** How long? Exactly what the server asks for, else exponential backoff with full jitter. */
function waitFor({ evidence, attempt, random, ...rest }: Situation): Wait {
	const told = serverWait({ evidence, ...rest });
	if (told !== undefined) return { least: told, spread: told + random * SERVER_WAIT_JITTER_MS };
	const least = isThrottling(evidence) ? SHORTEST_UNTOLD_THROTTLING_MS : SHORTEST_WAIT_MS;
	const ceiling = Math.min(LONGEST_BACKOFF_MS - least, BACKOFF_BASE_MS * 2 ** (attempt - 1));
	return { least, spread: least + random * ceiling };
}

/** Milliseconds the server asks for. Documented for 429 and 503; on another failure it can mean nothing else. */
export function serverWait({ evidence, now }: Pick<Situation, 'evidence' | 'now'>): number | undefined {
	if (evidence.kind === 'noAnswer' || (evidence.status >= 200 && evidence.status <= 299)) return undefined;
	const { 'retry-after': retryAfter, date } = evidence.headers;
	return retryAfterMs(retryAfter, { date, localMs: now });
}

/** Whether Graph asks all of a credential to wait. */
export const isThrottling = (evidence: Evidence): boolean =>
	evidence.kind === 'answer' && evidence.status === 429;

const budgetLeft = ({ limits, waitedMs }: Situation): number => Math.max(0, limits.retryBudgetMs - waitedMs);

function again(situation: Situation): Decision {
	const { evidence, attempt, limits, now } = situation;
	const { least, spread } = waitFor(situation);
	const throttled = (wait: number): Throttled => (isThrottling(evidence) ? { throttledForMs: wait } : {});
	const told = serverWait(situation);
	const retryAt = told === undefined ? {} : { retryAt: now + told };
	if (attempt > limits.maxRetries) {
		return { kind: 'giveUp', why: 'retriesUsedUp', ...retryAt, ...throttled(least) };
	}
	const left = budgetLeft(situation);
	if (least > left) {
		return { kind: 'giveUp', why: 'budgetUsedUp', outcomeOpen: false, ...retryAt, ...throttled(least) };
	}
	const delayMs = Math.min(Math.ceil(spread), left);
	return { kind: 'retry', delayMs, ...throttled(told === undefined ? delayMs : least) };
}

/** Looking has a small budget of its own; only a wait that the server asked for counts against the request's. */
function look(situation: Situation): Decision {
	const { evidence, attempt, limits, now } = situation;
	const told = serverWait(situation);
	if (told === undefined) return { kind: 'look', delayMs: LOOK_AFTER_MS, mayReplay: false };
	const left = budgetLeft(situation);
	if (told > left) return { kind: 'giveUp', why: 'budgetUsedUp', retryAt: now + told, outcomeOpen: true };
	const delayMs = Math.max(LOOK_AFTER_MS, Math.min(Math.ceil(waitFor(situation).spread), left));
	// A 503 that names a time most likely refused the request; "most likely" is not enough without looking.
	const isUnavailable = evidence.kind === 'answer' && evidence.status === 503;
	return { kind: 'look', delayMs, mayReplay: isUnavailable && attempt <= limits.maxRetries };
}
