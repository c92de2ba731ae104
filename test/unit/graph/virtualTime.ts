import { CancelledError, type Time } from '../../../nodes/graph/time';

interface Sleeper {
	wakesAt: number;
	wake: () => void;
}

/** Time that passes only in `run`: from one sleeper's end to the next, without any real wait. */
export class VirtualTime implements Time {
	/** Every wait that was asked for, in milliseconds. */
	readonly slept: number[] = [];
	private sleepers: Sleeper[] = [];

	constructor(private present = Date.UTC(2026, 0, 15, 9)) {}

	now(): number {
		return this.present;
	}

	async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
		this.slept.push(milliseconds);
		await new Promise<void>((resolve, reject) => {
			const onAbort = () => {
				this.sleepers = this.sleepers.filter((other) => other !== sleeper);
				reject(new CancelledError());
			};
			const wake = () => {
				signal?.removeEventListener('abort', onAbort);
				resolve();
			};
			const sleeper = { wakesAt: this.present + milliseconds, wake };
			this.sleepers.push(sleeper);
			signal?.addEventListener('abort', onAbort, { once: true });
		});
	}

	/** Lets time pass until nobody sleeps any more, or until a point in time. */
	async run(until = Number.POSITIVE_INFINITY): Promise<void> {
		for (;;) {
			// Everything that can go on without time passing does so first.
			await new Promise(setImmediate);
			const next = Math.min(...this.sleepers.map(({ wakesAt }) => wakesAt));
			if (next > until || next === Number.POSITIVE_INFINITY) break;
			this.present = Math.max(this.present, next);
			const awake = this.sleepers.filter(({ wakesAt }) => wakesAt <= this.present);
			this.sleepers = this.sleepers.filter(({ wakesAt }) => wakesAt > this.present);
			for (const { wake } of awake) wake();
		}
		if (until < Number.POSITIVE_INFINITY) this.present = Math.max(this.present, until);
	}
}
