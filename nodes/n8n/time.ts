import { sleep } from 'n8n-workflow';
import { CancelledError, endedByCancellation, type Time } from '../graph/time';

/**
 * The clock and the waits of one execution, one poll, or one list in the editor. The clock is monotonic: a machine's clock
 * may be set by hours while an evaluation runs. Each execution gets a new one: over the weeks of a process, counted time
 * and the machine's clock drift apart.
 */
export function n8nTime(): Time {
	const [wallMs, beganMs] = [Date.now(), performance.now()];
	return { now: () => Math.floor(wallMs + performance.now() - beganMs), sleep: sleepUntilOver };
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

/** Something took too long. */
export class DeadlineError extends Error {
	override readonly name = 'DeadlineError';
	readonly code = 'ETIMEDOUT';
}

/** @throws DeadlineError when something takes longer than so many milliseconds; what it throws itself */
export async function withDeadline<T>(milliseconds: number, pending: Promise<T>): Promise<T> {
	const done = new AbortController();
	const late = sleep(milliseconds, done.signal).then(() => {
		throw new DeadlineError();
	});
	try {
		return await Promise.race([pending, late]);
	} finally {
		done.abort();
	}
}
