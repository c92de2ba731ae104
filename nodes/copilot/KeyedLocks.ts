import { CancelledError } from '../graph/time';

/** Lets those who name the same key work one after another, in the order in which they came. */
export class KeyedLocks {
	private readonly last = new Map<string, Promise<void>>();

	/**
	 * Does the work as soon as all who came before with this key are done.
	 *
	 * @throws CancelledError when the signal is given while waiting; what the work throws
	 */
	async run<T>(key: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
		const before = this.last.get(key) ?? Promise.resolve();
		let done!: () => void;
		const own = new Promise<void>((resolve) => (done = resolve));
		// Whoever gives up must not let those behind overtake those before.
		const turn = before.then(async () => await own);
		this.last.set(key, turn);
		void turn.then(() => {
			if (this.last.get(key) === turn) this.last.delete(key);
		});
		try {
			await orCancelled(before, signal);
			return await work();
		} finally {
			done();
		}
	}
}

async function orCancelled(turn: Promise<void>, signal?: AbortSignal): Promise<void> {
	if (signal?.aborted) throw new CancelledError();
	// A signal of its own: of the execution's, which many may wait for, Node warns about the eleventh listener.
	const own = signal && AbortSignal.any([signal]);
	await new Promise<void>((resolve, reject) => {
		const cancel = () => reject(new CancelledError());
		own?.addEventListener('abort', cancel, { once: true });
		void turn.then(() => {
			own?.removeEventListener('abort', cancel);
			resolve();
		});
	});
}
