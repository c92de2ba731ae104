import { MAX_PARTS } from './batch';

/** Requests on the wire at once, a batch counted once. */
export const MAX_IN_FLIGHT = 16;

/** What came of one request, a batch or a single one. */
export interface Lesson {
	/** Parts that were answered, with whatever but 429. */
	served: number;
	throttled: number;
	/** Nothing else was in flight when the answer came. */
	wasAlone: boolean;
}

/**
 * How much may be under way. Requests beyond a limit are refused in any order, so while a service throttles, few are in
 * flight: then those that were refused before come first, as they stand in the queue, and none is refused again and
 * again. A batch that was too much by itself is followed by smaller ones.
 */
export class Pace {
	/** Requests that may be in flight: halved by throttling, then carefully raised again. */
	inFlight = MAX_IN_FLIGHT;

	/** Parts that a batch may have. */
	parts = MAX_PARTS;

	learn({ served, throttled, wasAlone }: Lesson): void {
		if (throttled === 0) {
			this.inFlight = Math.min(MAX_IN_FLIGHT, this.inFlight + 1);
			this.parts = Math.min(MAX_PARTS, this.parts * 2);
			return;
		}
		this.inFlight = Math.max(1, Math.floor(this.inFlight / 2));
		if (wasAlone) this.parts = Math.max(1, served || Math.floor(this.parts / 2));
	}
}
