/**
 * A text by which timestamps sort. Graph writes up to seven fractional digits without trailing zeros, more than a Date
 * holds, so neither the text nor a Date puts them in order. Any offset of ISO 8601 is read (msgraph-sdk-dotnet, pull
 * request 865: `+00:00` in place of `Z`).
 *
 * @returns a text that is smaller for an earlier time; empty for a value that is no timestamp
 */
export function timestampOrder(value: unknown): string {
	const found =
		/^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9})\d*)?(?:Z|([+-]\d\d)(?::?(\d\d))?)$/i.exec(
			typeof value === 'string' ? value.trim() : '',
		);
	if (!found) return '';
	const [, day, time, fraction = '', hours = '+00', minutes = '00'] = found;
	const instant = new Date(`${day}T${time}${hours}:${minutes}`);
	return Number.isNaN(instant.getTime())
		? ''
		: `${instant.toISOString().slice(0, -'.000Z'.length)}.${fraction.padEnd(9, '0')}`;
}

/**
 * A timestamp as a point in time, cut to a millisecond.
 *
 * @returns milliseconds since the epoch; NaN for a value that is no timestamp
 */
export function timestampMs(value: unknown): number {
	const order = timestampOrder(value);
	return order === '' ? Number.NaN : Date.parse(`${order.slice(0, -'000000'.length)}Z`);
}

/** Compares two objects of Graph by their creation, the oldest first; by their IDs where that is the same. */
export function byCreation(
	one: { createdDateTime?: unknown; id?: unknown },
	other: { createdDateTime?: unknown; id?: unknown },
): number {
	const [first, second] = [one, other].map(
		({ createdDateTime, id }) => `${timestampOrder(createdDateTime)} ${String(id)}`,
	) as [string, string];
	return first < second ? -1 : first > second ? 1 : 0;
}
