import type { Block, Cell, Emphasised, Inline, ListItem, Table } from './document';
import { append } from './document';
import { sanitizeLink, withPortalLinks } from './sanitizeLink';
import type { SanitizeOptions } from './sanitizeText';
import { sanitizeCode, sanitizeText } from './sanitizeText';
import type { Element, Node } from './tree';
import { BLOCK_TAGS } from './tree';

const EMPHASIS: ReadonlyMap<string, Emphasised['type']> = new Map([
	['b', 'strong'],
	['strong', 'strong'],
	['em', 'emphasis'],
	['i', 'emphasis'],
	['del', 'strikethrough'],
	['s', 'strikethrough'],
	['strike', 'strikethrough'],
]);

interface Context extends SanitizeOptions {
	/** What inline content stands inside of: it does not become that again. */
	inside?: readonly Inline['type'][];
}

/**
 * Makes a harmless document of an answer. What stands between blocks becomes paragraphs; tags without a meaning here count
 * as their content.
 */
export function sanitize(nodes: readonly Node[], options: SanitizeOptions): Block[] {
	const blocks: Block[] = [];
	let inline: Node[] = [];
	const endParagraph = () => {
		const children = lineOf(inline, options);
		if (children.length > 0) blocks.push({ type: 'paragraph', children });
		inline = [];
	};
	for (const node of nodes) {
		if (isBlock(node)) {
			endParagraph();
			blocks.push(...blocksOf(node, options));
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

function blocksOf({ tag, attributes, children }: Element, options: SanitizeOptions): Block[] {
	switch (tag) {
		case 'h1':
		case 'h2':
		case 'h3':
		case 'h4':
		case 'h5':
		case 'h6': {
			const words = lineOf(children, { ...options, inside: ['strong'] });
			return [{ type: 'heading', level: Number(tag[1]), children: words }];
		}
		case 'pre': {
			const { language } = attributes;
			const value = wordsIn(children)
				.replace(/\n$/, '')
				.replace(/[\u2028\u2029]/g, '\n');
			return [{ type: 'codeBlock', ...(language && { language }), value: sanitizeCode(value, options) }];
		}
		case 'blockquote':
			return [{ type: 'quote', children: sanitize(children, options) }];
		case 'ul':
			return [{ type: 'list', items: itemsOf(children, options) }];
		case 'ol': {
			const start = /^\d{1,9}$/.exec(attributes.start ?? '')?.[0] ?? '1';
			return [{ type: 'list', start: Number(start), items: itemsOf(children, options) }];
		}
		case 'table':
			return [tableOf(children, options)];
		case 'hr':
			return [{ type: 'rule' }];
		default:
			return sanitize(children, options);
	}
}

function itemsOf(nodes: readonly Node[], options: SanitizeOptions): ListItem[] {
	return nodes
		.filter((node) => typeof node !== 'string' || node.trim() !== '')
		.map((node) => (typeof node !== 'string' && node.tag === 'li' ? node.children : [node]))
		.map((content) => ({ children: withTaskMark(sanitize(content, options)) }));
}

/** GitHub's task lists: `[ ]` or `[x]` in front of an item's first paragraph. */
function withTaskMark([first, ...others]: Block[]): Block[] {
	if (first === undefined) return [];
	const [text, ...rest] = first.type === 'paragraph' ? first.children : [];
	if (text?.type !== 'text') return [first, ...others];
	const value = text.value.replace(/^\[ \] /, '☐ ').replace(/^\[x\] /i, '☑ ');
	return [{ type: 'paragraph', children: [{ type: 'text', value }, ...rest] }, ...others];
}

/** Cells that are added to short rows; more of them are an attack on the code that fills tables. */
const MOST_ADDED_CELLS = 10_000;

function tableOf(nodes: readonly Node[], options: SanitizeOptions): Table {
	const rows = rowsOf(nodes, options);
	const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
	const added = rows.reduce((sum, row) => sum + width - row.length, 0);
	if (added <= MOST_ADDED_CELLS) for (const row of rows) while (row.length < width) row.push([]);
	const [header = [], ...body] = rows;
	return { type: 'table', header, rows: body };
}

function rowsOf(nodes: readonly Node[], options: SanitizeOptions): Cell[][] {
	return nodes.flatMap((node) => {
		if (typeof node === 'string') return [];
		if (node.tag !== 'tr') return rowsOf(node.children, options);
		const cells = node.children.filter((cell) => typeof cell !== 'string');
		return [cells.map((cell) => lineOf(cell.children, options))];
	});
}

/** Inline content. White space at its edges, and line breaks there, show nothing. */
function lineOf(nodes: readonly Node[], context: Context): Inline[] {
	const inlines = inlinesOf(nodes, context);
	const isShown = (inline: Inline) =>
		inline.type !== 'break' && (inline.type !== 'text' || inline.value.trim() !== '');
	const line = inlines.slice(inlines.findIndex(isShown), 1 + inlines.findLastIndex(isShown));
	const [first] = line;
	if (first?.type === 'text') line[0] = { type: 'text', value: first.value.trimStart() };
	const last = line.at(-1);
	if (last?.type === 'text') line[line.length - 1] = { type: 'text', value: last.value.trimEnd() };
	return line;
}

function inlinesOf(nodes: readonly Node[], context: Context): Inline[] {
	const joined: Inline[] = [];
	for (const node of nodes) {
		const startsLine = typeof node !== 'string' && BLOCK_TAGS.has(node.tag) && joined.length > 0;
		if (startsLine) joined.push({ type: 'break' });
		for (const inline of inlineOf(node, context)) append(joined, inline);
	}
	// Texts are judged when they are joined: `@` and the words of a link that was removed may be a mention.
	return joined.flatMap((inline): Inline[] => {
		if (inline.type !== 'text') return [inline];
		const value = sanitizeText(inline.value, context);
		return value === '' ? [] : [{ ...inline, value }];
	});
}

/** Texts in it are not sanitized yet. */
function inlineOf(node: Node, context: Context): Inline[] {
	const { inside = [] } = context;
	const within = (type: Inline['type']) => ({ ...context, inside: [...inside, type] });
	if (typeof node === 'string') {
		const value = node.replace(/\s/g, ' ');
		return inside.includes('link') ? [{ type: 'text', value }] : withPortalLinks(value);
	}
	const { tag, attributes, children } = node;
	switch (tag) {
		case 'br':
			return [{ type: 'break' }];
		case 'img': {
			// The address of an image is of no use to anyone who may not load it.
			const description = (attributes.alt || wordsIn(children)).replace(/\s+/g, ' ').trim();
			return [{ type: 'text', value: description === '' ? '(image)' : `(image: ${description})` }];
		}
		case 'code':
		case 'kbd':
		case 'samp':
		case 'tt': {
			const value = sanitizeCode(wordsIn(children).replace(/\s/g, ' '), context);
			return value === '' ? [] : [{ type: 'code', value }];
		}
		case 'a': {
			const label = inlinesOf(children, within('link'));
			return inside.includes('link') ? label : sanitizeLink(attributes.href ?? '', label, context);
		}
		default: {
			const type = EMPHASIS.get(tag);
			if (type === undefined) return inlinesOf(children, context);
			const content = inlinesOf(children, within(type));
			return inside.includes(type) || content.length === 0 ? content : [{ type, children: content }];
		}
	}
}

function wordsIn(nodes: readonly Node[]): string {
	return nodes
		.map((node) => (typeof node === 'string' ? node : node.tag === 'br' ? '\n' : wordsIn(node.children)))
		.join('');
}
