/** A value in a filter. */
export type Literal = string | number | boolean | null;

export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
export type StringFunction = 'contains' | 'startswith' | 'endswith';

/** A parsed `$filter`. */
export type Filter =
	| { kind: 'and' | 'or'; left: Filter; right: Filter }
	| { kind: 'not'; operand: Filter }
	| { kind: 'comparison'; operator: Comparison; property: string; value: Literal }
	| { kind: 'function'; name: StringFunction; property: string; value: string };

/** The text is not a filter this grammar knows. */
export class FilterSyntaxError extends Error {}

// Strings double their quotes; dates and GUIDs are written bare (OData URL conventions, section 5.1.1).
const TOKEN = /\s*(?:('(?:[^']|'')*')|([(),])|([^\s(),']+))/y;

type Token =
	{ kind: 'string'; text: string } | { kind: 'sign'; text: string } | { kind: 'word'; text: string };

function tokens(text: string): Token[] {
	const found: Token[] = [];
	const source = text.trimEnd();
	TOKEN.lastIndex = 0;
	while (TOKEN.lastIndex < source.length) {
		const match = TOKEN.exec(source);
		if (!match) throw new FilterSyntaxError(`unreadable near '${source.slice(0, 40)}'`);
		const [, string, sign, word] = match;
		if (string !== undefined) found.push({ kind: 'string', text: string.slice(1, -1).replaceAll("''", "'") });
		else if (sign !== undefined) found.push({ kind: 'sign', text: sign });
		else found.push({ kind: 'word', text: word! });
	}
	return found;
}

/**
 * Parses the boolean expressions of OData's `$filter` that Graph uses: comparisons, string functions, `and`, `or`,
 * `not`, parentheses. `and` binds tighter than `or`, `not` tighter than both.
 * @throws FilterSyntaxError
 */
export function parseFilter(text: string): Filter {
	const rest = tokens(text);
	const filter = disjunction(rest);
	if (rest.length > 0) throw new FilterSyntaxError(`unexpected '${rest[0]!.text}'`);
	return filter;
}

function disjunction(rest: Token[]): Filter {
	let left = conjunction(rest);
	while (takeWord(rest, 'or')) left = { kind: 'or', left, right: conjunction(rest) };
	return left;
}

function conjunction(rest: Token[]): Filter {
	let left = negation(rest);
	while (takeWord(rest, 'and')) left = { kind: 'and', left, right: negation(rest) };
	return left;
}

function negation(rest: Token[]): Filter {
	return takeWord(rest, 'not') ? { kind: 'not', operand: negation(rest) } : primary(rest);
}

function primary(rest: Token[]): Filter {
	if (takeSign(rest, '(')) {
		const inner = disjunction(rest);
		expectSign(rest, ')');
		return inner;
	}
	const name = next(rest, 'word');
	if (takeSign(rest, '(')) return call(name, rest);
	const operator = next(rest, 'word').toLowerCase();
	if (!isComparison(operator)) throw new FilterSyntaxError(`unknown operator '${operator}'`);
	return { kind: 'comparison', operator, property: name, value: literal(rest) };
}

function call(name: string, rest: Token[]): Filter {
	const known = (['contains', 'startswith', 'endswith'] as const).find(
		(known) => known === name.toLowerCase(),
	);
	if (!known) throw new FilterSyntaxError(`unknown function '${name}'`);
	const property = next(rest, 'word');
	expectSign(rest, ',');
	const value = next(rest, 'string');
	expectSign(rest, ')');
	return { kind: 'function', name: known, property, value };
}

function literal(rest: Token[]): Literal {
	const token = rest.shift();
	if (token?.kind === 'string') return token.text;
	if (token?.kind !== 'word') throw new FilterSyntaxError('a value is missing');
	if (token.text === 'null') return null;
	if (/^(true|false)$/.test(token.text)) return token.text === 'true';
	if (/^-?\d+(\.\d+)?$/.test(token.text)) return Number(token.text);
	if (/^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(token.text)) return token.text;
	if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(token.text)) return token.text;
	throw new FilterSyntaxError(`'${token.text}' is no value; is it missing its quotes?`);
}

const isComparison = (word: string): word is Comparison =>
	['eq', 'ne', 'gt', 'ge', 'lt', 'le'].includes(word);

function takeWord(rest: Token[], word: string): boolean {
	const taken = rest[0]?.kind === 'word' && rest[0].text.toLowerCase() === word;
	if (taken) rest.shift();
	return taken;
}

function takeSign(rest: Token[], sign: string): boolean {
	const taken = rest[0]?.kind === 'sign' && rest[0].text === sign;
	if (taken) rest.shift();
	return taken;
}

function expectSign(rest: Token[], sign: string): void {
	if (!takeSign(rest, sign)) throw new FilterSyntaxError(`'${sign}' expected`);
}

function next(rest: Token[], kind: Token['kind']): string {
	const token = rest.shift();
	if (token?.kind !== kind) throw new FilterSyntaxError(`${kind} expected`);
	return token.text;
}
