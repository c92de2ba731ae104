/** Graph's way to say "not yet": the smallest DateTimeOffset (resource page "evaluation", examples). */
export const NOT_YET = '0001-01-01T00:00:00Z';

/** A point in time as finely as Graph writes it: milliseconds since the epoch plus 0 to 9,999 ticks of 100 ns. */
export interface Moment {
	milliseconds: number;
	ticks: number;
}

/**
 * Writes a moment as Graph does: UTC, up to seven fractional digits, trailing zeros trimmed, no fraction for a
 * whole second (documented, all Security Copilot examples).
 */
export function toTimestamp({ milliseconds, ticks }: Moment): string {
	const iso = new Date(milliseconds).toISOString();
	const fraction = `${iso.slice(20, 23)}${String(ticks).padStart(4, '0')}`.replace(/0+$/, '');
	return `${iso.slice(0, 19)}${fraction && `.${fraction}`}Z`;
}

/** The emulator's time: a source of milliseconds plus what `advance` added, so that tests never wait. */
export class Clock {
	private advanced = 0;
	private last: Moment = { milliseconds: 0, ticks: 0 };

	/** @param source milliseconds since the epoch; read at every call, so a faked Date works */
	constructor(private readonly source: () => number) {}

	now(): number {
		return this.source() + this.advanced;
	}

	/** Moves time. @param milliseconds how far; negative moves back */
	advance(milliseconds: number): void {
		this.advanced += milliseconds;
	}

	reset(): void {
		this.advanced = 0;
		this.last = { milliseconds: 0, ticks: 0 };
	}

	/** The present as a moment, later than every moment handed out before within the same millisecond. */
	moment(): Moment {
		const milliseconds = Math.floor(this.now());
		// Ticks are derived from the millisecond: they look like Graph's digits and stay the same from run to run.
		const ticks =
			milliseconds === this.last.milliseconds ? this.last.ticks + 1 : (milliseconds * 7919) % 9000;
		this.last = { milliseconds, ticks };
		return this.last;
	}

	timestamp(): string {
		return toTimestamp(this.moment());
	}
}
