import { earlierBy, earliest, latest, type TimeOrder } from './timestamps';

/** Something that happened in the service. */
export interface Occurrence {
	/** Tells it from everything else that happened. */
	key: string;
	/** When it happened, by a timestamp of the service. */
	time: TimeOrder;
}

/** The cursor of a trigger, as plain JSON: all before `floor` is known, and from there on what is in `seen`. */
export interface SeenWindow {
	floor: TimeOrder;
	/** Latest time that was seen. */
	newest: TimeOrder;
	/** Times by key. */
	seen: Record<string, TimeOrder>;
}

/**
 * How much later than its own timestamp something may show up and still be noticed. Covers reads of one poll that are
 * minutes apart, clocks of the service that differ, and lists that are updated late.
 */
export const REMEMBERED_MS = 24 * 3_600_000;

/** Static data is written with the workflow, so it must stay small: these take about 0.5 MB. */
const MOST_REMEMBERED = 5_000;

/** Whether the workflow has not been told of it. */
export function isNew({ floor, seen }: SeenWindow, { key, time }: Occurrence): boolean {
	return time >= floor && !Object.hasOwn(seen, key);
}

/**
 * Takes what a poll has read. Timestamps of the service decide, never the order in which something was read: no list of
 * this service promises one. Pure: the given window stays as it is, so that a failed poll can be repeated.
 *
 * @param window undefined at the first poll, which takes everything as known
 * @param occurred in any order, repetitions allowed
 * @param present by the clock of the service. One object from the future must not make everything until then old.
 * @returns what is new, in the order in which it happened, and the window for the next poll
 */
export function take<T extends Occurrence>(
	window: SeenWindow | undefined,
	occurred: readonly T[],
	present: TimeOrder,
): { window: SeenWindow; fresh: T[] } {
	const before = window ?? { floor: '', newest: '', seen: {} };
	const news = new Map(occurred.filter((one) => isNew(before, one)).map((one) => [one.key, one]));
	const known = [...Object.entries(before.seen), ...[...news].map(([key, { time }]) => [key, time] as const)];
	const times = known.map(([, time]) => time);
	const newest = latest([before.newest, earliest(latest(times), present)]);
	// Where too much is known, the oldest is forgotten and counts as known.
	const overflow = times.length > MOST_REMEMBERED ? times.sort().at(-MOST_REMEMBERED)! : '';
	const floor = latest([before.floor, earlierBy(REMEMBERED_MS, newest), overflow]);
	// fromEntries defines properties, so that a hostile `__proto__` stays data.
	const seen = Object.fromEntries(known.filter(([, time]) => time >= floor));
	return { window: { floor, newest, seen }, fresh: window ? [...news.values()].sort(byTime) : [] };
}

/** Compares by time, then by key. */
export function byTime(one: Occurrence, other: Occurrence): number {
	const [first, second] = [one, other].map(({ key, time }) => `${time} ${key}`) as [string, string];
	return first < second ? -1 : first > second ? 1 : 0;
}
