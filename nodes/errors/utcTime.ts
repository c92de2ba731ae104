/** Graph's `innerError.date` has no `Z`, but is UTC. */
const WITHOUT_ZONE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?$/;

/**
 * Reads a point in time in any of the forms of an answer.
 *
 * @param value an HTTP date, Graph's `innerError.date`, Entra's `timestamp`, ISO 8601, or milliseconds since the epoch
 * @returns ISO 8601 in UTC, whole seconds; undefined for anything else
 */
export function utcTime(value: unknown): string | undefined {
	const milliseconds = epochMilliseconds(value);
	if (!Number.isFinite(milliseconds) || Math.abs(milliseconds) > 8.64e15) return undefined;
	return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** `2026-07-31 05:11:26 UTC`, for people, from what `utcTime` returned. */
export function readableTime(time: string): string {
	return time.replace('T', ' ').replace('Z', ' UTC');
}

function epochMilliseconds(value: unknown): number {
	if (typeof value === 'number') return value;
	if (typeof value !== 'string') return NaN;
	const text = value.trim();
	return Date.parse(WITHOUT_ZONE.test(text) ? `${text}Z` : text);
}
