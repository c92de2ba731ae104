import type { BatchSender, Sent } from './BatchSender';
import { ConnectionError, RetriesExhaustedError, UnconfirmedPostError, type Attempt } from './errors';
import { jsonOf, type HttpRequest, type HttpResponse } from './http';
import { PausedTooLongError, type RateLimiter } from './RateLimiter';
import { decide, pauseMs, type Replay, type RetryLimits } from './retryPolicy';
import type { Time } from './time';

/** What the requests of one run of a node share. */
export interface RetryOptions {
	time: Time;
	/** One per credential and execution. */
	limiter: RateLimiter;
	limits: RetryLimits;
	/** Ends all waits. */
	signal?: AbortSignal;
	/** From 0 to below 1, one for the whole run: it spreads runs, and keeps the parts of a batch together. */
	jitter: number;
}

/** Repeats a request, by the retry policy, until its result is final. */
export class RetrySender {
	constructor(
		private readonly batches: BatchSender,
		private readonly options: RetryOptions,
	) {}

	/**
	 * @returns the final answer, whatever its status
	 * @throws ConnectionError, RetriesExhaustedError, UnconfirmedPostError, SignInError, CancelledError
	 */
	async send(request: HttpRequest, replay: Replay): Promise<HttpResponse> {
		const { time, limiter, limits, signal, jitter } = this.options;
		let [sent, attempts, waitedMs] = [0, 0, 0];
		for (;;) {
			const { outcome, wasProbe } = await this.attempt(request, attempts, sent);
			sent += 1;
			const isThrottled = !(outcome instanceof ConnectionError) && outcome.status === 429;
			// While Graph serves other requests, a 429 is no failure of this one: it waits in the queue. A throttled probe is one.
			const counts = !isThrottled || attempts === 0 || wasProbe || limits.maxRetries === 0;
			if (counts) attempts += 1;
			const situation = { replay, outcome, attempt: attempts, waitedMs, limits, jitter, now: time.now() };
			if (isThrottled) limiter.pause(pauseMs(situation), outcome);
			if (!counts) continue;
			const decision = decide(situation);
			if (decision.action === 'deliver') return delivered(outcome);
			if (decision.action === 'giveUp') throw new RetriesExhaustedError(decision, request, sent, outcome);
			if (decision.action === 'lookUp') throw new UnconfirmedPostError(decision, request, outcome);
			waitedMs += decision.delayMs;
			// A throttled request waits in the queue.
			if (!isThrottled) await time.sleep(decision.delayMs, signal);
		}
	}

	/** A request that failed twice goes alone: the batch may be the cause. */
	private async attempt(
		request: HttpRequest,
		attempts: number,
		sent: number,
	): Promise<Sent & { outcome: Attempt }> {
		const maxPauseMs = this.options.limits.retryBudgetMs;
		const { outcome, wasProbe } = await this.batches
			.request(request, { maxPauseMs, alone: attempts >= 2 })
			.catch((error: unknown) => {
				if (!(error instanceof PausedTooLongError)) throw error;
				const retryAt = this.options.time.now() + error.leftMs;
				throw new RetriesExhaustedError({ why: 'budgetUsedUp', retryAt }, request, sent, error.refusal);
			});
		if (outcome instanceof ConnectionError) return { outcome, wasProbe };
		if (outcome instanceof Error) throw outcome;
		// Answers can be megabytes: they are parsed once.
		outcome.body ??= jsonOf(outcome);
		return { outcome, wasProbe };
	}
}

function delivered(outcome: Attempt): HttpResponse {
	if (outcome instanceof ConnectionError) throw outcome;
	return outcome;
}
