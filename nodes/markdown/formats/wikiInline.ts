import type { Inline } from '../document';
import { wordsOf } from '../document';
import { ZERO_WIDTH_SPACE, sanitizeText } from '../sanitizeText';
import { inlineMarkup } from './inline';
import type { Around } from './inline';

/**
 * Text inside a block of Jira's wiki markup. What has an escape is a fact of Jira's renderer
 * (`BackslashEscapeRendererComponent`, ported in @atlaskit/editor-wikimarkup-transformer, `utils/escape`):
 * `- # * _ + ? ^ ~ | % { } [ ] ( ) ! @`, and not the backslash itself, two of which are a line break.
 */

/** Two backslashes are a line break unless another one follows in the same word. */
export const WIKI_BREAK = ' \\\\ ';

const MARKERS = { strong: '*', emphasis: '_', strikethrough: '-' } as const;

/** A backslash that would escape what follows. */
const ESCAPING_BACKSLASH = /\\(?=[-#*_+?^~|%{}[\]()!@]|$)/g;

/** Two backslashes that are a line break: in one word, up to that length, no further backslash follows. */
const BREAKING_BACKSLASHES = /\\(?=\\(?!\S{0,200}\\))/g;

/** Brackets and bars of macros, links, pictures, tables and emoticons. */
const BRACKET = /[{}[\]|!()]/g;

/** These mark text only at the edge of a word, so `sign-in` and `my_table` stay as they are. */
const PHRASE_MARKER = /(?<![A-Za-z0-9])[-#*_+?^~]|[-#*_+?^~](?![A-Za-z0-9])/g;

/** The parser looks for macros where they are escaped as well (`tokenize/list`, `tokenize/table`). */
const MACRO_START = /\\\{(?=\w)/g;

/**
 * What monospaced text does not show as it is: backslashes that escape or break, macros (their names also behind the two
 * braces, `tokenize/keyword`), emoticons, and addresses that open something else than the web.
 */
const NOT_MONOSPACED =
	/\\(?=[-#*_+?^~|%{}[\]()!@]|$)|\\\\(?!\S{0,200}\\)|^(?:adf|anchor|code|color|html|lorem|noformat|panel|quote)|\{\w|:[DPp](?![A-Za-z0-9])|(?<!\bhttps?):\/\/|\b(?:mailto|file):/i;

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
	/** A heading ends at a macro. */
	inHeading?: boolean;
}

/** Text that comes out as it went in. */
export function escapeWiki(text: string, { inTable = false }: InlineOptions = {}): string {
	return (inTable ? text.replaceAll('|', '¦') : text)
		.replace(BREAKING_BACKSLASHES, `\\${ZERO_WIDTH_SPACE}`)
		.replace(ESCAPING_BACKSLASH, `\\${ZERO_WIDTH_SPACE}`)
		.replace(PHRASE_MARKER, '\\$&')
		.replace(BRACKET, '\\$&')
		.replace(MACRO_START, `$&${ZERO_WIDTH_SPACE}`)
		.replace(AUTO_LINK, `$&${ZERO_WIDTH_SPACE}`)
		.replace(EMOTICON, `:${ZERO_WIDTH_SPACE}`)
		.replace(BLOCK_START, ZERO_WIDTH_SPACE);
}

export function wikiInline(inlines: readonly Inline[], options: InlineOptions = {}): string {
	return inlineMarkup(inlines, {
		text: (value) => escapeWiki(value, options),
		code: (value, around) => codeMarkup(value, joins(around, options), options),
		lineBreak: WIKI_BREAK,
		link: ({ url, children }) => `[${linkLabel(wordsOf(children))}|${url}]`,
		emphasis: ({ type, children }, content, around) =>
			isMarkable(children) ? phrase(MARKERS[type], content, joins(around, options)) : content,
	}).trim();
}

function joins({ before, after }: Around, options: InlineOptions): boolean {
	const words = (inline?: Inline) => (inline === undefined ? '' : escapeWiki(wordsOf([inline]), options));
	return WORD_END.test(words(before)) || WORD_START.test(words(after));
}

/**
 * Only plain words can be marked: Atlassian's parser undoes the escapes of a marked phrase and then reads it again
 * (`tokenize/common-formatter`), so that an escaped link or mention in it would come to life.
 */
function isMarkable(inlines: readonly Inline[]): boolean {
	const words = wordsOf(inlines);
	return inlines.every(({ type }) => type === 'text') && escapeWiki(words) === words;
}

function phrase(marker: string, text: string, joins: boolean): string {
	if (text === '' || text !== text.trim()) return text;
	return joins ? `{${marker}}${text}{${marker}}` : marker + text + marker;
}

/** Code stays exact, because people copy it: where monospaced text cannot show it, as a block of its own. */
function codeMarkup(code: string, joins: boolean, options: InlineOptions): string {
	const harmless = sanitizeText(code, { defang: false });
	const words = escapeWiki(harmless, options);
	if (code.trim() === '') return words;
	const splitsCell = options.inTable === true && code.includes('|');
	const isMonospaced = !joins && code === code.trim() && !splitsCell && !NOT_MONOSPACED.test(code);
	if (isMonospaced) return `{{${code.replace(PHRASE_MARKER, '\\$&').replace(BRACKET, '\\$&')}}}`;
	const areExact = harmless === code && !splitsCell && !words.includes(ZERO_WIDTH_SPACE);
	return areExact || options.inHeading ? words : `{noformat}${withoutNoformat(code)}{noformat}`;
}

/** The macro's own name would end it. */
export function withoutNoformat(code: string): string {
	return code.replace(/\{(?=noformat)/gi, `{${ZERO_WIDTH_SPACE}`);
}

/** Brackets and bars end a label, and a pair of exclamation marks hides its bar, escaped or not (`links/link-parser`). */
function linkLabel(words: string): string {
	const harmless = words.replaceAll('[', '(').replaceAll(']', ')').replaceAll('|', '¦').replaceAll('!', '！');
	return escapeWiki(sanitizeText(harmless, { defang: false }));
}
