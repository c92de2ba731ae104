import type { Inline } from '../document';
import { wordsOf } from '../document';
import { ZERO_WIDTH_SPACE } from '../neutralise';

/**
 * Text inside a block of Jira's wiki markup. What has an escape is a fact of Jira's renderer
 * (`BackslashEscapeRendererComponent`, ported in @atlaskit/editor-wikimarkup-transformer, `utils/escape`):
 * `- # * _ + ? ^ ~ | % { } [ ] ( ) ! @`, and not the backslash itself, two of which are a line break.
 */

/** Two backslashes are a line break unless another one follows in the same word. */
export const WIKI_BREAK = ' \\\\ ';

const MARKERS = { strong: '*', emphasis: '_', strikethrough: '-' } as const;

/** A backslash that would escape what follows, or make a line break together with it. */
const ACTIVE_BACKSLASH = /\\(?=[\\\-#*_+?^~|%{}[\]()!@]|$)/g;

/** Brackets and bars of macros, links, pictures, tables and emoticons. */
const BRACKET = /[{}[\]|!()]/g;

/** These mark text only at the edge of a word, so `sign-in` and `my_table` stay as they are. */
const PHRASE_MARKER = /(?<![A-Za-z0-9])[-#*_+?^~]|[-#*_+?^~](?![A-Za-z0-9])/g;

/** The parser looks for macros where they are escaped as well (`tokenize/list`, `tokenize/table`). */
const MACRO_START = /\\\{(?=\w)/g;

/** Behind the two braces of monospaced text these would be a macro as well (`tokenize/keyword`). */
const MACRO_NAME = /^(?=adf|anchor|code|color|html|lorem|noformat|panel|quote)/i;

/** Addresses that Jira turns into links by itself: the colon has no escape. */
const AUTO_LINK = /:(?=\/\/)|(?<=\bmailto:|\bfile:)/gi;

/** Emoticons of a colon and a letter. */
const EMOTICON = /:(?=[DPp](?![A-Za-z0-9]))/g;

/** `h1.` and `bq.` have no escape, and mean something at the start of a line, a cell, an item or a phrase. */
const BLOCK_START = /^(?=(?:h[1-6]|bq)\.)/;

/** A marker next to these is read as part of a word unless it stands in braces. */
const WORD_END = /[A-Za-z0-9\u0080-\u{10FFFF}]$/u;
const WORD_START = /^[A-Za-z0-9\u0080-\u{10FFFF}]/u;

interface InlineOptions {
	/** In a table cell a bar has no escape (`tokenize/table` of the same package). */
	inTable?: boolean;
}

/** Text that comes out as it went in. */
export function escapeWiki(text: string, { inTable = false }: InlineOptions = {}): string {
	return (inTable ? text.replaceAll('|', '¦') : text)
		.replace(ACTIVE_BACKSLASH, `\\${ZERO_WIDTH_SPACE}`)
		.replace(PHRASE_MARKER, '\\$&')
		.replace(BRACKET, '\\$&')
		.replace(MACRO_START, `$&${ZERO_WIDTH_SPACE}`)
		.replace(AUTO_LINK, `$&${ZERO_WIDTH_SPACE}`)
		.replace(EMOTICON, `:${ZERO_WIDTH_SPACE}`)
		.replace(BLOCK_START, ZERO_WIDTH_SPACE);
}

export function wikiInline(inlines: readonly Inline[], options: InlineOptions = {}): string {
	const flat = inlines.flatMap(markable);
	const parts = flat.map((inline) => inlineText(inline, options));
	return parts
		.map((part, index) => {
			const { type } = flat[index] as Inline;
			const joins = WORD_END.test(parts[index - 1] ?? '') || WORD_START.test(parts[index + 1] ?? '');
			if (type === 'code') return monospaced(part, joins);
			return type === 'strong' || type === 'emphasis' || type === 'strikethrough'
				? phrase(MARKERS[type], part, joins)
				: part;
		})
		.join('');
}

/**
 * Only plain words can be marked: Atlassian's parser undoes the escapes of a marked phrase and then reads it again
 * (`tokenize/common-formatter`), so that an escaped link or mention in it would come to life.
 */
function markable(inline: Inline): Inline[] {
	if (!('children' in inline) || inline.type === 'link') return [inline];
	const isPlain = inline.children.every(({ type }) => type === 'text');
	const text = wordsOf(inline.children);
	return isPlain && escapeWiki(text) === text ? [inline] : inline.children.flatMap(markable);
}

function inlineText(inline: Inline, options: InlineOptions): string {
	switch (inline.type) {
		case 'text':
		case 'code':
			return escapeWiki(inline.value, options);
		case 'break':
			return WIKI_BREAK;
		case 'link':
			return `[${linkLabel(wordsOf(inline.children))}|${inline.url}]`;
		default:
			return wordsOf(inline.children);
	}
}

function phrase(marker: string, text: string, joins: boolean): string {
	if (text === '' || text !== text.trim()) return text;
	return joins ? `{${marker}}${text}{${marker}}` : marker + text + marker;
}

function monospaced(text: string, joins: boolean): string {
	if (joins || text === '' || text !== text.trim()) return text;
	return `{{${text.replace(MACRO_NAME, ZERO_WIDTH_SPACE)}}}`;
}

/** Brackets and bars end a label, and a pair of exclamation marks hides its bar, escaped or not (`links/link-parser`). */
function linkLabel(words: string): string {
	const harmless = words.replaceAll('[', '(').replaceAll(']', ')').replaceAll('|', '¦').replaceAll('!', '！');
	return escapeWiki(harmless);
}
