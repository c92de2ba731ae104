import { CancelledError, endedByCancellation } from '../graph/time';
import type { Copilot } from './Copilot';

/** The end of each queue, by key. Executions of one n8n process share them; workers of queue mode do not. */
const tails = new Map<string, Promise<void>>();

/**
 * Keyed mutex of this process: works with the same key run one after another, in the order of the calls.
 *
 * @param subject what is locked within the workspace, for example the ID of a session
 * @param waitSignal ends the wait for the lock; default: the signal of the execution
 * @throws CancelledError when the signal is aborted before the lock is free; what the work throws
 */
export async function withLock<T>(
	{ connectionId, signal }: Copilot,
	workspaceId: string,
	subject: string,
	work: () => Promise<T>,
	waitSignal: AbortSignal | undefined = signal,
): Promise<T> {
	const key = JSON.stringify([connectionId, workspaceId.toLowerCase(), subject]);
	const before = tails.get(key) ?? Promise.resolve();
	let release!: () => void;
	const released = new Promise<void>((resolve) => (release = resolve));
	// A caller that is cancelled while it waits must not let the callers behind it pass those before it.
	const tail = before.then(async () => await released);
	tails.set(key, tail);
	void tail.then(() => {
		if (tails.get(key) === tail) tails.delete(key);
	});
	try {
		await endedByCancellation(before, waitSignal);
		if (waitSignal?.aborted) throw new CancelledError();
		return await work();
	} finally {
		release();
	}
}
