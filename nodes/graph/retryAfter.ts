/** Shortest wait: 0 and a date in the past ask for another attempt, not for an immediate one. */
const MIN_WAIT_MS = 1_000;

/** A hundred years. Its sum with the present is a valid date. */
const MAX_WAIT_MS = 100 * 365 * 24 * 3_600_000;

/**
 * Reads a `Retry-After` header: seconds, or an HTTP date. A date is compared with the answer's own `Date`, because clocks
 * differ. Source: RFC 9110, section 10.2.3.
 *
 * @param date the `Date` header of the answer
 * @param now milliseconds since the epoch, used where there is no `Date`
 * @returns milliseconds to wait, from one second to a hundred years; undefined where the header cannot be read
 */
export function retryAfterMs(value = '', date = '', now: number): number | undefined {
	const text = value.trim();
	const seconds = /^\d+(\.\d+)?$/.test(text) ? Math.ceil(Number(text)) : Number.NaN;
	const untilMs = / GMT$/.test(text) ? Date.parse(text) - (Date.parse(date) || now) : Number.NaN;
	const waitMs = Number.isNaN(seconds) ? untilMs : seconds * 1_000;
	return Number.isNaN(waitMs) ? undefined : Math.min(MAX_WAIT_MS, Math.max(MIN_WAIT_MS, waitMs));
}
