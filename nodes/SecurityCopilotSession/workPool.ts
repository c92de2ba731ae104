/**
 * Does the work of many items, some at a time, and starts them in their order.
 *
 * @param concurrency how many may be under way
 * @param perform must not reject
 * @param isLast whether nothing more is to be started after this outcome; what is under way goes on
 * @returns the outcomes in the order of the items; undefined for items that were never started
 */
export async function performAll<Item, Outcome>(
	items: readonly Item[],
	concurrency: number,
	perform: (item: Item, index: number) => Promise<Outcome>,
	isLast: (outcome: Outcome) => boolean,
): Promise<Array<Outcome | undefined>> {
	const outcomes = new Array<Outcome | undefined>(items.length).fill(undefined);
	const waiting = items.entries();
	let stopped = false;
	const worker = async () => {
		for (const [index, item] of waiting) {
			if (stopped) return;
			const outcome = await perform(item, index);
			outcomes[index] = outcome;
			if (isLast(outcome)) stopped = true;
		}
	};
	await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
	return outcomes;
}
