import { InvalidParameterError } from './InvalidParameterError';

/** The `options` collection as the editor stores it. */
export type ItemOptions = Record<string, unknown>;

/** The part of n8n's contexts that parameters come from. */
interface ParameterContext {
	getNodeParameter(name: string, itemIndex: number, fallback?: unknown): unknown;
}

/** The parameters of one item, expressions resolved. Values from expressions skipped the editor's checks. */
export class ItemParameters {
	constructor(
		private readonly context: ParameterContext,
		readonly itemIndex: number,
	) {}

	/** A text parameter; numbers from expressions count as text. */
	text(name: string): string {
		return asText(name, this.raw(name));
	}

	/** @throws InvalidParameterError for what is neither true nor false */
	boolean(name: string): boolean {
		return asBoolean(name, this.raw(name));
	}

	/** An option that is true or false. @param usual where it is not set. @throws InvalidParameterError */
	switchedOn(name: string, usual = false): boolean {
		const value = this.options()[name];
		return value === undefined ? usual : asBoolean(name, value);
	}

	/**
	 * A whole number.
	 *
	 * @throws InvalidParameterError outside of `minimum` and `maximum`
	 */
	wholeNumber(name: string, minimum: number, maximum = Number.MAX_SAFE_INTEGER): number {
		return asWholeNumber(name, this.raw(name), minimum, maximum);
	}

	/** Names from a multi-options parameter; an expression may give a list or a text with commas. */
	names(name: string): string[] {
		const value = this.raw(name) ?? [];
		const list = Array.isArray(value) ? value : asText(name, value).split(',');
		return list.map((entry) => asText(name, entry).trim()).filter((entry) => entry !== '');
	}

	/** A resource locator: the mode the user chose, and the value. A bare value counts as mode `id`. */
	locator(name: string): { mode: string; value: string } {
		const value = this.raw(name);
		if (typeof value === 'object' && value !== null && 'value' in value) {
			const { mode, value: inner } = value as { mode?: unknown; value?: unknown };
			return { mode: typeof mode === 'string' ? mode : 'id', value: asText(name, inner ?? '').trim() };
		}
		return { mode: 'id', value: asText(name, value ?? '').trim() };
	}

	/** Texts from a parameter with multiple values. An expression may give one text, which is not cut at commas. */
	texts(name: string): string[] {
		const value = this.raw(name) ?? [];
		const list = Array.isArray(value) ? value : [value];
		return list.filter((entry) => entry !== '').map((entry) => asText(name, entry));
	}

	/** A collection as the editor stores it. @throws InvalidParameterError */
	collection(name: string): ItemOptions {
		const value = this.raw(name) ?? {};
		if (typeof value !== 'object' || Array.isArray(value))
			throw new InvalidParameterError(name, 'is not an object');
		return value as ItemOptions;
	}

	options(): ItemOptions {
		return this.collection('options');
	}

	/** A value for a message: undefined where the parameter is not there or cannot be read. Never throws. */
	plainValue(name: string): string | undefined {
		try {
			return this.locator(name).value || undefined;
		} catch {
			return undefined;
		}
	}

	private raw(name: string): unknown {
		return this.context.getNodeParameter(name, this.itemIndex, undefined);
	}
}

/** @throws InvalidParameterError for an object, a list or nothing */
export function asText(name: string, value: unknown): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	throw new InvalidParameterError(name, 'is not a text');
}

/** Guessing what a half-right expression means could cost money. @throws InvalidParameterError */
function asBoolean(name: string, value: unknown): boolean {
	const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
	if (word === true || word === 'true') return true;
	if (word === false || word === 'false') return false;
	throw new InvalidParameterError(name, 'is neither true nor false');
}

/** @throws InvalidParameterError */
export function asWholeNumber(name: string, value: unknown, minimum: number, maximum: number): number {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof number !== 'number' || !Number.isInteger(number) || number < minimum || number > maximum) {
		const range =
			maximum === Number.MAX_SAFE_INTEGER ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
		throw new InvalidParameterError(name, `is not a whole number ${range}`);
	}
	return number;
}
