import type { Identifiers } from '../../identifiers';
import { graphErrors } from '../errors';

/** What a skip token opens. */
interface Rest {
	/** Path of the list it belongs to. */
	list: string;
	/** Keys of the items that remain. */
	keys: string[];
}

/** One page of a list. */
export interface Page<T> {
	items: T[];
	/** Opens the page behind this one. */
	skipToken?: string;
}

/**
 * Server-side paging by snapshot: the first page remembers the keys of all that follow, so nothing is repeated or
 * lost when items come and go between pages. Tokens are opaque; how the real ones work is unknown.
 */
export class Pages {
	private readonly rests = new Map<string, Rest>();
	private readonly scriptedEmpty: { list: RegExp; position: 'between' | 'last' }[] = [];

	constructor(private readonly identifiers: Identifiers) {}

	/**
	 * One page; those behind it without what was deleted meanwhile.
	 * @param token of the page before; undefined for the first one
	 * @throws GraphError 400 for an expired token, and for that of another list
	 */
	open<T>(
		list: string,
		token: string | undefined,
		items: T[],
		size: number,
		keyOf: (item: T) => string,
	): Page<T> {
		const remaining = token === undefined ? items : this.remaining(list, token, items, keyOf);
		const behind = (skipped: number) => this.tokenFor(list, remaining.slice(skipped).map(keyOf));
		if (this.takeScripted(list, 'between')) return { items: [], skipToken: behind(0) };
		const isLast = remaining.length <= size;
		if (isLast && !(remaining.length > 0 && this.takeScripted(list, 'last'))) return { items: remaining };
		return { items: remaining.slice(0, size), skipToken: behind(size) };
	}

	/**
	 * Scripts one empty page for lists whose path matches: `between` comes before the first page with items and has a
	 * link; `last` makes the final page link to one more page, an empty one.
	 */
	scriptEmptyPage(list: RegExp, position: 'between' | 'last'): void {
		this.scriptedEmpty.push({ list, position });
	}

	/** Makes all tokens fail from now on. */
	expireAll(): void {
		this.rests.clear();
	}

	reset(): void {
		this.rests.clear();
		this.scriptedEmpty.length = 0;
	}

	private remaining<T>(list: string, token: string, items: T[], keyOf: (item: T) => string): T[] {
		const rest = this.rests.get(token);
		if (rest?.list !== list) throw graphErrors.invalidSkipToken(rest ? 'of another list' : 'expired');
		const byKey = new Map(items.map((item) => [keyOf(item), item]));
		return rest.keys.map((key) => byKey.get(key)).filter((item) => item !== undefined);
	}

	private tokenFor(list: string, keys: string[]): string {
		const token = Buffer.from(this.identifiers.hex(32), 'hex').toString('base64url');
		this.rests.set(token, { list, keys });
		return token;
	}

	private takeScripted(list: string, position: 'between' | 'last'): boolean {
		const index = this.scriptedEmpty.findIndex(
			(script) => script.position === position && script.list.test(list),
		);
		if (index >= 0) this.scriptedEmpty.splice(index, 1);
		return index >= 0;
	}
}
