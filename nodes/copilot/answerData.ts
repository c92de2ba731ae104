/**
 * Answers as data: the instruction that asks for one JSON object, and the reading of what a model writes instead of one.
 * An answer is hostile text: it gives values of attributes that the workflow has named, and nothing else.
 */

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

/** The answer does not hold what was asked for. */
export class AnswerDataError extends Error {
	override readonly name = 'AnswerDataError';

	/** @param problem a sentence without a full stop; never holds text of the answer */
	constructor(readonly problem: string) {
		super(problem);
	}
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

/** What n8n's own helpers do, which this layer does not know. */
export interface DataHelpers {
	/** Parses JSON and what looks like it; undefined for anything else. */
	parse(text: string): unknown;
	/** A value as the type demands; undefined for one that does not fit. */
	convert(type: 'boolean' | 'dateTime' | 'number', value: string | number | boolean): unknown;
}

/** Data by the names of the attributes; null for what the answer does not tell. */
export type AnswerData = Record<string, unknown>;

/**
 * Reads the object out of the whole answer, else out of a fenced block, else out of the outermost braces, else out of a
 * fenced block that is cut off. Where several objects fit and differ, none is chosen: an answer may quote what an attacker
 * wrote.
 *
 * @returns the data, or why the answer does not fit
 */
export function readData(
	answer: string,
	attributes: readonly Attribute[],
	helpers: DataHelpers,
): AnswerData | AnswerDataError {
	let problem: AnswerDataError | undefined;
	const fenced = fencedBlocks(answer);
	// A text in the object may hold a fence, whose end looks like that of the block (n8n-io/n8n#21174).
	const whole = fenced.filter((text) => /^(?:\{[^]*\}|\[[^]*\]|"[^]*")$/.test(text));
	for (const texts of [[answer.trim()].filter(isJsonLike), whole, outermostBraces(answer), fenced]) {
		const fitting = new Map<string, AnswerData>();
		for (const object of texts.flatMap((text) => objectsIn(helpers.parse(text), attributes, helpers))) {
			const read = attributes.map(
				(attribute) => [attribute.name, valueOf(object, attribute, helpers)] as const,
			);
			const wrong = read.map(([, value]) => value).find((value) => value instanceof AnswerDataError);
			problem ??= wrong;
			// fromEntries defines properties, so that a hostile `__proto__` stays data.
			if (!wrong) fitting.set(JSON.stringify(read), Object.fromEntries(read));
		}
		const [data, ...others] = fitting.values();
		if (others.length > 0) return new AnswerDataError('The answer holds several objects that differ');
		if (data) return data;
	}
	return problem ?? new AnswerDataError('The answer holds no JSON object with one of the attributes');
}

function isJsonLike(text: string): boolean {
	return /^(?:"\s*)?[[{]/.test(text);
}

function fencedBlocks(answer: string): string[] {
	const blocks = answer.matchAll(/^[ \t]*(```+|~~~+)[^\n]*\n([^]*?)(?:^[ \t]*\1|(?![^]))/gm);
	return [...blocks].map(([, , block = '']) => block.trim()).filter(isJsonLike);
}

/** Each object that stands between other text; where braces do not match, the text from the first brace to the last. */
function outermostBraces(answer: string): string[] {
	const [start, end] = [answer.indexOf('{'), answer.lastIndexOf('}')];
	if (start < 0 || end < start) return [];
	const texts: string[] = [];
	let [depth, begin, inString] = [0, start, false];
	for (let at = start; at <= end; at++) {
		const character = answer.charAt(at);
		if (inString && character === '\\') at++;
		else if (character === '"' && depth > 0) inString = !inString;
		else if (!inString && character === '{' && depth++ === 0) begin = at;
		else if (!inString && character === '}' && depth > 0 && --depth === 0) {
			texts.push(answer.slice(begin, at + 1));
		}
	}
	return texts.length > 0 ? texts : [answer.slice(start, end + 1)];
}

type JsonObject = Record<string, unknown>;

/**
 * The objects with one of the attributes: the value itself, or what it wraps. A wrapped text is read only where the
 * wrapper has no other member: in a larger object it may quote what an attacker wrote.
 */
function objectsIn(
	value: unknown,
	attributes: readonly Attribute[],
	helpers: DataHelpers,
	levels = 2,
): JsonObject[] {
	if (typeof value === 'string') {
		const [text] = [value.trim(), ...fencedBlocks(value)].filter(isJsonLike);
		return text === undefined || levels === 0
			? []
			: objectsIn(helpers.parse(text), attributes, helpers, levels - 1);
	}
	if (typeof value !== 'object' || value === null) return [];
	if (!Array.isArray(value)) {
		const object = value as JsonObject;
		if (attributes.some(({ name }) => keyOf(object, name) !== undefined)) return [object];
	}
	if (levels === 0) return [];
	const parts = Object.values(value);
	return parts.flatMap((part) =>
		typeof part === 'string' && parts.length > 1 ? [] : objectsIn(part, attributes, helpers, levels - 1),
	);
}

/** The key that stands for an attribute. Models write `user_name` as `userName` or `User Name`. */
function keyOf(object: JsonObject, name: string): string | undefined {
	if (Object.hasOwn(object, name)) return name;
	const plain = (text: string) => text.toLowerCase().replace(/[\s_-]/g, '');
	const like = Object.keys(object).filter((key) => plain(key) === plain(name));
	return like.length === 1 ? like[0] : undefined;
}

function valueOf(object: JsonObject, attribute: Attribute, helpers: DataHelpers): unknown {
	const { name, type, required } = attribute;
	const key = keyOf(object, name);
	const value = key === undefined ? undefined : object[key];
	if (isMissing(value, attribute)) {
		return required ? new AnswerDataError(`The attribute "${name}" is missing in the answer`) : null;
	}
	if (type === 'stringList') return listOf(value, attribute);
	if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
		return unfit(attribute);
	if (type === 'string') return allowed(String(value), attribute);
	return helpers.convert(type, typeof value === 'string' ? value.trim() : value) ?? unfit(attribute);
}

function listOf(value: unknown, attribute: Attribute): unknown {
	const list = Array.isArray(value) ? value : typeof value === 'string' ? value.split(/[,;\n]/) : [value];
	const texts: unknown[] = [];
	for (const entry of list) {
		if (isMissing(entry, attribute)) continue;
		if (typeof entry === 'object') return unfit(attribute);
		texts.push(allowed(String(entry).trim(), attribute));
	}
	return texts.find((text) => text instanceof AnswerDataError) ?? texts;
}

function unfit({ name, type }: Attribute): AnswerDataError {
	return new AnswerDataError(`The attribute "${name}" of the answer is no ${TYPES[type]}`);
}

function allowed(text: string, { name, allowedValues }: Attribute): string | AnswerDataError {
	if (allowedValues.length === 0) return text;
	const wanted = text.trim().toLowerCase();
	return (
		allowedValues.find((value) => value.toLowerCase() === wanted) ??
		new AnswerDataError(`The attribute "${name}" of the answer is not one of ${allowedValues.join(', ')}`)
	);
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
