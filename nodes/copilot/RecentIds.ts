/** Remembers IDs, but not for ever. */
export class RecentIds {
	private readonly ids = new Set<string>();

	/** @param most how many to remember; the oldest are forgotten first */
	constructor(private readonly most: number) {}

	add(id: string): void {
		this.ids.add(id);
		const [oldest] = this.ids;
		if (this.ids.size > this.most && oldest !== undefined) this.ids.delete(oldest);
	}

	has(id: string): boolean {
		return this.ids.has(id);
	}
}
