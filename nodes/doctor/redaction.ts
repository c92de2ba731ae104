/**
 * Takes out of foreign text what must not reach a screen or a log: tokens, secrets, claims, sharing tokens of links
 * (`st`), and markup. It prefers to hide too much: a text of Graph with a hole in it can still be looked up by its
 * request ID, a token that was shown must be revoked.
 */

const HIDDEN = '[hidden]';

/** Longest text that is looked at. */
const MAX_INPUT_LENGTH = 4_000;

const PEM = /-----BEGIN[^-]*-----[\s\S]*?(?:-----END[^-]*-----|$)/g;

/** A header that came along as text; all behind its name goes. */
const HEADER = /(?<![\w-])(?:proxy-)?(?:authorization|cookie|set-cookie)["']?\s*[:=].*/gi;

const BEARER = /\b(?:Bearer|Basic)\s+[\w.~+/=-]{16,}/gi;

/** Where a name may begin, also behind an encoded `?`, `&` or `"`: in a query, in a query within it, or in JSON. */
const NAME_START = String.raw`(?:(?<![A-Za-z0-9_])|(?<=%(?:25){0,3}[0-9A-F]{2})|(?<=\\u00[0-9A-F]{2}))`;

/** `=` and `:` in all the spellings in which a link or JSON may stand in another text. */
const EQUALS = String.raw`(?:=|%(?:25){0,3}3D|\\{1,8}u003D|&#(?:61|x3D);)`;
const COLON = String.raw`(?::|%(?:25){0,3}3A|\\{1,8}u003A|&#(?:58|x3A);)`;

/** Around a name in JSON, in JSON within a text, or in a link within JSON. */
const QUOTE = String.raw`(?:\\{0,8}["']|%(?:25){0,3}2[27]|\\{1,8}u002[27]|&(?:quot|apos|#34|#39);)`;

/** The value ends where JSON, a header or a query ends it; an object is dropped up to the end. */
const VALUE = String.raw`\s*(?:\\{0,8}"[^"]*"?|'[^']*'?|\{.*|${QUOTE}?[^\s&;,"'<>]+)`;

const NAMED_SECRET = new RegExp(
	String.raw`${NAME_START}(?:(?:access|refresh|id)_?token|client_?secret|client_?assertion|assertion|claims|` +
		String.raw`password|passwd|pwd|secret|api_?key|private_?key)${QUOTE}?\s*(?:${EQUALS}|${COLON})${VALUE}`,
	'gi',
);

/** Short names that are words elsewhere, so only where a query sets them, or where they are names in JSON. */
const QUERY_SECRET = new RegExp(
	String.raw`${NAME_START}(?:sig|token|state|session_state)${EQUALS}[^\s&"'<>]+`,
	'gi',
);
const JSON_SECRET = new RegExp(
	String.raw`${QUOTE}(?:sig|token|session_state)${QUOTE}\s*(?:${EQUALS}|${COLON})${VALUE}`,
	'gi',
);

/** The sharing token of a link, which opens the whole session; also where the query of its link was taken apart. */
const SHARING_TOKEN = new RegExp(
	String.raw`${NAME_START}st${QUOTE}?\s*(?:${EQUALS}|${COLON})(?:\s*${QUOTE})?\s*[^\s&"'<>]+`,
	'gi',
);

/** Whatever else a link carries behind its path: filters, codes, sharing tokens. */
const LINK_QUERY = /\b(https?:\/\/[^\s?#"'<>]*)[?#][^\s"'<>]*/gi;
const LINK_USER = /\/\/[^\s/@]{1,300}@/g;

/** JSON in base64: a token, or claims. */
const BASE64_JSON = /eyJ[\w+/=%.-]{8,}/g;

const LONG_WORD = /[\w~+/=.%-]{20,}/g;
const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** A part of a name that people gave: letters, and a number at the end at most. */
const SPEAKING_PART = /^(?:[A-Za-z]{0,40}\d{0,6}|\d+)$/;

/**
 * Replaces everything that is or may be a secret. Long words go before the rules that take a part out of a word: what
 * those leave of a token would be too short to be recognized.
 */
export function withoutSecrets(text: string): string {
	return text
		.replace(PEM, HIDDEN)
		.replace(HEADER, HIDDEN)
		.replace(LINK_QUERY, '$1')
		.replace(LONG_WORD, (word) => (isOpaque(word) ? HIDDEN : word))
		.replace(LINK_USER, '//')
		.replace(BEARER, HIDDEN)
		.replace(NAMED_SECRET, HIDDEN)
		.replace(QUERY_SECRET, HIDDEN)
		.replace(JSON_SECRET, HIDDEN)
		.replace(SHARING_TOKEN, HIDDEN)
		.replace(BASE64_JSON, HIDDEN);
}

/** A text that may be anything else, without the sharing tokens of links. */
export function withoutSharingTokens(text: string): string {
	return text.replace(SHARING_TOKEN, HIDDEN);
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
	return text.length > MAX_INPUT_LENGTH ? text.slice(0, MAX_INPUT_LENGTH).replace(/\S+$/, '') : text;
}
