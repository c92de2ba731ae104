import type { Identifiers } from '../../identifiers';
import { graphErrors } from '../errors';

interface Chain {
	/** The list it belongs to, and the options that shaped it. */
	list: string;
	/** Keys of the items that remain when the page is opened. */
	keys: string[];
	/** Opened by the token that follows this one. */
	usedUp: boolean;
	/** The token before this one. */
	previous?: string;
}

/** One page of a list. */
export interface Page<T> {
	items: T[];
	/** Opens the page behind this one. */
	skipToken?: string;
}

/**
 * Server-side paging by snapshot: the first page remembers the keys of all that follow, so nothing is repeated or
 * lost when items come and go between pages. Tokens are opaque; how the real ones work is unknown. A token may be
 * used again (a lost answer can be repeated) until the page after it has been read.
 */
export class Pages {
	private readonly chains = new Map<string, Chain>();
	private readonly scriptedEmpty: { list: RegExp; position: 'between' | 'last' }[] = [];

	constructor(private readonly identifiers: Identifiers) {}

	/** The first page. @param keyOf the key of an item */
	first<T>(list: string, items: T[], size: number, keyOf: (item: T) => string): Page<T> {
		return this.cut(list, items, size, keyOf);
	}

	/**
	 * The page a token opens. Deleted items are left out.
	 * @throws GraphError 400 for a token of another list, an expired or a used-up one
	 */
	next<T>(list: string, token: string, items: T[], size: number, keyOf: (item: T) => string): Page<T> {
		const chain = this.chains.get(token);
		if (!chain) throw graphErrors.invalidSkipToken('unknown or expired');
		if (chain.list !== list) throw graphErrors.invalidSkipToken('belongs to another list or other options');
		if (chain.usedUp) throw graphErrors.invalidSkipToken('used up');
		const previous = chain.previous && this.chains.get(chain.previous);
		if (previous) previous.usedUp = true;
		const byKey = new Map(items.map((item) => [keyOf(item), item]));
		const remaining = chain.keys.map((key) => byKey.get(key)).filter((item) => item !== undefined);
		return this.cut(list, remaining, size, keyOf, token);
	}

	/**
	 * Scripts one empty page for lists whose path matches: `between` comes before the first page with items and has a
	 * link; `last` makes the final page link to one more page, an empty one.
	 */
	scriptEmptyPage(list: RegExp, position: 'between' | 'last'): void {
		this.scriptedEmpty.push({ list, position });
	}

	/** Whether this server handed the token out, expired or not. */
	handedOut(token: string): boolean {
		return this.everHandedOut.has(token);
	}

	/** Makes all tokens fail from now on. */
	expireAll(): void {
		this.chains.clear();
	}

	reset(): void {
		this.chains.clear();
		this.everHandedOut.clear();
		this.scriptedEmpty.length = 0;
	}

	private readonly everHandedOut = new Set<string>();

	private cut<T>(
		list: string,
		items: T[],
		size: number,
		keyOf: (item: T) => string,
		previous?: string,
	): Page<T> {
		if (this.takeScripted(list, 'between'))
			return { items: [], skipToken: this.open(list, items.map(keyOf), previous) };
		const rest = items.slice(size);
		if (rest.length === 0 && !(items.length > 0 && this.takeScripted(list, 'last'))) return { items };
		return { items: items.slice(0, size), skipToken: this.open(list, rest.map(keyOf), previous) };
	}

	private open(list: string, keys: string[], previous?: string): string {
		const token = Buffer.from(this.identifiers.hex(32), 'hex').toString('base64url');
		this.chains.set(token, { list, keys, usedUp: false, previous });
		this.everHandedOut.add(token);
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
