/**
 * Takes out of foreign text what must not reach a screen or a log: tokens, secrets, claims, sharing tokens of links
 * (`st`), and markup. It prefers to hide too much: a text of Graph with a hole in it can still be looked up by its
 * request ID, a token that was shown must be revoked.
 */

import { readingsOf } from './readings';

const HIDDEN = '[hidden]';

/** Longest text that is looked at. */
const MAX_INPUT_LENGTH = 4_000;

const PEM = /-----BEGIN[^-]*-----[\s\S]*?(?:-----END[^-]*-----|$)/g;

/** A header that came along as text; all behind its name goes. */
const HEADER = /(?<![\w-])(?:proxy-)?(?:authorization|cookie|set-cookie)["']?\s*[:=].*/gi;

const BEARER = /\b(?:Bearer|Basic)\s+[\w.~+/=-]{16,}/gi;

/** Where a name may begin, also behind an encoded `?` or `&`. */
const NAME_START = String.raw`(?:(?<![A-Za-z0-9_])|(?<=%[0-9A-F]{2}))`;

/** What separates words in what is shown: white space, what is invisible, and markup, which is taken out later. */
const GAP = String.raw`(?:[\s\p{C}\p{Z}]|<[^<>]*>)*`;

/** What stands behind a name: quotes, and brackets where it is a key. */
const NAME_END = String.raw`["'\x60\]]{0,3}`;

/** What gives a name its value, in JSON, queries, headers and programs: `:`, `=`, `:=`, `=>` and their like. */
const SETS = String.raw`[:=]+>?`;

const TEXT_BEGINS = String.raw`(?=["'\x60])`;

/** Names that are nothing but names, and whatever gives them a value. */
const SECRET_NAMES = String.raw`(?:(?:access|refresh|id)[_-]?token|client[_-]?secret|client[_-]?assertion|assertion|claims|password|passwd|pwd|secret|api[_-]?key|private[_-]?key|st|sig|session[_-]?state)${NAME_END}${GAP}${SETS}`;

/** Names that are words elsewhere: "state: running" is no secret, `state=`, `state:x` and `"state": "x"` are. */
const SECRET_WORDS = String.raw`(?:token|state)(?:${NAME_END}${GAP}:?=+>?|["'\x60]${NAME_END}${GAP}:+|:+(?![:\s])|${GAP}:+${GAP}${TEXT_BEGINS})`;

/**
 * A name and what gives it a value. The value is no part of it: what looks like a value may be the name of another, as in
 * `st=sig = x`.
 */
const NAME = new RegExp(String.raw`${NAME_START}(?:${SECRET_NAMES}|${SECRET_WORDS})${GAP}`, 'giu');

/** A value in quotes, or an object, which is dropped up to the end. */
const ENCLOSED_VALUE = /"(?:[^"\\]|\\[^])*"?|'(?:[^'\\]|\\[^])*'?|`(?:[^`\\]|\\[^])*`?|[{[][^]*/y;

/** Any other ends where a header or a query ends it. Sharing tokens and their like hold commas and semicolons. */
const BARE_VALUE = /[^\s&"'<>]+/y;

/** Whatever else a link carries behind its path: filters, codes, sharing tokens. */
const LINK_QUERY = /\b(https?:\/\/[^\s?#"'<>]*)[?#][^\s"'<>]*/gi;
const LINK_USER = /(\/\/)[^\s/@]{1,300}@/g;

/** JSON in base64: a token, or claims. */
const BASE64_JSON = /eyJ[\w+/=%.-]{8,}/g;

const LONG_WORD = /[\w~+/=.%-]{20,}/g;
const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** A part of a name that people gave: letters, and a number at the end at most. */
const SPEAKING_PART = /^(?:[A-Za-z]{0,40}\d{0,6}|\d+)$/;

/** A part of a text that is taken out. */
interface Hole {
	start: number;
	end: number;
	/** What is put in its place. */
	leaves: string;
}

/**
 * Replaces everything that is or may be a secret. Every rule sees the text as it came, and with its escapes resolved: what
 * one rule left of a token might be too short for another to recognize it.
 */
export function withoutSecrets(text: string): string {
	const holes = readingsOf(text).flatMap(({ text: read, origins }) =>
		[...holesIn(read)].map(({ start, end, leaves }) => ({
			start: origins[start] ?? 0,
			end: origins[end] ?? text.length,
			leaves,
		})),
	);
	let left = '';
	let end = 0;
	for (const hole of joined(holes)) {
		left += text.slice(end, hole.start) + hole.leaves;
		end = hole.end;
	}
	return left + text.slice(end);
}

/** The sharing token of a link, where nothing but that is to be taken out. */
const SHARING_TOKEN =
	/(?<![A-Za-z0-9])st["']?\s*(?:=|:|%(?:25){0,3}3[DA])\s*["']?[^\s&"'<>]+|(?<=%[0-9A-F]{2})st%(?:25){0,3}3D[^\s&"'<>]+/gi;

/** A text that may be anything else, without the sharing tokens of links. */
export function withoutSharingTokens(text: string): string {
	return text.replace(SHARING_TOKEN, HIDDEN);
}

function* holesIn(text: string): Generator<Hole> {
	for (const rule of [PEM, HEADER, BEARER, BASE64_JSON]) yield* matchesOf(rule, text, HIDDEN);
	for (const rule of [LINK_QUERY, LINK_USER]) yield* matchesOf(rule, text, '');
	for (const word of matchesOf(LONG_WORD, text, HIDDEN)) {
		if (isOpaque(text.slice(word.start, word.end))) yield word;
	}
	yield* namedValues(text);
}

/** What a rule finds; its first group stays. */
function* matchesOf(rule: RegExp, text: string, leaves: string): Generator<Hole> {
	for (const { index, 0: match, 1: kept = '' } of text.matchAll(rule)) {
		yield { start: index + kept.length, end: index + match.length, leaves };
	}
}

function* namedValues(text: string): Generator<Hole> {
	let bareEnd = 0;
	for (const { index, 0: name } of text.matchAll(NAME)) {
		const start = index + name.length;
		let end = endOf(ENCLOSED_VALUE, text, start);
		if (end === undefined) {
			// Within a bare value, any other ends where it does.
			if (start < bareEnd) continue;
			end = endOf(BARE_VALUE, text, start);
			if (end === undefined) continue;
			bareEnd = end;
		}
		yield { start: index, end, leaves: HIDDEN };
		// Nothing is left to look at.
		if (end === text.length) return;
	}
}

function endOf(value: RegExp, text: string, start: number): number | undefined {
	value.lastIndex = start;
	return value.test(text) ? value.lastIndex : undefined;
}

/** Makes one hole of those that overlap. What lies in one that leaves nothing leaves nothing either. */
function joined(holes: readonly Hole[]): Hole[] {
	const sorted = [...holes].sort((one, other) => one.start - other.start || other.end - one.end);
	const result: Hole[] = [];
	for (const hole of sorted) {
		const last = result.at(-1);
		if (!last || hole.start >= last.end) result.push({ ...hole });
		else if (hole.end > last.end) Object.assign(last, { end: hole.end, leaves: HIDDEN });
	}
	return result;
}

/** Random letters and digits, as opposed to names, paths and GUIDs. */
function isOpaque(word: string): boolean {
	return word
		.replace(GUID, '')
		.split(/[/._~+=%-]/)
		.some((part) => !SPEAKING_PART.test(part) || isRandomCase(part));
}

function isRandomCase(part: string): boolean {
	const upper = part.replace(/[^A-Z]/g, '').length;
	return part.length >= 16 && /[a-z]/.test(part) && upper > part.length / 3;
}

const TAG = /<[/!?]?[a-z-][^>]*(?:>|$)/gi;

/**
 * Makes foreign text fit for a message: one line of visible characters, without secrets and markup.
 *
 * @param maxLength characters; a longer text is cut and ends in an ellipsis
 * @returns undefined when nothing is left
 */
export function presentable(value: unknown, maxLength: number): string | undefined {
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const line = withoutSecrets(beginning(String(value)))
		.replace(TAG, ' ')
		.replace(/[<>]/g, ' ')
		.replace(/[\p{C}\p{Z}\s]+/gu, ' ')
		.trim();
	if (line === '') return undefined;
	const characters = [...line];
	return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : line;
}

/** Cut between words: half a token is not recognized as one. */
function beginning(text: string): string {
	return text.length > MAX_INPUT_LENGTH ? text.slice(0, MAX_INPUT_LENGTH).replace(/(?<!\S)\S+$/, '') : text;
}
