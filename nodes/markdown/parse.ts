import type { Block, Cell, ListItem, ParsedBlock, ParsedInline, Table } from './document';
import { append } from './document';
import { markdownIt } from './markdownIt';

type Token = ReturnType<typeof markdownIt.parse>[number];

/**
 * Reads Markdown as CommonMark with GitHub's tables, strikethrough, task lists and bare addresses.
 *
 * - HTML is text, except `<br>`: it never becomes markup.
 * - A line break in a paragraph stays one, as in GitHub's comments: models break lines on purpose.
 * - A bare address and `<https://…>` are text; only `[label](address)` is a link.
 * - A row of a table may have more cells than the header: each is kept.
 *
 * Takes time in proportion to the text.
 */
export function parseMarkdown(markdown: string): ParsedBlock[] {
	// NUL would come back as a visible replacement character; a lone surrogate cannot be sent as UTF-8.
	const text = markdown.toWellFormed().replaceAll('\0', '');
	return readBlocks(new TokenReader(markdownIt.parse(text, {})));
}

/** The library gives a flat list in which `x_open` and `x_close` embrace their content. */
class TokenReader {
	private position = 0;

	constructor(private readonly tokens: readonly Token[]) {}

	/** The next token, unless it closes what is being read; a closing token is consumed. */
	nextInside(): Token | undefined {
		const token = this.tokens[this.position];
		if (token === undefined) return undefined;
		this.position++;
		return token.nesting === -1 ? undefined : token;
	}

	/** The inline content between an opening token and its closing token. */
	inlineContent(): ParsedInline[] {
		const content = this.nextInside();
		if (content === undefined) return [];
		this.nextInside();
		return readInlines(new TokenReader(content.children ?? []));
	}
}

function readBlocks(reader: TokenReader): ParsedBlock[] {
	const blocks: ParsedBlock[] = [];
	for (let token = reader.nextInside(); token !== undefined; token = reader.nextInside()) {
		const block = readBlock(token, reader);
		if (block !== undefined) blocks.push(block);
	}
	return blocks;
}

function readBlock(token: Token, reader: TokenReader): ParsedBlock | undefined {
	switch (token.type) {
		case 'paragraph_open':
			return { type: 'paragraph', children: reader.inlineContent() };
		case 'heading_open':
			return { type: 'heading', level: Number(token.tag.slice(1)), children: reader.inlineContent() };
		case 'fence':
		case 'code_block':
			return codeBlock(token);
		case 'blockquote_open':
			return { type: 'quote', children: readBlocks(reader) };
		case 'bullet_list_open':
			return { type: 'list', items: readItems(reader) };
		case 'ordered_list_open':
			return { type: 'list', start: Number(token.attrGet('start') ?? 1), items: readItems(reader) };
		case 'table_open':
			return readTable(reader);
		case 'hr':
			return { type: 'rule' };
		default:
			return undefined;
	}
}

function codeBlock(token: Token): Block<ParsedInline> {
	const language = /^[a-z][a-z0-9+#-]{0,29}(?!\S)/i.exec(token.info)?.[0];
	return { type: 'codeBlock', ...(language && { language }), value: token.content.replace(/\n$/, '') };
}

function readItems(reader: TokenReader): ListItem<ParsedInline>[] {
	const items: ListItem<ParsedInline>[] = [];
	while (reader.nextInside() !== undefined) items.push(withTaskMark({ children: readBlocks(reader) }));
	return items;
}

/** GitHub's task lists: `[ ]` or `[x]` in front of an item's first paragraph. */
function withTaskMark(item: ListItem<ParsedInline>): ListItem<ParsedInline> {
	const [paragraph, ...others] = item.children;
	if (paragraph?.type !== 'paragraph') return item;
	const [first, ...rest] = paragraph.children;
	if (first?.type !== 'text') return item;
	const mark = /^\[([ xX])\] /.exec(first.value);
	if (mark === null) return item;
	const text: ParsedInline[] = [{ type: 'text', value: first.value.slice(mark[0].length) }, ...rest];
	return { done: mark[1] !== ' ', children: [{ type: 'paragraph', children: text }, ...others] };
}

/** Cells that are added to short rows; more of them are an attack on the code that fills tables. */
const MOST_ADDED_CELLS = 10_000;

function readTable(reader: TokenReader): Table<ParsedInline> {
	const rows: Cell<ParsedInline>[][] = [];
	while (reader.nextInside() !== undefined) {
		const cells: Cell<ParsedInline>[] = [];
		while (reader.nextInside() !== undefined) cells.push(reader.inlineContent());
		rows.push(cells);
	}
	const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
	const added = rows.reduce((sum, row) => sum + width - row.length, 0);
	if (added <= MOST_ADDED_CELLS) for (const row of rows) while (row.length < width) row.push([]);
	const [header = [], ...body] = rows;
	return { type: 'table', header, rows: body };
}

function readInlines(reader: TokenReader): ParsedInline[] {
	const inlines: ParsedInline[] = [];
	for (let token = reader.nextInside(); token !== undefined; token = reader.nextInside()) {
		for (const inline of readInline(token, reader)) append(inlines, inline);
	}
	return inlines;
}

function readInline(token: Token, reader: TokenReader): ParsedInline[] {
	switch (token.type) {
		case 'text':
		case 'text_special':
			return [{ type: 'text', value: token.content }];
		case 'code_inline':
			return [{ type: 'code', value: token.content }];
		case 'softbreak':
		case 'hardbreak':
			return [{ type: 'break' }];
		case 'strong_open':
			return [{ type: 'strong', children: readInlines(reader) }];
		case 'em_open':
			return [{ type: 'emphasis', children: readInlines(reader) }];
		case 's_open':
			return [{ type: 'strikethrough', children: readInlines(reader) }];
		case 'link_open':
			return readLink(token, reader);
		case 'image':
			return [{ type: 'parsedImage', children: readInlines(new TokenReader(token.children ?? [])) }];
		default:
			return [];
	}
}

function readLink(token: Token, reader: TokenReader): ParsedInline[] {
	const children = readInlines(reader);
	// `info` is "auto" where the address itself is the text: it stays text.
	if (token.info === 'auto') return children;
	return [{ type: 'parsedLink', url: String(token.attrGet('href') ?? ''), children }];
}
