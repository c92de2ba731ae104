/**
 * Answers as data: the instruction that asks for one JSON object, and the reading of what a model writes instead of one.
 * An answer is hostile text: it gives values of attributes that the workflow has named, and nothing else.
 */

import { jsonParse, validateFieldType } from 'n8n-workflow';
import { AnswerDataError } from '../copilot/failures';

export type AttributeType = 'boolean' | 'dateTime' | 'number' | 'string' | 'stringList';

/** What a workflow wants to know. */
export interface Attribute {
	name: string;
	type: AttributeType;
	/** Compared without regard to case; empty for any value. */
	allowedValues: readonly string[];
	description: string;
	required: boolean;
}

const TYPES: Record<AttributeType, string> = {
	boolean: 'true or false',
	dateTime: 'date and time in ISO 8601',
	number: 'number',
	string: 'text',
	stringList: 'list of texts',
};

/** What is appended to a prompt. The same attributes give the same text, by which an answer is found again. */
export function dataInstruction(attributes: readonly Attribute[]): string {
	const lines = attributes.map(({ name, type, allowedValues, description, required }) => {
		const oneOf = allowedValues.length > 0 ? `, one of: ${allowedValues.join(', ')}` : '';
		const says = description === '' ? '' : `: ${description}`;
		return `- ${name} (${TYPES[type]}${oneOf}${required ? ', required' : ', or null'})${says}`;
	});
	return `\n\nAnswer with one JSON object and no other text. Its attributes:\n${lines.join('\n')}`;
}

/** Data by the names of the attributes; null for what the answer does not tell. */
export type AnswerData = Record<string, unknown>;

/**
 * Reads the object out of an answer, also out of one with other text around it. Where several objects fit and differ, none
 * is chosen: an answer may quote what an attacker wrote.
 *
 * @returns the data, or why the answer does not fit
 */
export function readData(answer: string, attributes: readonly Attribute[]): AnswerData | AnswerDataError {
	const read = objectsIn(answer, attributes, 3).map((object) => dataOf(object, attributes));
	const fitting = read.filter((data) => !(data instanceof AnswerDataError));
	const [data, ...others] = new Map(fitting.map((one) => [JSON.stringify(one), one])).values();
	if (others.length > 0) return new AnswerDataError('The answer holds several objects that differ');
	return data ?? read[0] ?? new AnswerDataError('The answer holds no JSON object with one of the attributes');
}

type JsonObject = Record<string, unknown>;

/**
 * The objects with one of the attributes: the value itself, or what it wraps. A wrapped text is read only where the
 * wrapper has no other member: in a larger object it may quote what an attacker wrote.
 *
 * @param levels of texts, lists and objects to look into
 */
function objectsIn(value: unknown, attributes: readonly Attribute[], levels: number): JsonObject[] {
	const inside = (part: unknown) => objectsIn(part, attributes, levels - 1);
	if (typeof value === 'string') {
		if (levels === 0) return [];
		const isJsonLike = /^\s*(?:"\s*)?[[{]/.test(value);
		const whole = isJsonLike ? inside(parse(value)) : [];
		return whole.length > 0 ? whole : outermostBraces(value).map(parse).flatMap(inside);
	}
	if (typeof value !== 'object' || value === null) return [];
	if (!Array.isArray(value)) {
		const object = value as JsonObject;
		if (attributes.some(({ name }) => keyOf(object, name) !== undefined)) return [object];
	}
	if (levels === 0) return [];
	const parts = Object.values(value);
	return parts.flatMap((part) => (typeof part === 'string' && parts.length > 1 ? [] : inside(part)));
}

const FENCE = /^[ \t]*(?:```|~~~)/m;
const FENCED_JSON = /^[ \t]*(?:```|~~~).*\n\s*(?=[[{])/m;

/**
 * Each object that stands between other text, from the first fenced block on that begins like JSON; what is cut off, up to
 * the end of its block. A text in an object may hold a fence too (n8n-io/n8n#21174).
 */
function outermostBraces(answer: string): string[] {
	const fenced = FENCED_JSON.exec(answer);
	const texts: string[] = [];
	let [depth, begin, inString] = [0, 0, false];
	for (let at = fenced ? fenced.index + fenced[0].length : 0; at < answer.length; at++) {
		const character = answer.charAt(at);
		if (inString && character === '\\') at++;
		else if (character === '"' && depth > 0) inString = !inString;
		else if (!inString && character === '{' && depth++ === 0) begin = at;
		else if (!inString && character === '}' && depth > 0 && --depth === 0) {
			texts.push(answer.slice(begin, at + 1));
		}
	}
	if (depth > 0) texts.push(answer.slice(begin).split(FENCE, 1)[0]!.trimEnd());
	return texts;
}

const JSON_STRING = /"[^"\\]*(?:\\[^][^"\\]*)*"?/g;
const WELL_ESCAPED = /^[^\\]*(?:\\(?:["\\/bfnrt]|u[\da-f]{4})[^\\]*)*$/i;

/**
 * Parses JSON and what looks like it, with n8n's repair. It would lose or refuse the backslashes of a path such as
 * C:\Windows that nobody has escaped, and control characters. Sources: kaptinlin/jsonrepair, issue 8; matthiasn/lotti,
 * pull request 4310.
 *
 * @returns undefined for anything else
 */
function parse(text: string): unknown {
	const readable = text
		.replace(/(?![\t\n\r])\p{Cc}/gu, '')
		.replace(JSON_STRING, (part) => (WELL_ESCAPED.test(part) ? part : part.replace(/\\(?!")\\?/g, '\\\\')));
	try {
		return jsonParse<unknown>(readable, { repairJSON: true });
	} catch {
		return undefined;
	}
}

/** The key that stands for an attribute. Models write `user_name` as `userName` or `User Name`. */
function keyOf(object: JsonObject, name: string): string | undefined {
	if (Object.hasOwn(object, name)) return name;
	const plain = (text: string) => text.toLowerCase().replace(/[\s_-]/g, '');
	const like = Object.keys(object).filter((key) => plain(key) === plain(name));
	return like.length === 1 ? like[0] : undefined;
}

function dataOf(object: JsonObject, attributes: readonly Attribute[]): AnswerData | AnswerDataError {
	const values = attributes.map((attribute) => [attribute.name, valueOf(object, attribute)] as const);
	const wrong = values.map(([, value]) => value).find((value) => value instanceof AnswerDataError);
	// fromEntries defines properties, so that a hostile `__proto__` stays data.
	return wrong ?? Object.fromEntries(values);
}

/** @returns the value, or why it does not fit */
function valueOf(object: JsonObject, attribute: Attribute): unknown {
	const { name, type, required } = attribute;
	const key = keyOf(object, name);
	const value = key === undefined ? undefined : object[key];
	if (isMissing(value, attribute)) {
		return required ? new AnswerDataError(`The attribute "${name}" is missing in the answer`) : null;
	}
	if (type !== 'stringList') return oneOf(value, attribute);
	const list = Array.isArray(value) ? value : typeof value === 'string' ? value.split(/[,;\n]/) : [value];
	const texts = list
		.filter((entry) => !isMissing(entry, attribute))
		.map((entry) => oneOf(typeof entry === 'string' ? entry.trim() : entry, attribute));
	return texts.find((text) => text instanceof AnswerDataError) ?? texts;
}

const WORDS: ReadonlyMap<unknown, boolean> = new Map([
	['yes', true],
	['no', false],
]);

/** A value, or an entry of a list, as the type demands; or why it does not fit. */
function oneOf(value: unknown, { name, type, allowedValues }: Attribute): unknown {
	const unfit = new AnswerDataError(`The attribute "${name}" of the answer is no ${TYPES[type]}`);
	if (typeof value === 'object') return unfit;
	const text = String(value).trim();
	if (type === 'string' || type === 'stringList') {
		if (allowedValues.length === 0) return String(value);
		const wanted = text.toLowerCase();
		return (
			allowedValues.find((allowed) => allowed.toLowerCase() === wanted) ??
			new AnswerDataError(`The attribute "${name}" of the answer is not one of ${allowedValues.join(', ')}`)
		);
	}
	if (type === 'boolean' && WORDS.has(text.toLowerCase())) return WORDS.get(text.toLowerCase());
	if (type === 'number' && typeof value === 'boolean') return unfit;
	// Without a year, a text that happens to be read as a date is none.
	if (type === 'dateTime' && !/\d{4}/.test(text)) return unfit;
	const { valid, newValue } = validateFieldType(
		'attribute',
		typeof value === 'string' ? text : value,
		type,
	) as {
		valid: boolean;
		newValue?: unknown;
	};
	if (!valid || (typeof newValue === 'number' && !Number.isFinite(newValue))) return unfit;
	return type === 'dateTime' ? (newValue as { toISO(): string }).toISO() : newValue;
}

const NOTHING = /^(?:n\/?a|null|undefined|not available|[-–—]*)$/;

/** What a text may say, but no number, date or list. Source: SuffolkLITLab/docassemble-ALToolbox, issue 250. */
const NO_VALUE = /^(?:none|nan|unknown)$/;

/** Nothing, in the words of models too, unless they are among the allowed values. */
function isMissing(value: unknown, { allowedValues, type }: Attribute): boolean {
	if (typeof value !== 'string') return value === undefined || value === null;
	const word = value.trim().toLowerCase();
	if (allowedValues.some((allowedValue) => allowedValue.toLowerCase() === word)) return false;
	return NOTHING.test(word) || (type !== 'string' && NO_VALUE.test(word));
}
