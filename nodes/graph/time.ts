/** The seam to clock and timers, so that everything that waits can be tested without waiting. */
export interface Time {
	/**
	 * Milliseconds since the epoch, as this machine's clock told them at the beginning, and counted since. Never goes
	 * back. Points in time of two `Time`s are not to be compared: the machine's clock may have been set in between.
	 */
	now(): number;
	/**
	 * Waits.
	 *
	 * @throws CancelledError as soon as the signal is given
	 */
	sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/**
 * The present for whoever waits: a machine's clock may be set while he does, by hours, and what has been paid for must
 * not be given up for that. Its hour is right as long as that of the machine was at the beginning, so it is to be made
 * anew for each execution: a process runs for weeks, in which its clock is put right again and again.
 *
 * @returns a function that tells the present, in whole milliseconds since the epoch
 */
export function steadyClock(): () => number {
	const [wallMs, beganMs] = [Date.now(), performance.now()];
	return () => Math.floor(wallMs + performance.now() - beganMs);
}

/** The execution was cancelled; nothing may be sent any more. */
export class CancelledError extends Error {
	override readonly name = 'CancelledError';

	constructor() {
		super('The execution was cancelled');
	}
}

/**
 * Microtasks that are due, and those that they start, come first: other items that ask, and callers that close the
 * gate on seeing what the last batch brought.
 */
export async function afterPendingTasks(): Promise<void> {
	for (let round = 0; round < 20; round++) await Promise.resolve();
}
