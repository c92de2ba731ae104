/** The seam to clock and timers, so that everything that waits can be tested without waiting. */
export interface Time {
	/** Milliseconds since the epoch, by this machine's clock. */
	now(): number;
	/**
	 * Waits.
	 *
	 * @throws CancelledError as soon as the signal is given
	 */
	sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
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
