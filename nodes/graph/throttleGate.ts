import { CancelledError, type Time } from './time';

/** A request that had passed the gate found it closed again before it left. Nothing was sent; it must pass once more. */
export class HeldBackError extends Error {
	override readonly name = 'HeldBackError';

	constructor() {
		super('The request was held back, because Graph throttles');
	}
}

/** One for all: it says nothing of its request, and thousands may be held back at once. */
const HELD_BACK = new HeldBackError();

/** How a request came out of the gate. */
export type Passage =
	| { open: true; waitedMs: number }
	/** The gate opens later than the request may wait. `opensAt` in milliseconds since the epoch. */
	| { open: false; waitedMs: number; opensAt: number };

/**
 * Holds back all requests of one credential while Graph throttles it. Graph counts every request against the limit,
 * those that come too early too, so items that do not know of each other's 429 would keep each other throttled.
 *
 * Source: Microsoft Graph docs, "Microsoft Graph throttling guidance".
 */
export class ThrottleGate {
	private closedUntil = 0;

	/** By the signal that ends them. */
	private readonly waits = new Map<AbortSignal | undefined, { until: number; end: Promise<void> }>();

	/** The latest end that was waited for. A clock that is set back would let it come a second time. */
	private waitedUntil = 0;

	/** Requests that Graph has answered without throttling them: it is worth waiting as long as there are more. */
	answered = 0;

	constructor(private readonly time: Time) {}

	/**
	 * Closes the gate. A later end prolongs the wait of those already waiting; an earlier one changes nothing.
	 *
	 * @param pointInTime milliseconds since the epoch
	 */
	closeUntil(pointInTime: number): void {
		const end = this.left() > 0 ? this.closedUntil : this.time.now();
		if (!(pointInTime > end)) return;
		this.closedUntil = pointInTime;
		if (pointInTime <= this.waitedUntil) this.waitedUntil = 0;
	}

	/** Milliseconds since the epoch; in the past when the gate is open. */
	opensAt(): number {
		return this.closedUntil;
	}

	/** @throws HeldBackError while the gate is closed */
	check(): void {
		if (this.left() > 0) throw HELD_BACK;
	}

	/**
	 * Waits until the gate is open. Whoever would have to wait longer than he may is told so at once, also when that
	 * turns out only while he waits.
	 *
	 * @param budgetMs longest time to wait, in milliseconds
	 * @returns how long the request waited, to be counted against its budget
	 * @throws CancelledError as soon as the signal is given, also when the gate is open
	 */
	async pass(signal?: AbortSignal, budgetMs = Number.POSITIVE_INFINITY): Promise<Passage> {
		// Summed up, not read off the clock, which may be set while we wait.
		let waitedMs = 0;
		for (;;) {
			if (signal?.aborted) throw new CancelledError();
			const opensAt = this.closedUntil;
			const left = this.left();
			if (left <= 0) return { open: true, waitedMs };
			if (waitedMs + left > budgetMs) return { open: false, waitedMs, opensAt };
			await this.sleepUntil(opensAt, signal);
			this.waitedUntil = Math.max(this.waitedUntil, opensAt);
			waitedMs += left;
		}
	}

	/** Milliseconds until the gate opens; not above 0 when it is open. */
	private left(): number {
		return this.closedUntil <= this.waitedUntil ? 0 : this.closedUntil - this.time.now();
	}

	/** One timer for all who wait for the same moment and are cancelled together: they can be thousands. */
	private async sleepUntil(opensAt: number, signal: AbortSignal | undefined): Promise<void> {
		const same = this.waits.get(signal);
		if (same?.until === opensAt) return await same.end;
		const end = this.time.sleep(opensAt - this.time.now(), signal);
		const wait = { until: opensAt, end };
		this.waits.set(signal, wait);
		const forget = () => {
			if (this.waits.get(signal) === wait) this.waits.delete(signal);
		};
		return await end.finally(forget);
	}
}
