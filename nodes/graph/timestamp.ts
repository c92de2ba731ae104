/**
 * A text by which Graph's timestamps sort. They have up to seven fractional digits without trailing zeros, more than a
 * Date holds, so neither the text as it is nor a Date puts them in order.
 *
 * @returns a text that is smaller for an earlier time; empty for what is not a timestamp
 */
export function timestampOrder(value: unknown): string {
	const found = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/i.exec(
		typeof value === 'string' ? value : '',
	);
	return found ? `${found[1]?.toUpperCase()}.${(found[2] ?? '').padEnd(9, '0')}` : '';
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
