import type { Time } from './time';

/** A request that waits for the last of its tries. */
export interface LastTry {
	/** How often it was sent before. */
	tries(): number;
	/** Lets it leave, now and alone. */
	leave(): void;
}

/** `Retry-After` is in whole seconds, and what it ends by may not be. */
export const ROUNDED_MS = 1_000;

/** For how long a last try waits for a quiet moment, in times of what Graph asked for. */
const OVERDUE_TIMES = 3;

/** What Graph once asked for counts less each time that it asks for less. */
const FADING = 0.8;

/**
 * How something leaves: `first` is that nothing else has left for long enough, nor leaves before it has an answer;
 * `overdue`, that there was no such moment.
 */
export type Departure = 'first' | 'amongOthers' | 'overdue';

/**
 * What is throttled while others are served may have come too late each time, or be throttled for ever. The last of its
 * tries tells which: it goes first, once Graph has had nothing of this execution for as long as it asked for. When it is
 * throttled even then, nobody took its turn.
 *
 * For all that share a gate: of several clients each would have its own first.
 */
export class LastTries {
	/** When anything left last, in milliseconds since the epoch by the clock of the gate. */
	latestDepartureMs = Number.NEGATIVE_INFINITY;

	private readonly waiting = new Set<LastTry>();
	private readonly held = new Set<() => void>();
	private underWay = 0;
	private firstUnderWay = false;
	/** The last one that left found no quiet moment: now the next must. */
	private wasOverdue = false;
	/** For how long nothing had left, when the latest left. */
	private quietMs = 0;
	private opensAt = 0;
	/** The latest that Graph asked for. */
	private askedMs = 0;
	/** The longest of what it asked for lately. */
	private longestMs = 0;
	/** What went first was served: so others may be. */
	private firstWasServed = false;
	/** What went first was throttled. It may be one of many, so now those come first that have more tries. */
	private othersComeFirst = false;

	constructor(private readonly time: Time) {}

	add(lastTry: LastTry): void {
		this.waiting.add(lastTry);
	}

	delete(lastTry: LastTry): void {
		this.waiting.delete(lastTry);
	}

	/** Graph throttles, and asks for so many milliseconds. */
	onThrottled(askedMs: number, departure: Departure): void {
		this.askedMs = askedMs;
		this.longestMs = Math.max(askedMs, FADING * this.longestMs);
		this.opensAt = this.time.now() + askedMs;
		this.firstWasServed = false;
		if (departure === 'first') this.othersComeFirst = true;
	}

	onServed(): void {
		if (this.firstUnderWay) this.firstWasServed = true;
	}

	onDeparture(departure: Departure): void {
		const now = this.time.now();
		this.underWay += 1;
		this.quietMs = now - this.latestDepartureMs;
		this.latestDepartureMs = now;
		this.othersComeFirst = false;
		this.firstUnderWay = departure === 'first';
		if (departure !== 'amongOthers') this.wasOverdue = departure === 'overdue';
	}

	onReturn(departure: Departure): void {
		this.underWay -= 1;
		if (departure !== 'first') return;
		this.firstUnderWay = false;
		const held = [...this.held];
		this.held.clear();
		held.forEach((wake) => wake());
	}

	/** Whether nothing left later than that before what went first. @param pointInTime by the same clock */
	nothingLeftSince(pointInTime: number): boolean {
		return this.latestDepartureMs - this.quietMs <= pointInTime;
	}

	/**
	 * Whether Graph had nothing for long enough before what went first: it may have been told to come back sooner than
	 * the others.
	 *
	 * @param askedMs what Graph asks for now
	 */
	cameInTime(askedMs: number): boolean {
		return Math.max(askedMs, this.longestMs) <= this.quietMs + ROUNDED_MS;
	}

	/**
	 * Lets one go first where it is the moment for it: the one that was tried most often.
	 *
	 * @param wake called when what goes first has come back
	 * @returns whether all others have to wait for it
	 */
	goFirst(wake: () => void): boolean {
		if (!this.firstUnderWay && !this.othersComeFirst && this.isQuiet()) this.mostTried()?.leave();
		if (this.firstUnderWay) this.held.add(wake);
		return this.firstUnderWay;
	}

	/** How one leaves for which there is nobody to wait for, and how many milliseconds from now. */
	next(): { inMs: number; departure: Departure; alone: boolean } {
		if (this.firstWasServed) return { inMs: 0, departure: 'amongOthers', alone: false };
		if (this.isQuiet()) return { inMs: 0, departure: 'first', alone: !this.othersComeFirst };
		// Where others leave all the time, it is never quiet. They are served, so there is room.
		const overdueAt = this.opensAt + OVERDUE_TIMES * this.askedMs;
		const quietAt = this.latestDepartureMs + this.longEnoughMs();
		const inMs = Math.max(0, Math.min(overdueAt, quietAt) - this.time.now());
		return { inMs, departure: 'overdue', alone: false };
	}

	private isQuiet(): boolean {
		return this.time.now() - this.latestDepartureMs >= this.longEnoughMs();
	}

	/** What is under way for long was counted when it came, and may be so for minutes. */
	private longEnoughMs(): number {
		return (this.underWay === 0 || this.wasOverdue ? 1 : 2) * this.askedMs;
	}

	private mostTried(): LastTry | undefined {
		let most: LastTry | undefined;
		for (const one of this.waiting) if (!most || one.tries() > most.tries()) most = one;
		return most;
	}
}
