/** Whoever says 0, or a date that has passed, wants to be asked again, not to be asked at once. */
export const SHORTEST_WAIT_MS = 1_000;

/** Stands for everything longer, so that a wait added to the present is still a date. */
const LONGEST_WAIT_MS = 100 * 365 * 24 * 60 * 60 * 1_000;

/** What is known about the time at which an answer was given. */
export interface AnswerTime {
	/** The answer's own `Date` header. A wait until a date is counted from it, because clocks differ. */
	date?: string;
	/** Milliseconds since the epoch by this machine's clock; counts where there is no readable `Date`. */
	localMs: number;
}

/**
 * Reads a `Retry-After` header: seconds, or an HTTP date. Fractions of a second, which HTTP does not know, are rounded
 * up. Of several values, joined by commas, the longest counts; those that cannot be read do not.
 *
 * Source: RFC 9110, sections 10.2.3 and 5.6.7; Microsoft Graph docs, "Microsoft Graph throttling guidance".
 *
 * @returns milliseconds to wait, from one second to a hundred years; undefined when the header says nothing that can
 * be read, which means the same as no header
 */
export function retryAfterMs(value: string | undefined, now: AnswerTime): number | undefined {
	const waits = (value ?? '')
		.split(LIST_COMMA)
		.map((part) => waitOf(part.trim(), now))
		.filter((wait) => wait !== undefined);
	if (waits.length === 0) return undefined;
	return Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, ...waits));
}

/** A comma between two values; the one behind a weekday belongs to a date. */
const LIST_COMMA = /(?<!day|mon|tue|wed|thu|fri|sat|sun),/i;

function waitOf(text: string, { date, localMs }: AnswerTime): number | undefined {
	if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text)) * 1_000;
	const until = parseHttpDate(text, localMs);
	if (until === undefined) return undefined;
	return until - (parseHttpDate(date ?? '', localMs) ?? localMs);
}

const TIME = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)`;

/** The three forms of an HTTP date: today's, that of RFC 850, and that of C's asctime(). All are in UTC. */
const HTTP_DATES = [
	`^[a-z]{3}, (?<day>\\d\\d) (?<month>[a-z]{3}) (?<year>\\d{4}) ${TIME} GMT$`,
	`^[a-z]{6,9}, (?<day>\\d\\d)-(?<month>[a-z]{3})-(?<year>\\d\\d) ${TIME} GMT$`,
	`^[a-z]{3} (?<month>[a-z]{3}) (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`,
].map((form) => new RegExp(form, 'i'));

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** @returns milliseconds since the epoch; undefined for anything that is no date of the calendar */
function parseHttpDate(text: string, localMs: number): number | undefined {
	const found = HTTP_DATES.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
	if (!found) return undefined;
	const number = (name: string) => Number(found[name]);
	const [hour, minute, second] = [number('hour'), number('minute'), number('second')];
	// A minute may have 61 seconds, 0 to 60.
	if (hour > 23 || minute > 59 || second > 60) return undefined;
	const month = MONTHS.indexOf((found.month ?? '').toLowerCase());
	const day = number('day');
	const midnight = new Date(0);
	midnight.setUTCFullYear(fullYear(found.year ?? '', localMs), month, day);
	// setUTCFullYear takes 31 February, and the month -1 of no name, for other days.
	if (midnight.getUTCMonth() !== month || midnight.getUTCDate() !== day) return undefined;
	return midnight.getTime() + ((hour * 60 + minute) * 60 + second) * 1_000;
}

/** Two digits mean the year that is at most 50 years ahead (RFC 9110, section 5.6.7). */
function fullYear(digits: string, localMs: number): number {
	if (digits.length > 2) return Number(digits);
	const latest = new Date(localMs).getUTCFullYear() + 50;
	return latest - ((latest - Number(digits)) % 100);
}
