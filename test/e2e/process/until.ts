import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds. */
const INTERVAL = 100;
const USUAL_LIMIT = 60_000;

/**
 * Asks another program again and again until it has what is waited for.
 * @param what completes "… did not happen" in the error
 * @param ask undefined means "not yet"
 * @param limit milliseconds
 */
export async function until<T>(
	what: string,
	ask: () => Promise<T | undefined>,
	limit = USUAL_LIMIT,
): Promise<T> {
	const end = Date.now() + limit;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (Date.now() > end) throw new Error(`Waited ${limit / 1000} s in vain until ${what}.`);
		await sleep(INTERVAL);
	}
}
