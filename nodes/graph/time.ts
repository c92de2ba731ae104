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
