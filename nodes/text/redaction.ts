import { SHARING_TOKEN } from './sessionLink';

/**
 * Takes out of foreign text what must not reach a screen or a log: tokens, secrets, claims, sharing tokens of links
 * (`st`), queries of addresses, and markup. It prefers to hide too much: a text of Graph with a hole in it can still be
 * looked up by its request ID, a token that was shown must be revoked.
 */

const HIDDEN = '[hidden]';

/** What ends a value: in quotes the next quote, else what ends a word of a query, a header or JSON. */
const VALUE = String.raw`(?:\\?"(?:[^"\\]|\\.)*"?|'[^']*'?|\{.*|[^\s&"'<>]+)`;

/** Names that stand for nothing but a secret, in queries, JSON, YAML and programs, with their value. */
const SECRET_NAME = new RegExp(
	String.raw`(?<![a-z\d])(?:(?:access|refresh|id)[_-]?token|(?:client[_-]?)?secret|(?:client[_-]?)?assertion|password|api[_-]?key|private[_-]?key|session[_-]?state|claims)\\?["'\]]{0,2}\s*[:=]\s*${VALUE}`,
	'gi',
);

/** Names that are words elsewhere: "code: 4711" and "the token: expired" are sentences, `code=x` and `"token": "x"` are not. */
const SECRET_WORD = new RegExp(
	String.raw`(?<![a-z\d])(?:token|code|state|sig)(?:\s*=\s*|\\?["']?\s*:(?=\s*\\?["'])\s*)${VALUE}`,
	'gi',
);

/** What is a secret whatever its name. */
const SECRETS: readonly RegExp[] = [
	/-----BEGIN[^-]*-----[^]*?(?:-----END[^-]*-----|$)/g,
	/(?<![\w-])(?:(?:proxy-)?authorization|(?:set-)?cookie)["']?\s*:.*/gi,
	/\b(?:Bearer|Basic)\s+[\w.~+/=-]{8,}/gi,
	// JSON in base64: a JWT, or claims.
	/eyJ[\w+/=%.-]{8,}/g,
	SHARING_TOKEN,
	SECRET_NAME,
	SECRET_WORD,
	// A word of many random letters and digits, as refresh tokens and client secrets are.
	/(?<![\w~.-])(?=[\w~.+=-]*\d)(?=[\w~.+=-]*[a-z])(?=[\w~.+=-]*[A-Z])[\w~.+=-]{24,}/g,
];

/** What an address carries beside host and path: users, filters, codes, sharing tokens. */
const LINK_QUERY = /\b(https?:\/\/[^\s?#"'<>]*)[?#][^\s"'<>]*/gi;
const LINK_USER = /(\/\/)[^\s/@]{1,300}@/g;

/** Replaces everything that is or may be a secret, also where it is percent-encoded once. */
export function withoutSecrets(text: string): string {
	const clear = stripped(text);
	return clear.replace(/\S*%[\da-f]{2}\S*/gi, (word) => {
		const plain = decoded(word);
		return stripped(plain) === plain ? word : HIDDEN;
	});
}

function stripped(text: string): string {
	const addresses = text.replace(LINK_QUERY, '$1').replace(LINK_USER, '$1');
	return SECRETS.reduce((rest, secret) => rest.replace(secret, HIDDEN), addresses);
}

/** @returns the text as it is when it holds a broken escape */
function decoded(text: string): string {
	return text.replace(/(?:%[\da-f]{2})+/gi, (escapes) => {
		try {
			return decodeURIComponent(escapes);
		} catch {
			return escapes;
		}
	});
}

/** A text that may be anything else, without the sharing tokens of links. */
export function withoutSharingTokens(text: string): string {
	return text.replace(SHARING_TOKEN, HIDDEN);
}

/** Longest text that is looked at. */
const MAX_INPUT_LENGTH = 4_000;

const TAG = /<[/!?]?[a-z-][^>]*(?:>|$)/gi;

/**
 * Makes foreign text fit for a message: one line of visible characters, without secrets and markup.
 *
 * @param maxLength characters; a longer text is cut and ends in an ellipsis
 * @returns undefined when nothing is left
 */
export function presentable(value: unknown, maxLength: number): string | undefined {
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	const line = withoutSecrets(oneLine(beginning(String(value))))
		.replace(TAG, ' ')
		.replace(/[<>]/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();
	if (line === '') return undefined;
	const characters = [...line];
	return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : line;
}

/** Invisible characters could part a token for the eye of a pattern, and not for that of a person. */
function oneLine(text: string): string {
	return text.replace(/[\p{C}\p{Z}\s]+/gu, ' ');
}

/** Cut between words: half a token is not recognized as one. */
function beginning(text: string): string {
	return text.length > MAX_INPUT_LENGTH ? text.slice(0, MAX_INPUT_LENGTH).replace(/(?<!\S)\S+$/, '') : text;
}
