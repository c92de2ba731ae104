/** Works off effects one by one, as often as ordered, from the nth occasion on. */
export class Sequence<Effect> {
	/** How often it struck. */
	applied = 0;
	private seen = 0;
	private removed = false;
	private readonly effects: Effect[];
	private readonly count: number;

	/**
	 * @param nth counted from 1
	 * @param count how often; default: once per effect
	 */
	constructor(
		effects: Effect | Effect[],
		private readonly nth = 1,
		count?: number,
	) {
		this.effects = [effects].flat() as Effect[];
		this.count = count ?? this.effects.length;
	}

	/** How often it still will. */
	get remaining(): number {
		return this.removed ? 0 : this.count - this.applied;
	}

	remove(): void {
		this.removed = true;
	}

	/** Counts an occasion. @returns what is due */
	next(): Effect | undefined {
		if (this.remaining <= 0) return undefined;
		this.seen += 1;
		if (this.seen < this.nth) return undefined;
		const effect = this.effects[this.applied % this.effects.length];
		this.applied += 1;
		return effect;
	}
}
