import { sleep } from 'n8n-workflow';
import { CancelledError, steadyClock, type Time } from '../graph/time';

/**
 * n8n's `sleep` takes a signal in newer versions only (n8n-workflow 2.41, `utils`). Elsewhere a cancelled wait leaves a
 * timer behind; no longer than this.
 */
const LONGEST_TIMER_MS = 5_000;

/** The clock and the waits of one execution, one poll, or one list in the editor. */
export function n8nTime(): Time {
	return { now: steadyClock(), sleep: sleepUntilOver };
}

async function sleepUntilOver(milliseconds: number, signal?: AbortSignal): Promise<void> {
	const own = signal && ownSignal(signal);
	const endMs = performance.now() + milliseconds;
	// Node's timers may end a moment early, and take whole milliseconds.
	for (let left = milliseconds; left > 0; left = endMs - performance.now()) {
		await endedByCancellation(sleep(Math.ceil(Math.min(left, LONGEST_TIMER_MS)), own), own);
	}
	if (signal?.aborted) throw new CancelledError();
}

/**
 * Waits for something that cannot be cancelled, but no longer than until the signal.
 *
 * @throws CancelledError as soon as the signal is given
 */
export async function endedByCancellation<T>(pending: Promise<T>, signal?: AbortSignal): Promise<T> {
	if (!signal) return await pending;
	const own = ownSignal(signal);
	return await new Promise<T>((resolve, reject) => {
		const cancel = () => reject(new CancelledError());
		if (own.aborted) cancel();
		own.addEventListener('abort', cancel, { once: true });
		const settled = () => own.removeEventListener('abort', cancel);
		pending.then(resolve, reject).finally(settled);
	});
}

/** A signal for one wait: Node warns about the eleventh listener of a signal, and many waits share the execution's. */
function ownSignal(signal: AbortSignal): AbortSignal {
	return AbortSignal.any([signal]);
}
