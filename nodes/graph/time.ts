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
