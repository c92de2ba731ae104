import { sleep } from 'n8n-workflow';
import { CancelledError, endedByCancellation, steadyClock, type Time } from '../graph/time';

/** The clock and the waits of one execution, one poll, or one list in the editor. */
export function n8nTime(): Time {
	return { now: steadyClock(), sleep: sleepUntilOver };
}

async function sleepUntilOver(milliseconds: number, signal?: AbortSignal): Promise<void> {
	const endMs = performance.now() + milliseconds;
	// Node's timers may end a moment early, and take whole milliseconds.
	for (let left = milliseconds; left > 0; left = endMs - performance.now()) {
		// n8n's `sleep` takes a signal in newer versions only (n8n-workflow 2.41, `utils`).
		await endedByCancellation(sleep(Math.ceil(left), signal && AbortSignal.any([signal])), signal);
	}
	if (signal?.aborted) throw new CancelledError();
}
