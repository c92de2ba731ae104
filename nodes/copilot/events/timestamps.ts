import type { GraphEntity } from '../../graph/entity';
import { UnexpectedAnswerError } from '../../graph/errors';
import { identificationOf } from '../../graph/identification';
import { timestampOrder } from '../../graph/timestamp';

/** A point in time as text that sorts, as `timestampOrder` writes it; empty for none, which is before all others. */
export type TimeOrder = string;

/** @param pointInTime milliseconds since the epoch */
export function orderOf(pointInTime: number): TimeOrder {
	return timestampOrder(new Date(pointInTime).toISOString());
}

/** A time of an object. @throws UnexpectedAnswerError for one that cannot be read: what bears it would never be told */
export function timeOf(entity: GraphEntity, property: string): TimeOrder {
	const time = timestampOrder(entity[property]);
	if (time !== '') return time;
	const reason = `has a ${property} that is no date of ISO 8601`;
	throw new UnexpectedAnswerError(reason, identificationOf(entity));
}

/** A time that many milliseconds earlier, cut to a millisecond; no time for no time. */
export function earlierBy(milliseconds: number, time: TimeOrder): TimeOrder {
	return time === '' ? '' : orderOf(Date.parse(`${time.slice(0, 23)}Z`) - milliseconds);
}

export function latest(times: Iterable<TimeOrder>): TimeOrder {
	let found = '';
	for (const time of times) if (time > found) found = time;
	return found;
}

export function earliest(one: TimeOrder, other: TimeOrder): TimeOrder {
	return one < other ? one : other;
}
