import type { HttpResponse } from './http';
import { LastTries, type Departure } from './LastTries';
import type { Time } from './time';

/**
 * Holds back all requests of one credential while Graph throttles it. Graph counts every request against the limit,
 * those that come too early too, so items that do not know of each other's 429 would keep each other throttled.
 *
 * Source: Microsoft Graph docs, "Microsoft Graph throttling guidance".
 */
export class ThrottleGate {
	/** Of requests that were throttled while others were served. */
	readonly lastTries: LastTries;

	private closedAt = 0;
	private closedUntil = 0;

	/** How long it was closed in all, before it was closed last. */
	private heldBeforeMs = 0;

	/** It holds the others for the sake of one that went first. */
	private closedByFirst = false;

	/** What it was when Graph last served anybody. */
	private heldWhenServedMs = 0;

	/** The latest end that was waited for. A clock that is set back would let it come a second time. */
	private waitedUntil = 0;

	/** Requests that Graph has served, which shows that it is worth waiting. */
	served = 0;

	/** The latest answer that throttled: whoever may not wait is told of it. */
	refusal?: HttpResponse;

	constructor(private readonly time: Time) {
		this.lastTries = new LastTries(time);
	}

	/**
	 * Closes the gate. A later end prolongs the wait of those already waiting; an earlier one changes nothing.
	 *
	 * @param pointInTime milliseconds since the epoch
	 * @param departure of the request that was throttled
	 */
	closeUntil(pointInTime: number, departure: Departure = 'amongOthers'): void {
		const now = this.time.now();
		const isOpen = this.leftMs() <= 0;
		if (!(pointInTime > (isOpen ? now : this.closedUntil))) return;
		if (isOpen) {
			this.heldBeforeMs = this.heldMs();
			this.closedAt = now;
			this.closedByFirst = departure === 'first';
		}
		this.closedUntil = pointInTime;
		this.lastTries.onThrottled(pointInTime - now, pointInTime, departure);
		if (pointInTime <= this.waitedUntil) this.waitedUntil = 0;
	}

	/** Milliseconds since the epoch; in the past when the gate is open. */
	opensAt(): number {
		return this.closedUntil;
	}

	/** Milliseconds until the gate opens; not above 0 when it is open. */
	leftMs(): number {
		return this.closedUntil <= this.waitedUntil ? 0 : this.closedUntil - this.time.now();
	}

	/**
	 * Waits for the end that is known now. The gate may have been closed for longer meanwhile.
	 *
	 * @throws CancelledError as soon as the signal is given
	 */
	async waitForEnd(signal?: AbortSignal): Promise<void> {
		const end = this.closedUntil;
		const leftMs = this.leftMs();
		if (leftMs <= 0) return;
		await this.time.sleep(leftMs, signal);
		this.waitedUntil = Math.max(this.waitedUntil, end);
	}

	/** Whether it holds the others only because one that went first was throttled, which says nothing of them. */
	isClosedByFirst(): boolean {
		return this.closedByFirst && this.leftMs() > 0;
	}

	/** Milliseconds for which the gate has been closed so far, in all, but for the sake of one that went first. */
	heldMs(): number {
		if (this.closedByFirst) return this.heldBeforeMs;
		const closedForMs = this.closedUntil - this.closedAt;
		const passedMs = Math.max(0, Math.min(closedForMs, this.time.now() - this.closedAt));
		return this.heldBeforeMs + (this.leftMs() > 0 ? passedMs : closedForMs);
	}

	/**
	 * How long the gate has held somebody in vain: since he came, or since Graph last served anybody.
	 *
	 * @param heldMsBefore what `heldMs` was when he came
	 */
	heldInVainMs(heldMsBefore: number): number {
		return this.heldMs() - Math.max(heldMsBefore, this.heldWhenServedMs);
	}

	/** Graph has served so many requests. */
	onServed(requests: number): void {
		if (requests === 0) return;
		this.served += requests;
		this.heldWhenServedMs = this.heldMs();
		this.lastTries.onServed();
	}
}
