import type { Standing } from './Dispatcher';
import { ROUNDED_MS, type Departure } from './LastTries';
import {
	isThrottling,
	serverWait,
	SHORTEST_UNTOLD_THROTTLING_MS,
	type Evidence,
	type RetryLimits,
} from './retry';
import type { ThrottleGate } from './throttleGate';

/**
 * What one request has used up of its tries and of its time. Graph serves as many as it allows, and whoever else came
 * along is refused: his turn is still to come, so being throttled while others are served does not count. Whether that
 * is all there is to it shows in the last try, which goes first of all (see `LastTries`).
 */
export class Progress {
	/** Requests that were sent. */
	tries = 0;
	/** Those of them that count against the limit. */
	attempts = 0;
	/** Between attempts, in milliseconds. */
	waitedMs = 0;
	/** At the gate before the latest attempt, since Graph has last served anybody. */
	heldMs: number;
	/** Successes without a readable body. */
	unreadable = 0;

	private isThrottled = false;
	/** What Graph had served when the request last began to wait for its turn. */
	private served: number;
	/** How and when it left the latest time, and what Graph had served then. */
	private departure: { how: Departure; served: number; at: number };
	/** What left no later than this, in milliseconds since the epoch, took no turn from what is sent after the wait. */
	private countedUntil = Number.NEGATIVE_INFINITY;
	/** How often it was throttled when it went first, and may have come too early all the same. */
	private undecided = 0;
	/** How long Graph has asked it to wait, in all and in milliseconds: what others were asked for is not its own. */
	private askedMs = 0;
	/** What Graph had served, and the gate had held, when it left the first time. */
	private begin: { served: number; heldMs: number };

	constructor(
		private readonly gate: ThrottleGate,
		private readonly limits: RetryLimits,
	) {
		this.heldMs = gate.heldInVainBeforeMs();
		this.served = gate.served;
		this.departure = { how: 'amongOthers', served: gate.served, at: Number.NEGATIVE_INFINITY };
		this.begin = { served: gate.served, heldMs: gate.heldMs() };
	}

	/** How the latest attempt left. */
	get departedAs(): Departure {
		return this.departure.how;
	}

	/** What the dispatcher is told, and tells, while the request waits for its turn. */
	standing(): Standing {
		const { gate, limits } = this;
		// Whoever waits his turn, while Graph serves others, does not wait in vain.
		const heldBeforeMs = () => (gate.served > this.served ? 0 : this.heldMs);
		this.heldMs = heldBeforeMs();
		this.served = gate.served;
		const heldMsOfAll = gate.heldMs();
		const heldMs = () => heldBeforeMs() + gate.heldInVainMs(heldMsOfAll);
		return {
			mayBeHeldMs: () => limits.retryBudgetMs - this.waitedMs - (gate.isClosedByFirst() ? 0 : heldMs()),
			tries: () => this.tries,
			isLastTry: () => this.isLastTry(),
			onDeparture: (how) => {
				this.heldMs = heldMs();
				this.departure = { how, served: gate.served, at: gate.lastTries.latestDepartureMs };
				if (this.tries === 0) this.begin = { served: gate.served, heldMs: gate.heldMs() };
			},
		};
	}

	/**
	 * Counts an attempt. Where nothing is to be repeated, everything counts.
	 *
	 * @param now milliseconds since the epoch
	 */
	count(evidence: Evidence, now: number): void {
		const { gate, limits } = this;
		this.tries += 1;
		this.isThrottled = isThrottling(evidence);
		const askedMs = this.isThrottled ? serverWait({ evidence, now }) : undefined;
		const askedBeforeMs = this.askedMs;
		if (this.isThrottled) this.askedMs += askedMs ?? SHORTEST_UNTOLD_THROTTLING_MS;
		const hasFailedFirst = this.hasFailedFirst(askedMs ?? 0);
		// Counted from when it left: Graph spoke of a moment before the answer was here.
		if (askedMs !== undefined) this.countedUntil = this.departure.at + askedMs - ROUNDED_MS;
		if (hasFailedFirst) {
			this.attempts = this.tries;
			this.heldMs = Math.max(this.heldMs, askedBeforeMs);
			return;
		}
		const mayWait = this.isThrottled && limits.maxRetries > 0;
		const isTurnOfOthers = mayWait && gate.served > this.served && this.attempts > 0;
		if (!isTurnOfOthers) this.attempts += 1;
		if (mayWait && this.areOthersServed()) this.attempts = Math.min(this.attempts, limits.maxRetries);
	}

	/**
	 * Whether nobody took its turn, and it was throttled all the same. Where that is not certain, it has one more try: with
	 * a `Retry-After` that grows each time there would be no end.
	 */
	private hasFailedFirst(askedMs: number): boolean {
		const { gate, departure, isThrottled } = this;
		if (!isThrottled || departure.how !== 'first' || gate.served > departure.served) return false;
		const { lastTries } = gate;
		if (lastTries.cameInTime(askedMs)) return true;
		if (this.tries <= this.limits.maxRetries) return false;
		if (lastTries.nothingLeftSince(this.countedUntil)) return true;
		this.undecided += 1;
		return this.undecided > 1;
	}

	/** Whether it was throttled while others were served, and has one try, or time for one more wait, left. */
	private isLastTry(): boolean {
		const { gate, limits } = this;
		if (!this.isThrottled || !this.areOthersServed() || limits.maxRetries === 0) return false;
		const heldMs = gate.heldMs() - this.begin.heldMs + 2 * Math.max(0, gate.leftMs());
		return this.tries >= limits.maxRetries || this.waitedMs + heldMs > limits.retryBudgetMs;
	}

	/** Since it left the first time. */
	private areOthersServed(): boolean {
		return this.gate.served > this.begin.served;
	}
}
