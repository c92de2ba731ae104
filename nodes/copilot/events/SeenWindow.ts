import { earlierBy, earliest, latest, type TimeOrder } from './timestamps';

/** Something that happened in the service. */
export interface Occurrence {
	/** Tells it from everything else that happened. */
	key: string;
	/** When it happened, by a timestamp of the service. */
	time: TimeOrder;
}

/**
 * What a trigger remembers between polls, as plain JSON: everything before `floor` counts as known, and from there on
 * what is in `seen`.
 */
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

/** Whether nobody has been told of it yet. What bears no time cannot be placed, and counts as known. */
export function isNew({ floor, seen }: SeenWindow, { key, time }: Occurrence): boolean {
	return time !== '' && time >= floor && !Object.hasOwn(seen, key);
}

/**
 * Takes what a poll has read. Only timestamps of the service decide, never the order in which something was read: no
 * list of this service promises an order. Pure; the given window stays as it is, so that a poll that fails after
 * reading can simply be repeated.
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
	const news = new Map<string, T>();
	for (const occurrence of occurred) if (isNew(before, occurrence)) news.set(occurrence.key, occurrence);
	const fresh = [...news.values()].sort(byTime);
	const after = remember(before, fresh, present);
	return { window: after, fresh: window ? fresh : [] };
}

function remember(before: SeenWindow, fresh: readonly Occurrence[], present: TimeOrder): SeenWindow {
	const known: Array<[string, TimeOrder]> = [
		...Object.entries(before.seen),
		...fresh.map(({ key, time }): [string, TimeOrder] => [key, time]),
	];
	const newest = latest([before.newest, earliest(latest(known.map(([, time]) => time)), present)]);
	const floor = latest([before.floor, earlierBy(REMEMBERED_MS, newest), overflow(known)]);
	// fromEntries defines properties, so that a hostile `__proto__` stays data.
	return { floor, newest, seen: Object.fromEntries(known.filter(([, time]) => time >= floor)) };
}

/** The time before which nothing can be remembered any more. */
function overflow(known: ReadonlyArray<[string, TimeOrder]>): TimeOrder {
	if (known.length <= MOST_REMEMBERED) return '';
	const newestFirst = known.map(([, time]) => time).sort((one, other) => (one > other ? -1 : 1));
	return newestFirst[MOST_REMEMBERED - 1] ?? '';
}

function byTime(one: Occurrence, other: Occurrence): number {
	const [first, second] = [one, other].map(({ key, time }) => `${time} ${key}`) as [string, string];
	return first < second ? -1 : first > second ? 1 : 0;
}
