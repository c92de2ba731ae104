import { HeldTooLongError, type Standing } from './Dispatcher';
import {
	ConnectionError,
	RetriesExhaustedError,
	UnconfirmedPostError,
	readErrorDetails,
	type Attempt,
} from './errors';
import { BODY_TOO_LARGE, jsonOf, type HttpRequest, type HttpResponse } from './http';
import { Progress } from './Progress';
import { decide, type Decision, type Evidence, type Replay, type RetryLimits } from './retry';
import type { ThrottleGate } from './throttleGate';
import type { Time } from './time';

/** What the requests of a run of a node share. */
export interface Patience {
	time: Time;
	/** One per credential within an execution. */
	gate: ThrottleGate;
	limits: RetryLimits;
	/** Ends all waits. */
	signal?: AbortSignal;
	/** From 0 to below 1. */
	random: () => number;
}

/**
 * Sends, and does what the retry policy says until there is a result to hand on. Everything goes through it once, so
 * that the limits of a request hold for all that was tried for it, in batches or alone.
 */
export class RetryingSender {
	/**
	 * Parts of a batch that failed as a whole have one outcome, and by that one chance: they come again together, and
	 * travel as one batch once more.
	 */
	private readonly chances = new WeakMap<object, number>();

	constructor(
		private readonly sendOnce: (request: HttpRequest, standing: Standing) => Promise<HttpResponse>,
		private readonly patience: Patience,
	) {}

	/**
	 * @param replay whether the request may take effect twice
	 * @returns the final answer, whatever its status
	 * @throws ConnectionError when there is finally none; RetriesExhaustedError when retries or time are used up;
	 * UnconfirmedPostError when something may have been created; SignInError; CancelledError
	 */
	async send(request: HttpRequest, replay: Replay): Promise<HttpResponse> {
		const { time, gate, limits, signal } = this.patience;
		const progress = new Progress(gate, limits);
		for (;;) {
			const outcome = await this.attempt(request, progress);
			const evidence = evidenceOf(outcome, replay);
			progress.count(evidence, time.now());
			const decision = decide({
				replay,
				evidence,
				attempt: progress.attempts,
				waitedMs: progress.waitedMs + progress.heldMs,
				unreadableBefore: progress.unreadable,
				limits,
				random: this.chanceOf(outcome),
				now: time.now(),
			});
			const isUnreadable = evidence.kind === 'answer' && !evidence.readable && evidence.status < 300;
			if (isUnreadable) progress.unreadable += 1;
			this.closeGate(decision, outcome, progress);
			if (decision.kind === 'deliver') return delivered(outcome);
			if (decision.kind === 'giveUp') {
				// An answer that went well and cannot be read says more than that it was asked for often enough.
				if (isUnreadable && replay === 'safe') return delivered(outcome);
				throw new RetriesExhaustedError(decision, request, progress.tries, outcome);
			}
			if (decision.kind === 'look') throw new UnconfirmedPostError(decision, request, outcome);
			// Whoever is throttled waits for the gate with all others, so that his turn is not lost to them.
			if (decision.throttledForMs !== undefined) continue;
			await time.sleep(decision.delayMs, signal);
			progress.waitedMs += decision.delayMs;
		}
	}

	/** Sends once, when its turn has come and the gate is open. */
	private async attempt(request: HttpRequest, progress: Progress): Promise<Attempt> {
		const outcome = await this.sendOnce(request, progress.standing()).catch((error: unknown) => error);
		if (outcome instanceof HeldTooLongError) {
			throw new RetriesExhaustedError(
				{ why: 'budgetUsedUp', retryAt: outcome.opensAt },
				request,
				progress.tries,
				this.patience.gate.refusal,
			);
		}
		if (outcome instanceof Error && !(outcome instanceof ConnectionError)) throw outcome;
		return outcome as Attempt;
	}

	private chanceOf(outcome: Attempt): number {
		const chance = this.chances.get(outcome) ?? this.patience.random();
		this.chances.set(outcome, chance);
		return chance;
	}

	private closeGate(decision: Decision, outcome: Attempt, { departedAs }: Progress): void {
		if (!('throttledForMs' in decision) || decision.throttledForMs === undefined) return;
		const { gate } = this.patience;
		gate.closeFor(decision.throttledForMs, departedAs);
		if (!(outcome instanceof ConnectionError)) gate.refusal = withoutBody(outcome);
	}
}

/** An answer that is kept for long, and may be large: what it is found by. */
function withoutBody(response: HttpResponse): HttpResponse {
	const { requestId, clientRequestId, date } = readErrorDetails(response);
	const found = { 'request-id': requestId, 'client-request-id': clientRequestId, date };
	const headers = Object.entries(found).filter((entry): entry is [string, string] => entry[1] !== undefined);
	return { status: response.status, headers: Object.fromEntries(headers), text: '' };
}

function evidenceOf(outcome: Attempt, replay: Replay): Evidence {
	if (outcome instanceof ConnectionError) {
		return { kind: 'noAnswer', code: outcome.code, notSent: outcome.notSent };
	}
	const { status, headers } = outcome;
	const isSuccess = status >= 200 && status <= 299;
	const isHopeless = outcome.bodyProblem === BODY_TOO_LARGE && replay === 'safe';
	const readable = !isSuccess || isHopeless || isObject(parsedOnce(outcome));
	return { kind: 'answer', status, headers, readable };
}

/** Keeps what was parsed: answers can be megabytes. */
function parsedOnce(response: HttpResponse): unknown {
	response.body ??= jsonOf(response);
	return response.body;
}

function delivered(outcome: Attempt): HttpResponse {
	if (outcome instanceof ConnectionError) throw outcome;
	return outcome;
}

function isObject(value: unknown): boolean {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
