import { timestampOrder } from '../../graph/timestamp';

/** A point in time as text that sorts, as `timestampOrder` writes it; empty for none, which is before all others. */
export type TimeOrder = string;

/** @param pointInTime milliseconds since the epoch */
export function orderOf(pointInTime: number): TimeOrder {
	return timestampOrder(new Date(pointInTime).toISOString());
}

/**
 * A time that many milliseconds earlier; up to a millisecond earlier still, since a Date holds no more digits.
 *
 * @returns no time for no time, and for a date that does not exist
 */
export function earlierBy(milliseconds: number, time: TimeOrder): TimeOrder {
	const pointInTime = Date.parse(`${time.slice(0, 23)}Z`) - milliseconds;
	return Number.isNaN(pointInTime) ? '' : orderOf(pointInTime);
}

export function latest(times: Iterable<TimeOrder>): TimeOrder {
	let found = '';
	for (const time of times) if (time > found) found = time;
	return found;
}

export function earliest(one: TimeOrder, other: TimeOrder): TimeOrder {
	return one < other ? one : other;
}
