/** Ids and choices that repeat from run to run, because they come from a seed. */
export class Identifiers {
	private state: number;

	constructor(private readonly seed: number) {
		this.state = seed;
	}

	reset(): void {
		this.state = this.seed;
	}

	/** A number from 0 to below 1 (mulberry32, a public-domain generator). */
	fraction(): number {
		this.state = (this.state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	}

	/** A lower-case GUID, version 4, as in all Security Copilot examples. */
	guid(): string {
		const variant = '89ab'.charAt(Math.floor(this.fraction() * 4));
		return [this.hex(8), this.hex(4), `4${this.hex(3)}`, `${variant}${this.hex(3)}`, this.hex(12)].join('-');
	}

	/** Hexadecimal digits. @param length how many */
	hex(length: number): string {
		let digits = '';
		while (digits.length < length) digits += '0123456789abcdef'.charAt(Math.floor(this.fraction() * 16));
		return digits;
	}

	/** The items in another order. */
	shuffle<T>(items: readonly T[]): T[] {
		return items
			.map((item) => ({ item, rank: this.fraction() }))
			.sort((a, b) => a.rank - b.rank)
			.map(({ item }) => item);
	}
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isGuid = (text: string): boolean => GUID.test(text);
