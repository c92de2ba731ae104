import type { Cell, ListItem, ParsedBlock, ParsedInline, Table } from './document';
import { append } from './document';
import { markdownIt } from './markdownIt';

/**
 * Reads an answer that is itself HTML: people ask for it because a mail needs it. Tags become what they mean where that is
 * simple; any other tag is text. Nothing of a tag comes through but its name and the address of a link, which
 * `sanitize.ts` judges.
 */

interface Element {
	tag: string;
	href: string;
	children: (Element | string)[];
}

const BLOCK_TAGS =
	'address article aside blockquote body div dl dd dt figure footer form h1 h2 h3 h4 h5 h6 header hr html ' +
	'li main nav ol p pre section table tbody td tfoot th thead tr ul';
const INLINE_TAGS = 'a b br code del em font i img kbd s samp small span strike strong sub sup tt u';

const BLOCKS = new Set(BLOCK_TAGS.split(' '));
const KNOWN = new Set([...BLOCKS, ...INLINE_TAGS.split(' ')]);
const VOID = new Set(['br', 'hr', 'img']);

const EMPHASIS = {
	b: 'strong',
	strong: 'strong',
	em: 'emphasis',
	i: 'emphasis',
	del: 'strikethrough',
	s: 'strikethrough',
	strike: 'strikethrough',
} as const;

/** What is nested deeper is read as if it were not. */
const DEEPEST = 50;

const DOCUMENT_START =
	/^(?:<!doctype html\b|<(?:article|body|div|h[1-6]|html|main|ol|p|section|table|ul)(?:\s[^<>]*)?>)/i;
const DOCUMENT_END = /<\/(?:article|blockquote|body|div|h[1-6]|html|main|ol|p|pre|section|table|ul)>$/i;

/** The HTML of an answer that is nothing else, in a fence or bare. @returns undefined for any other answer */
export function htmlOf(answer: string): string | undefined {
	const text = answer.trim();
	const isFenced = /^```html\n/i.test(text) && text.indexOf('\n```') === text.length - 4;
	const html = isFenced ? text.slice(text.indexOf('\n'), -4).trim() : text;
	return DOCUMENT_START.test(html) && DOCUMENT_END.test(html.slice(-20)) ? html : undefined;
}

/** Takes time in proportion to the text. */
export function parseHtml(html: string): ParsedBlock[] {
	let shown = html
		.toWellFormed()
		.replaceAll('\0', '')
		.replace(/^<!doctype[^<>]*>/i, '')
		.replace(/<\/(?:head|style)>/gi, (tag) => tag.toLowerCase());
	shown = without(shown, '<!--', '-->');
	shown = without(shown, /<head[\s>]/i, '</head>');
	shown = without(shown, /<style[\s>]/i, '</style>');
	return blocksOf(treeOf(shown).children);
}

/** A text without its parts from a start up to an end. What nothing ends stays. */
function without(text: string, start: string | RegExp, end: string): string {
	const pieces = text.split(end);
	const rest = pieces.pop();
	return (
		pieces.map((piece) => piece.split(start, 1)[0]! + (piece.search(start) < 0 ? end : '')).join('') + rest
	);
}

const TAG = /<(\/?)([a-z][a-z0-9]{0,15})((?:\s[^<>]*)?)\/?>/gi;

const HREF = /\s(?:href|alt)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;

function treeOf(html: string): Element {
	const root: Element = { tag: '', href: '', children: [] };
	const open = [root];
	let done = 0;
	const addText = (end: number) => open.at(-1)!.children.push(decodeReferences(html.slice(done, end)));
	for (const { 0: written, 1: slash, 2: name = '', 3: attributes = '', index } of html.matchAll(TAG)) {
		const tag = name.toLowerCase();
		if (!KNOWN.has(tag)) continue;
		addText(index);
		done = index + written.length;
		if (slash === '/') {
			const opened = open.findLastIndex((element) => element.tag === tag);
			if (opened > 0) open.length = opened;
			continue;
		}
		const [, double, single, bare] = HREF.exec(attributes) ?? [];
		const element = { tag, href: decodeReferences(double ?? single ?? bare ?? ''), children: [] };
		open.at(-1)!.children.push(element);
		if (!VOID.has(tag) && open.length < DEEPEST) open.push(element);
	}
	addText(html.length);
	return root;
}

/** A text with its references resolved, by name and by number. */
function decodeReferences(text: string): string {
	return text.replace(/&#?\w{1,31};/g, (reference) => markdownIt.utils.unescapeAll(reference));
}

function blocksOf(children: Element['children']): ParsedBlock[] {
	const blocks: ParsedBlock[] = [];
	let inline: Element['children'] = [];
	const endParagraph = () => {
		const content = trimmed(inlinesOf(inline));
		if (content.length > 0) blocks.push({ type: 'paragraph', children: content });
		inline = [];
	};
	for (const child of children) {
		if (typeof child === 'string' || !isBlock(child)) {
			inline.push(child);
			continue;
		}
		endParagraph();
		blocks.push(...blockOf(child));
	}
	endParagraph();
	return blocks;
}

/** Also an inline tag around blocks. */
function isBlock({ tag, children }: Element): boolean {
	return BLOCKS.has(tag) || children.some((child) => typeof child !== 'string' && isBlock(child));
}

function blockOf({ tag, children }: Element): ParsedBlock[] {
	switch (tag) {
		case 'h1':
		case 'h2':
		case 'h3':
		case 'h4':
		case 'h5':
		case 'h6':
			return [{ type: 'heading', level: Number(tag[1]), children: trimmed(inlinesOf(children)) }];
		case 'pre':
			return [{ type: 'codeBlock', value: wordsIn(children).replace(/^\n|\n$/g, '') }];
		case 'blockquote':
			return [{ type: 'quote', children: blocksOf(children) }];
		case 'ul':
		case 'ol':
			return [{ type: 'list', ...(tag === 'ol' && { start: 1 }), items: itemsOf(children) }];
		case 'table':
			return [tableOf(children)];
		case 'hr':
			return [{ type: 'rule' }];
		default:
			return blocksOf(children);
	}
}

function itemsOf(children: Element['children']): ListItem<ParsedInline>[] {
	return children.flatMap((child) => {
		if (typeof child === 'string' && child.trim() === '') return [];
		const content = blocksOf(typeof child !== 'string' && child.tag === 'li' ? child.children : [child]);
		return content.length === 0 ? [] : [{ children: content }];
	});
}

function tableOf(children: Element['children']): Table<ParsedInline> {
	const rowsIn = (parts: Element['children']): Cell<ParsedInline>[][] =>
		parts.flatMap((part) => {
			if (typeof part === 'string') return [];
			if (part.tag !== 'tr') return rowsIn(part.children);
			const cells = part.children.filter((cell) => typeof cell !== 'string') as Element[];
			return [cells.map((cell) => trimmed(inlinesOf(cell.children)))];
		});
	const [header = [], ...rows] = rowsIn(children);
	return { type: 'table', header, rows };
}

function inlinesOf(children: Element['children']): ParsedInline[] {
	const inlines: ParsedInline[] = [];
	for (const child of children) {
		if (typeof child !== 'string' && BLOCKS.has(child.tag) && inlines.length > 0)
			inlines.push({ type: 'break' });
		for (const inline of inlineOf(child)) append(inlines, inline);
	}
	return inlines;
}

function inlineOf(child: Element | string): ParsedInline[] {
	if (typeof child === 'string') return [{ type: 'text', value: child.replace(/\s+/g, ' ') }];
	const { tag, href, children } = child;
	switch (tag) {
		case 'br':
			return [{ type: 'break' }];
		case 'img':
			return [{ type: 'parsedImage', children: [{ type: 'text', value: href }] }];
		case 'code':
		case 'kbd':
		case 'samp':
		case 'tt':
			return [{ type: 'code', value: wordsIn(children).replace(/\s+/g, ' ') }];
		case 'a':
			return href === ''
				? inlinesOf(children)
				: [{ type: 'parsedLink', url: href, children: inlinesOf(children) }];
		default: {
			const type = Object.hasOwn(EMPHASIS, tag) && EMPHASIS[tag as keyof typeof EMPHASIS];
			return type ? [{ type, children: inlinesOf(children) }] : inlinesOf(children);
		}
	}
}

function wordsIn(children: Element['children']): string {
	return children
		.map((child) => (typeof child === 'string' ? child : child.tag === 'br' ? '\n' : wordsIn(child.children)))
		.join('');
}

/** White space at the edges of a block, and line breaks there, show nothing. */
function trimmed(inlines: ParsedInline[]): ParsedInline[] {
	const isEmpty = (inline?: ParsedInline) =>
		inline?.type === 'break' || (inline?.type === 'text' && inline.value.trim() === '');
	const result = [...inlines];
	while (isEmpty(result[0])) result.shift();
	while (isEmpty(result.at(-1))) result.pop();
	const [first] = result;
	if (first?.type === 'text') result[0] = { type: 'text', value: first.value.trimStart() };
	const last = result.at(-1);
	if (last?.type === 'text') result[result.length - 1] = { type: 'text', value: last.value.trimEnd() };
	return result;
}
