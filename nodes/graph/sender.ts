import { BatchSender } from './BatchSender';
import { GRAPH_VERSION, type GraphSender } from './client';
import { ConnectionError, RetriesExhaustedError, UnconfirmedPostError } from './errors';
import { jsonOf, type HttpRequest, type HttpResponse, type SendHttpRequest } from './http';
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
 * @param send the transport
 */
export function graphSender(baseUrl: string, send: SendHttpRequest, options: RetryOptions): GraphSender {
	const batches = new BatchSender(`${baseUrl}/${GRAPH_VERSION}/`, options.limiter, send, options.signal);
	const inFlight = new Map<string, Promise<HttpResponse>>();
	return {
		async send(request) {
			if (request.method !== 'GET') return await sendWithRetries(request, batches, options);
			const key = `${request.url} ${request.headers.Prefer ?? ''}`;
			const answer =
				inFlight.get(key) ?? sendWithRetries(request, batches, options).finally(() => inFlight.delete(key));
			inFlight.set(key, answer);
			return await answer;
		},
	};
}

/**
 * Repeats a request, by the retry policy, until its result is final.
 *
 * @returns the final answer, whatever its status
 * @throws ConnectionError, RetriesExhaustedError, UnconfirmedPostError, SignInError, CancelledError
 */
async function sendWithRetries(
	request: HttpRequest,
	batches: BatchSender,
	{ time, limiter, limits, signal, jitter }: RetryOptions,
): Promise<HttpResponse> {
	const replay = request.method === 'POST' ? 'onlyIfRefused' : 'safe';
	let [attempt, waitedMs] = [0, 0];
	for (let sent = 1; ; sent++) {
		// A request that failed twice goes alone: the batch may be the cause.
		const { outcome, wasProbe } = await batches
			.request(request, attempt >= 2, limits.retryBudgetMs)
			.catch((error: unknown) => {
				if (!(error instanceof PausedTooLongError)) throw error;
				const retryAt = time.now() + error.leftMs;
				throw new RetriesExhaustedError({ why: 'budgetUsedUp', retryAt }, request, sent - 1, error.refusal);
			});
		const isAnswer = !(outcome instanceof Error);
		if (!isAnswer && !(outcome instanceof ConnectionError)) throw outcome;
		// Answers can be megabytes: they are parsed once.
		if (isAnswer) outcome.body ??= jsonOf(outcome);
		const isThrottled = isAnswer && outcome.status === 429;
		// The first 429 counts as an attempt, and that of a probe. Any other only says that the queue is paused.
		const counts = !isThrottled || attempt === 0 || wasProbe || limits.maxRetries === 0;
		if (counts) attempt += 1;
		const situation = { replay, outcome, attempt, waitedMs, limits, jitter, now: time.now() } as const;
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
