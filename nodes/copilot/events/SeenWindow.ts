/** Something that happened in the service. */
export interface Occurrence {
	/** Tells it from everything else that happened. */
	key: string;
	/** When it happened, by a timestamp of the service, in milliseconds since the epoch. */
	timeMs: number;
}

/** The cursor of a trigger, as plain JSON. What happened before `floorMs` counts as told; after it, what is in `seen`. */
export interface SeenWindow {
	floorMs: number;
	/** Times by key, in milliseconds since the epoch. */
	seen: Record<string, number>;
}

/**
 * How much later than its own timestamp something may show up and still be noticed. Covers reads of one poll that are
 * minutes apart, clocks of the service that differ, and lists that are updated late.
 */
export const REMEMBERED_MS = 24 * 3_600_000;

/** Static data is written with the workflow, so it must stay small: 5,000 entries take about 0.3 MB. */
const MOST_REMEMBERED = 5_000;

/** Whether the workflow has not been told of it. */
export function isNew({ floorMs, seen }: SeenWindow, { key, timeMs }: Occurrence): boolean {
	return timeMs >= floorMs && !Object.hasOwn(seen, key);
}

/**
 * Takes what a poll has read. Timestamps of the service decide, never the order in which something was read: no list of
 * this service promises one. Pure: the given window stays as it is, so that a failed poll can be repeated.
 *
 * @param window undefined at the first poll, which takes everything as known
 * @param occurred in any order, repetitions allowed
 * @param presentMs by the clock of the service. One object from the future must not make everything until then old.
 * @returns what is new, in the order in which it happened, and the window for the next poll
 */
export function take<T extends Occurrence>(
	window: SeenWindow | undefined,
	occurred: readonly T[],
	presentMs: number,
): { window: SeenWindow; fresh: T[] } {
	const before = window ?? { floorMs: 0, seen: {} };
	const news = new Map(occurred.filter((one) => isNew(before, one)).map((one) => [one.key, one]));
	const known = [
		...Object.entries(before.seen),
		...[...news].map(([key, { timeMs }]) => [key, timeMs] as const),
	];
	const newestFirst = known.map(([, timeMs]) => timeMs).sort((one, other) => other - one);
	const newestMs = Math.min(newestFirst[0] ?? 0, presentMs);
	// Where there are too many entries, the oldest are dropped. The floor rises above them, so they count as told.
	const overflowMs = newestFirst.length > MOST_REMEMBERED ? newestFirst[MOST_REMEMBERED - 1]! : 0;
	const floorMs = Math.max(before.floorMs, newestMs - REMEMBERED_MS, overflowMs);
	// fromEntries defines properties, so that a hostile `__proto__` stays data.
	const seen = Object.fromEntries(known.filter(([, timeMs]) => timeMs >= floorMs));
	return { window: { floorMs, seen }, fresh: window ? [...news.values()].sort(byTime) : [] };
}

/** Compares by time, then by key. */
export function byTime(one: Occurrence, other: Occurrence): number {
	return one.timeMs - other.timeMs || (one.key < other.key ? -1 : 1);
}
