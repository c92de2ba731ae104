import type { HttpResponse } from './http';
import { LastTries, type Departure } from './LastTries';
import type { Time } from './time';

/** Open for so long, it begins anew. */
const FORGOTTEN_AFTER_MS = 60_000;

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

	/** What it was when that began which whoever comes now is held by as well. */
	private heldWhenBegunMs = 0;

	/** Requests that Graph has served, which shows that it is worth waiting. */
	served = 0;

	/** The latest answer that throttled: whoever may not wait is told of it. */
	refusal?: HttpResponse;

	/**
	 * @param time the gate's own. Those who come to it, one execution or poll after another, may each have one that
	 * began elsewhere, so they are told how long to wait, and never until when
	 */
	constructor(private readonly time: Time) {
		this.lastTries = new LastTries(time);
	}

	/**
	 * Closes the gate. A later end prolongs the wait of those already waiting; an earlier one changes nothing.
	 *
	 * @param departure of the request that was throttled
	 */
	closeFor(milliseconds: number, departure: Departure = 'amongOthers'): void {
		const now = this.time.now();
		const isOpen = this.closedUntil <= now;
		if (!(now + milliseconds > (isOpen ? now : this.closedUntil))) return;
		if (isOpen) {
			this.heldBeforeMs = this.heldMs();
			if (this.isOver()) this.heldWhenBegunMs = this.heldBeforeMs;
			this.closedAt = now;
			this.closedByFirst = departure === 'first';
		}
		this.closedUntil = now + milliseconds;
		this.lastTries.onThrottled(milliseconds, departure);
	}

	/** What tells the end that is known now from an earlier one; no point in time to others. */
	get end(): number {
		return this.closedUntil;
	}

	/** Milliseconds until the gate opens; not above 0 when it is open. */
	leftMs(): number {
		return this.closedUntil - this.time.now();
	}

	/**
	 * Waits for the end that is known now. The gate may have been closed for longer meanwhile.
	 *
	 * @throws CancelledError as soon as the signal is given
	 */
	async waitForEnd(signal?: AbortSignal): Promise<void> {
		const leftMs = this.leftMs();
		if (leftMs > 0) await this.time.sleep(leftMs, signal);
	}

	/** Whether it holds the others only because one that went first was throttled, which says nothing of them. */
	isClosedByFirst(): boolean {
		return this.closedByFirst && this.leftMs() > 0;
	}

	/** Milliseconds for which the gate has been closed so far, in all, but for the sake of one that went first. */
	heldMs(): number {
		if (this.closedByFirst) return this.heldBeforeMs;
		return this.heldBeforeMs + Math.min(this.closedUntil, this.time.now()) - this.closedAt;
	}

	/**
	 * How long the gate has held somebody in vain: since he came, or since Graph last served anybody.
	 *
	 * @param heldMsBefore what `heldMs` was when he came
	 */
	heldInVainMs(heldMsBefore: number): number {
		return this.heldMs() - Math.max(heldMsBefore, this.heldWhenServedMs);
	}

	/**
	 * How long the gate has held in vain those who came before. Whoever comes now shares it: items that are sent one by
	 * one would each wait their own time for a service that serves nobody.
	 */
	heldInVainBeforeMs(): number {
		return this.isOver() ? 0 : this.heldMs() - this.heldWhenBegunMs;
	}

	private isOver(): boolean {
		return this.time.now() - this.closedUntil > FORGOTTEN_AFTER_MS;
	}

	/** Graph has served so many requests. */
	onServed(requests: number): void {
		if (requests === 0) return;
		this.served += requests;
		this.heldWhenServedMs = this.heldMs();
		this.heldWhenBegunMs = this.heldWhenServedMs;
		this.lastTries.onServed();
	}
}
