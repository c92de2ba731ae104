import type { GraphErrorDetails } from '../graph/errors';

/**
 * What quotation marks enclose is named, not said. From the first opening mark to the last closing one, or to the end: a
 * name may hold marks of its own, so only the outermost are certain. An apostrophe inside a word is none.
 */
const QUOTATIONS = ["''", '""', '``', '‘’', '“”', '«»'].map(
	([open, close]) => new RegExp(`(?<!\\w)${open}(?:[^]*${close}(?!\\w)|[^]*$)`),
);

const GUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;

/**
 * The sentences of a refusal in Graph's own words: without quoted names and IDs, which a user, or whoever named an
 * object, may have chosen. Names without quotation marks stay, so whoever reads a sentence asks for what it states, from
 * its beginning on or before such a name, and not for a word in it.
 *
 * Source: Microsoft Graph docs, "Error responses and resource types" (a message is for people and may change).
 */
export function ownWords({ message = '' }: GraphErrorDetails): readonly string[] {
	return QUOTATIONS.reduce((text, quotation) => text.replace(quotation, ' '), message)
		.replace(GUID, ' ')
		.replace(/’/g, "'")
		.split(/(?<=[.!?;])\s+|[\r\n]+/)
		.map((sentence) => sentence.replace(/\s+(?=[\s.,;:!?])/g, '').trim());
}

/** What a sentence must begin with to state something, in any letter case. */
export function statement(beginning: string): RegExp {
	return new RegExp(`^(?:${beginning})`, 'i');
}

/** Whether one sentence states it. */
export function states(sentences: readonly string[], ...statements: readonly RegExp[]): boolean {
	return sentences.some((sentence) => statements.some((statement) => statement.test(sentence)));
}

/** Whatever follows may be the name that somebody gave it, without quotation marks; not so in the names of policies. */
const NAMED_OBJECT = /\b(session|prompt|evaluation)\b(?! (?:polic|control))[^]*$/i;

/** A sentence up to where it may repeat a name that everybody who works with Security Copilot may choose. */
export function beforeNames(sentence: string): string {
	return sentence.replace(NAMED_OBJECT, '$1');
}

/** A code as the sentence that it is short for: `TenantNotOnboarded`, `directory_read_unauthorized`. */
export function wordsOfCode({ code = '' }: GraphErrorDetails): string {
	return code.replace(/[_.-]+|(?<=[a-z])(?=[A-Z])/g, ' ');
}

/** Graph's code for comparison: its letter case varies. */
export function codeOf({ code = '' }: GraphErrorDetails): string {
	return code.toLowerCase();
}
