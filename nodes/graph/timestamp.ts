const TIMESTAMP = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d+))?(?:Z|([+-]\d\d):?(\d\d)?)$/i;

/**
 * A text by which Graph's timestamps sort, in UTC. They have up to seven fractional digits without trailing zeros, more
 * than a Date holds, so neither the text as it is nor a Date puts them in order.
 *
 * @param value ISO 8601 with any offset, with or without a fraction
 * @returns a text that is smaller for an earlier time; empty for what is not a timestamp
 */
export function timestampOrder(value: unknown): string {
	const found = TIMESTAMP.exec(typeof value === 'string' ? value : '');
	if (!found) return '';
	const [, date, time, fraction = '', hours = '+00', minutes = '00'] = found;
	const pointInTime = Date.parse(`${date}T${time}${hours}:${minutes}`);
	if (Number.isNaN(pointInTime)) return '';
	return `${new Date(pointInTime).toISOString().slice(0, 19)}.${fraction.slice(0, 9).padEnd(9, '0')}`;
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
