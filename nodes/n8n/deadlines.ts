import { sleep } from 'n8n-workflow';

const CHECK_EVERY_MS = 1_000;

interface Deadline {
	atMs: number;
	onExceeded: () => void;
}

/**
 * Ends what takes too long. One timer watches all deadlines, because n8n's `sleep`, the only timer that community
 * nodes may use, cannot be cleared: a timer per request would outlive its request by minutes.
 */
class Deadlines {
	private readonly pending = new Set<Deadline>();
	private watching = false;

	/** @param atMs point in time, milliseconds since the epoch. @returns a handle to take the deadline back */
	add(atMs: number, onExceeded: () => void): { remove(): void } {
		const deadline: Deadline = { atMs, onExceeded };
		this.pending.add(deadline);
		if (!this.watching) void this.watch();
		return { remove: () => void this.pending.delete(deadline) };
	}

	private async watch(): Promise<void> {
		this.watching = true;
		while (this.pending.size > 0) {
			await sleep(CHECK_EVERY_MS);
			const now = Date.now();
			for (const deadline of [...this.pending].filter(({ atMs }) => atMs <= now)) {
				this.pending.delete(deadline);
				deadline.onExceeded();
			}
		}
		this.watching = false;
	}
}

/** The deadlines of this process. */
export const deadlines = new Deadlines();
