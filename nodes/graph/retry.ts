import { BatchSender } from './batch';
import { GRAPH_VERSION } from './client';
import { ConnectionError, RetriesExhaustedError, UnconfirmedPostError } from './errors';
import type { HttpRequest, HttpResponse, SendHttpRequest } from './http';
import { PausedTooLongError, type RateLimiter } from './RateLimiter';
import { decide, pauseMs, type RetryLimits } from './retryPolicy';
import type { Time } from './time';

/** What the requests of one execution of a node share. */
export interface RetryOptions {
	time: Time;
	/** One per credential and execution. */
	limiter: RateLimiter;
	limits: RetryLimits;
	/** Ends all waits. */
	signal?: AbortSignal;
	/** From 0 to below 1, one for the whole execution: it spreads executions, and keeps the parts of a batch together. */
	jitter: number;
}

/**
 * The way of a request: equal reads in flight are shared, failures retried, requests sent by the rate limiter, many reads
 * in batches. Each attempt has an ID.
 *
 * @param baseUrl origin of Graph, without a slash at the end
 * @param sendNow the transport
 * @returns a function that throws ConnectionError, RetriesExhaustedError, UnconfirmedPostError, SignInError or
 * CancelledError, and returns any other answer, whatever its status
 */
export function graphSender(
	baseUrl: string,
	sendNow: SendHttpRequest,
	options: RetryOptions,
): SendHttpRequest {
	const batches = new BatchSender(`${baseUrl}/${GRAPH_VERSION}/`, options.limiter, sendNow, options.signal);
	const inFlight = new Map<string, Promise<HttpResponse>>();
	return async (request) => {
		if (request.method !== 'GET') return await sendWithRetries(request, batches, options);
		const key = `${request.url} ${request.headers.Prefer ?? ''}`;
		const answer =
			inFlight.get(key) ?? sendWithRetries(request, batches, options).finally(() => inFlight.delete(key));
		inFlight.set(key, answer);
		return await answer;
	};
}

/** Repeats a request, by the retry policy, until its result is final. */
async function sendWithRetries(
	request: HttpRequest,
	batches: BatchSender,
	{ time, limiter, limits, signal, jitter }: RetryOptions,
): Promise<HttpResponse> {
	const { method } = request;
	let [attempt, waitedMs] = [0, 0];
	for (let sent = 1; ; sent++) {
		// A request that failed twice goes alone: the batch may be the cause.
		const { outcome, wasProbe } = await batches.request(request, attempt >= 2, limits.retryBudgetMs);
		if (outcome instanceof PausedTooLongError) {
			const retryAt = time.now() + outcome.leftMs;
			throw new RetriesExhaustedError({ retryAt }, request, sent - 1, outcome.refusal);
		}
		const isAnswer = !(outcome instanceof Error);
		if (!isAnswer && !(outcome instanceof ConnectionError)) throw outcome;
		const isThrottled = isAnswer && outcome.status === 429;
		// The first 429 counts as an attempt, and that of a probe. Any other only says that the queue is paused.
		const counts = !isThrottled || attempt === 0 || wasProbe || limits.maxRetries === 0;
		if (counts) attempt += 1;
		const situation = { method, outcome, attempt, waitedMs, limits, jitter, now: time.now() };
		if (isThrottled) limiter.pause(pauseMs(situation), outcome);
		if (!counts) continue;
		const decision = decide(situation);
		if (decision.action === 'giveUp') throw new RetriesExhaustedError(decision, request, sent, outcome);
		if (decision.action === 'lookUp') throw new UnconfirmedPostError(decision, request, outcome);
		if (decision.action === 'deliver') {
			if (isAnswer) return outcome;
			throw outcome;
		}
		waitedMs += decision.delayMs;
		if (!isThrottled) await time.sleep(decision.delayMs, signal);
	}
}
