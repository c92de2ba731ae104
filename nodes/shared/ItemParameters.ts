import { InvalidIdError, pathSegment, type IdKind } from '../graph/paths';
import { InvalidParameterError } from '../errors/InvalidParameterError';

/** The `options` collection as the editor stores it. */
type ItemOptions = Record<string, unknown>;

/** The part of n8n's contexts that parameters come from. */
interface ParameterContext {
	getNodeParameter(name: string, itemIndex: number, fallback?: unknown): unknown;
	getNode(): { parameters: Record<string, unknown> };
}

/** The parameters of one item, expressions resolved. Values from expressions have not passed the editor's checks. */
export class ItemParameters {
	constructor(
		private readonly context: ParameterContext,
		private readonly itemIndex: number,
	) {}

	/** A text. A number or a boolean counts as its text. @throws InvalidParameterError */
	text(name: string): string {
		return asText(name, this.raw(name));
	}

	/**
	 * A text that says something. Half a character, as `slice` leaves it of an emoji, becomes U+FFFD: services refuse it
	 * (mastra-ai/mastra#15573).
	 *
	 * @param advice what to enter
	 * @throws InvalidParameterError
	 */
	content(name: string, advice: string): string {
		return this.checkContent(name, this.text(name).toWellFormed(), advice);
	}

	/**
	 * A list of texts that say something: from a parameter with multiple values, or from an expression that gives a list, a
	 * JSON list as text, or one text, which is not split at commas. Empty texts are left out.
	 *
	 * @throws InvalidParameterError
	 */
	contents(name: string, advice: string): string[] {
		return listOf(this.raw(name) ?? [])
			.filter((entry) => entry !== '')
			.map((entry) => this.checkContent(name, asText(name, entry).toWellFormed(), advice));
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

	/** A whole number from `minimum` on. @throws InvalidParameterError */
	wholeNumber(name: string, minimum: number): number {
		return asWholeNumber(name, this.raw(name), minimum, Number.MAX_SAFE_INTEGER);
	}

	/** Names from a multi-options parameter. @throws InvalidParameterError */
	names(name: string): string[] {
		return asNames(name, this.raw(name));
	}

	/** The value of a resource locator, in every mode, or of a plain parameter. @throws InvalidParameterError */
	locator(name: string): string {
		const value = this.raw(name) ?? '';
		const isLocator = typeof value === 'object' && 'value' in value;
		return asText(name, isLocator ? (value.value ?? '') : value).trim();
	}

	/** An ID that can stand in an address. @throws InvalidParameterError */
	id(name: string, kind: IdKind, advice?: string): string {
		return checkedId(name, kind, this.checkContent(name, this.locator(name), advice));
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

	/** An ID for a message; undefined where the parameter is not there, cannot be read or is no plain ID. Never throws. */
	shownId(name: string): string | undefined {
		try {
			const value = this.locator(name);
			return /^[\w-]{1,64}$/.test(value) ? value : undefined;
		} catch {
			return undefined;
		}
	}

	/**
	 * Refuses an empty text, what JavaScript writes for a value that is no text, an expression that was not resolved, and
	 * one at the end that found nothing: "Sentinel incident " is the same for all incidents. Sent as a prompt, each would
	 * be paid for.
	 *
	 * @throws InvalidParameterError
	 */
	checkContent(name: string, text: string, advice?: string): string {
		const visible = text.replace(INVISIBLE, '');
		if (visible === '') throw new InvalidParameterError(name, 'is empty', advice);
		if (NOT_A_TEXT.test(visible)) {
			const reason = 'holds [object Object], undefined, null, None or NaN instead of a text';
			throw new InvalidParameterError(name, reason);
		}
		const template = this.context.getNode().parameters[name];
		const [, before = '', after = ''] =
			(typeof template === 'string' && LAST_EXPRESSION.exec(template)) || [];
		if (before.trim() !== '' && text.endsWith(before + after)) {
			throw new InvalidParameterError(name, 'ends with an expression that found nothing', FOUND_NOTHING);
		}
		const isFixed = !isExpression(template);
		if ((isFixed ? EXPRESSION : ONLY_EXPRESSION).test(text)) {
			const reason = 'holds an expression in double braces that n8n has not resolved';
			const advice =
				'Switch the parameter, or the field that it takes the text from, from Fixed to Expression.';
			throw new InvalidParameterError(name, reason, advice);
		}
		return text;
	}

	private raw(name: string): unknown {
		return this.context.getNodeParameter(name, this.itemIndex, undefined);
	}
}

/** White space, and characters that no font shows. */
const INVISIBLE = /[\s\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** What JavaScript, or Python, writes for a value that is no text, white space left out; several in a list. */
const NOT_A_TEXT = /^(?:(?:\[object\w+\]|undefined|null|None|NaN)(?:,|$))+$/;

/** n8n's own names begin with `$`; double braces of other template languages are left alone. */
const EXPRESSION = /\{\{[^{}]*\$[^{}]*\}\}/;

/**
 * A text that is nothing but one expression: an earlier node has not resolved it. Double braces within other text are let
 * through, because the author of an incident must not be able to stop its workflow with them.
 */
const ONLY_EXPRESSION = new RegExp(`^\\s*${EXPRESSION.source}\\s*$`);

/** Whether a parameter, or a part of it, is switched to Expression. */
function isExpression(parameter: unknown): boolean {
	if (typeof parameter === 'string') return parameter.startsWith('=');
	if (typeof parameter !== 'object' || parameter === null) return false;
	return Object.values(parameter).some(isExpression);
}

/** An expression at the end of a template, with the text before and the blanks after it. */
const LAST_EXPRESSION = /^=(?:[^]*\}\})?([^]*?)\{\{(?:(?!\{\{)[^])*\}\}(\s*)$/;

const FOUND_NOTHING =
	'Check that the incoming item has the field that the expression names. Nothing was sent.';

function listOf(value: unknown): unknown[] {
	if (Array.isArray(value))
		return value.flatMap((entry) => (typeof entry === 'string' ? listOf(entry) : entry));
	if (typeof value !== 'string' || !/^\s*\[[^]*\]\s*$/.test(value)) return [value];
	try {
		return JSON.parse(value) as unknown[];
	} catch {
		return [value];
	}
}

/** @throws InvalidParameterError for what cannot stand in an address */
export function checkedId(name: string, kind: IdKind, id: string): string {
	try {
		pathSegment(kind, id);
		return id;
	} catch (error) {
		throw error instanceof InvalidIdError ? new InvalidParameterError(name, error.reason) : error;
	}
}

/** @throws InvalidParameterError for an object, a list or nothing */
export function asText(name: string, value: unknown): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	if (value === undefined || value === null) {
		throw new InvalidParameterError(name, 'has no value: the expression found nothing', FOUND_NOTHING);
	}
	throw new InvalidParameterError(name, 'is an object or a list, not a text');
}

/**
 * The names of a multi-options parameter. An expression may give a list, a JSON list as text, or a text with commas.
 *
 * @throws InvalidParameterError
 */
export function asNames(name: string, value: unknown): string[] {
	return listOf(value ?? [])
		.flatMap((entry) => asText(name, entry).split(','))
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');
}

/** Guessing what a half-right expression means could cost money. @throws InvalidParameterError */
export function asBoolean(name: string, value: unknown): boolean {
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
