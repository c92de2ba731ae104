import type { Cell, ListItem, ParsedBlock, ParsedInline, Table } from './document';
import { append } from './document';

/** The tags of HTML, in which both the Markdown library and an answer in HTML say what is what. */

export interface Element {
	/** In lower case. */
	tag: string;
	attributes: Readonly<Record<string, string>>;
	children: Node[];
}

export type Node = Element | string;

/** Tags that are blocks of their own. */
export const BLOCK_TAGS: ReadonlySet<string> = new Set(
	(
		'address article aside blockquote body div dl dd dt figure footer form h1 h2 h3 h4 h5 h6 head header hr html ' +
		'li main nav ol p pre section style table tbody td tfoot th thead tr ul'
	).split(' '),
);

const EMPHASIS: ReadonlyMap<string, 'strong' | 'emphasis' | 'strikethrough'> = new Map([
	['b', 'strong'],
	['strong', 'strong'],
	['em', 'emphasis'],
	['i', 'emphasis'],
	['del', 'strikethrough'],
	['s', 'strikethrough'],
	['strike', 'strikethrough'],
]);

/** Reads what stands between blocks as paragraphs. Tags without a meaning here count as their content. */
export function blocksOf(nodes: readonly Node[]): ParsedBlock[] {
	const blocks: ParsedBlock[] = [];
	let inline: Node[] = [];
	const endParagraph = () => {
		const children = lineOf(inline);
		if (children.length > 0) blocks.push({ type: 'paragraph', children });
		inline = [];
	};
	for (const node of nodes) {
		if (isBlock(node)) {
			endParagraph();
			blocks.push(...blockOf(node));
		} else {
			inline.push(node);
		}
	}
	endParagraph();
	return blocks;
}

/** Also an inline tag around blocks. */
function isBlock(node: Node): node is Element {
	return typeof node !== 'string' && (BLOCK_TAGS.has(node.tag) || node.children.some(isBlock));
}

function blockOf({ tag, attributes, children }: Element): ParsedBlock[] {
	switch (tag) {
		case 'h1':
		case 'h2':
		case 'h3':
		case 'h4':
		case 'h5':
		case 'h6':
			return [{ type: 'heading', level: Number(tag[1]), children: lineOf(children) }];
		case 'pre': {
			const { language } = attributes;
			const value = wordsIn(children).replace(/\n$/, '');
			return [{ type: 'codeBlock', ...(language && { language }), value }];
		}
		case 'blockquote':
			return [{ type: 'quote', children: blocksOf(children) }];
		case 'ul':
			return [{ type: 'list', items: itemsOf(children) }];
		case 'ol':
			return [{ type: 'list', start: startOf(attributes), items: itemsOf(children) }];
		case 'table':
			return [tableOf(children)];
		case 'hr':
			return [{ type: 'rule' }];
		default:
			return blocksOf(children);
	}
}

function startOf({ start = '' }: Element['attributes']): number {
	return /^\d{1,9}$/.test(start) ? Number(start) : 1;
}

function itemsOf(nodes: readonly Node[]): ListItem<string>[] {
	return nodes
		.filter((node) => typeof node !== 'string' || node.trim() !== '')
		.map((node) =>
			withTaskMark(blocksOf(typeof node !== 'string' && node.tag === 'li' ? node.children : [node])),
		);
}

/** GitHub's task lists: `[ ]` or `[x]` in front of an item's first paragraph. */
function withTaskMark(children: ParsedBlock[]): ListItem<string> {
	const [paragraph, ...others] = children;
	const [first, ...rest] = paragraph?.type === 'paragraph' ? paragraph.children : [];
	const [, mark, value] = (first?.type === 'text' && /^\[([ xX])\] ([^]*)/.exec(first.value)) || [];
	if (mark === undefined) return { children };
	const words: ParsedInline[] = value ? [{ type: 'text', value }, ...rest] : rest;
	return { done: mark !== ' ', children: [{ type: 'paragraph', children: words }, ...others] };
}

/** Cells that are added to short rows; more of them are an attack on the code that fills tables. */
const MOST_ADDED_CELLS = 10_000;

function tableOf(nodes: readonly Node[]): Table<string> {
	const rows = rowsOf(nodes);
	const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
	const added = rows.reduce((sum, row) => sum + width - row.length, 0);
	if (added <= MOST_ADDED_CELLS) for (const row of rows) while (row.length < width) row.push([]);
	const [header = [], ...body] = rows;
	return { type: 'table', header, rows: body };
}

function rowsOf(nodes: readonly Node[]): Cell<string>[][] {
	return nodes.flatMap((node) => {
		if (typeof node === 'string') return [];
		if (node.tag !== 'tr') return rowsOf(node.children);
		return [node.children.flatMap((cell) => (typeof cell === 'string' ? [] : [lineOf(cell.children)]))];
	});
}

/** Inline content. White space at its edges, and line breaks there, show nothing. */
function lineOf(nodes: readonly Node[]): ParsedInline[] {
	const inlines = inlinesOf(nodes);
	const isEmpty = (inline: ParsedInline) =>
		inline.type === 'break' || (inline.type === 'text' && inline.value.trim() === '');
	const start = inlines.findIndex((inline) => !isEmpty(inline));
	const line = start < 0 ? [] : inlines.slice(start, inlines.findLastIndex((inline) => !isEmpty(inline)) + 1);
	const [first] = line;
	if (first?.type === 'text') line[0] = { type: 'text', value: first.value.trimStart() };
	const last = line.at(-1);
	if (last?.type === 'text') line[line.length - 1] = { type: 'text', value: last.value.trimEnd() };
	return line;
}

function inlinesOf(nodes: readonly Node[]): ParsedInline[] {
	const inlines: ParsedInline[] = [];
	for (const node of nodes) {
		const startsLine = typeof node !== 'string' && BLOCK_TAGS.has(node.tag) && inlines.length > 0;
		if (startsLine) inlines.push({ type: 'break' });
		for (const inline of inlineOf(node)) append(inlines, inline);
	}
	return inlines;
}

function inlineOf(node: Node): ParsedInline[] {
	if (typeof node === 'string') return [{ type: 'text', value: node }];
	const { tag, attributes, children } = node;
	const { href, alt } = attributes;
	switch (tag) {
		case 'br':
			return [{ type: 'break' }];
		case 'img': {
			// The address of an image is of no use to anyone who may not load it.
			const description = (alt || wordsIn(children)).trim();
			return [{ type: 'text', value: description === '' ? '(image)' : `(image: ${description})` }];
		}
		case 'code':
		case 'kbd':
		case 'samp':
		case 'tt':
			return [{ type: 'code', value: wordsIn(children) }];
		case 'a':
			return href ? [{ type: 'link', url: href, children: inlinesOf(children) }] : inlinesOf(children);
		default: {
			const type = EMPHASIS.get(tag);
			return type === undefined ? inlinesOf(children) : [{ type, children: inlinesOf(children) }];
		}
	}
}

function wordsIn(nodes: readonly Node[]): string {
	return nodes
		.map((node) => (typeof node === 'string' ? node : node.tag === 'br' ? '\n' : wordsIn(node.children)))
		.join('');
}
