/** Clock and timers. Tests replace them by virtual ones. */
export interface Time {
	/**
	 * Milliseconds since the epoch: this machine's clock at the start, then counted. Never goes back. Values of two `Time`s
	 * cannot be compared, because the machine's clock may have been set in between.
	 */
	now(): number;
	/**
	 * Waits.
	 *
	 * @throws CancelledError as soon as the signal is aborted
	 */
	sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/**
 * A monotonic clock for waits: a machine's clock may be set by hours while an evaluation runs. Each execution gets a new
 * one: over the weeks of a process, counted time and the machine's clock drift apart.
 *
 * @returns a function that returns the present, in whole milliseconds since the epoch
 */
export function steadyClock(): () => number {
	const [wallMs, beganMs] = [Date.now(), performance.now()];
	return () => Math.floor(wallMs + performance.now() - beganMs);
}

/** The execution was cancelled. Nothing may be sent after it. */
export class CancelledError extends Error {
	override readonly name = 'CancelledError';

	constructor() {
		super('The execution was cancelled');
	}
}

/**
 * Waits for something that cannot be cancelled, until the signal is aborted at the latest.
 *
 * @throws CancelledError as soon as the signal is aborted
 */
export async function endedByCancellation<T>(pending: Promise<T>, signal?: AbortSignal): Promise<T> {
	if (!signal) return await pending;
	// A signal of its own: Node warns about the eleventh listener of one, and many waits share the execution's.
	const own = AbortSignal.any([signal]);
	return await new Promise<T>((resolve, reject) => {
		const cancel = () => reject(new CancelledError());
		if (own.aborted) cancel();
		own.addEventListener('abort', cancel, { once: true });
		pending.then(resolve, reject).finally(() => own.removeEventListener('abort', cancel));
	});
}

/** Waits for 20 rounds of microtasks, so that all items of a step have queued their first request. No timer runs. */
export async function afterPendingTasks(): Promise<void> {
	for (let round = 0; round < 20; round++) await Promise.resolve();
}
