import { sleep } from 'n8n-workflow';

const CHECK_EVERY_MS = 1_000;

interface Deadline {
	atMs: number;
	onExceeded: () => void;
}

/**
 * Ends what takes too long. One timer watches all deadlines, because n8n's `sleep`, the only timer that community
 * nodes may use, cannot be cleared in older versions: a timer per request would outlive its request by minutes.
 */
class Deadlines {
	private readonly pending = new Set<Deadline>();
	/** Ends the watch; there is one while anything is pending. */
	private watch: AbortController | undefined;

	/**
	 * @param atMs point in time by `performance.now`, which nobody can set
	 * @returns a handle to take the deadline back
	 */
	add(atMs: number, onExceeded: () => void): { remove(): void } {
		const deadline: Deadline = { atMs, onExceeded };
		this.pending.add(deadline);
		if (!this.watch) {
			this.watch = new AbortController();
			void this.keepWatch(this.watch.signal);
		}
		return { remove: () => this.remove(deadline) };
	}

	private remove(deadline: Deadline): void {
		this.pending.delete(deadline);
		if (this.pending.size > 0) return;
		this.watch?.abort();
		this.watch = undefined;
	}

	private async keepWatch(over: AbortSignal): Promise<void> {
		while (!over.aborted) {
			// It ends with an error where n8n's `sleep` knows signals, and at its time elsewhere.
			await sleep(CHECK_EVERY_MS, over).catch(() => undefined);
			const now = performance.now();
			for (const deadline of [...this.pending].filter(({ atMs }) => atMs <= now)) {
				this.remove(deadline);
				deadline.onExceeded();
			}
		}
	}
}

/** The deadlines of this process. */
export const deadlines = new Deadlines();
