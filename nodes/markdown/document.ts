/**
 * An answer as a tree, between its Markdown and the formats it is written in.
 * There are two stages. Parsed: what the Markdown says, with any link and image. Sanitized: what may be shown to people;
 * images are gone and links lead only to web addresses that were checked. Formats take the second alone.
 */

declare const checked: unique symbol;

/** A web address that may be made clickable. Only `sanitize.ts` and `sessionWebUrl` make them. */
export type SafeUrl = string & { readonly [checked]: true };

export interface Text {
	type: 'text';
	/** One line, never empty. */
	value: string;
}

export interface Code {
	type: 'code';
	value: string;
}

export interface Break {
	type: 'break';
}

export interface Emphasised<I> {
	type: 'strong' | 'emphasis' | 'strikethrough';
	children: I[];
}

export interface Link {
	type: 'link';
	url: SafeUrl;
	children: Inline[];
}

export interface ParsedLink {
	type: 'parsedLink';
	/** Whatever stood in the Markdown, also a relative or a dangerous address. */
	url: string;
	children: ParsedInline[];
}

export interface ParsedImage {
	type: 'parsedImage';
	/** The description; the address of an image is of no use to anyone who may not load it. */
	children: ParsedInline[];
}

export type Inline = Text | Code | Break | Emphasised<Inline> | Link;

export type ParsedInline = Text | Code | Break | Emphasised<ParsedInline> | ParsedLink | ParsedImage;

export interface Paragraph<I = Inline> {
	type: 'paragraph';
	children: I[];
}

export interface Heading<I = Inline> {
	type: 'heading';
	/** 1 to 6. */
	level: number;
	children: I[];
}

export interface CodeBlock {
	type: 'codeBlock';
	/** The first word behind the fence, such as `kql`. */
	language?: string;
	value: string;
}

export interface Quote<I = Inline> {
	type: 'quote';
	children: Block<I>[];
}

export interface ListItem<I = Inline> {
	/** Present for an item of a task list. */
	done?: boolean;
	children: Block<I>[];
}

export interface List<I = Inline> {
	type: 'list';
	/** The number of the first item; absent for a bulleted list. */
	start?: number;
	items: ListItem<I>[];
}

/** The inline content of one table cell. */
export type Cell<I = Inline> = I[];

export interface Table<I = Inline> {
	type: 'table';
	header: Cell<I>[];
	rows: Cell<I>[][];
	/** How many rows a cut took away; absent where none. */
	hiddenRows?: number;
}

export interface Rule {
	type: 'rule';
}

export type Block<I = Inline> = Paragraph<I> | Heading<I> | CodeBlock | Quote<I> | List<I> | Table<I> | Rule;

export type ParsedBlock = Block<ParsedInline>;

/** The words of inline content without any markup. */
export function wordsOf(inlines: readonly (Inline | ParsedInline)[]): string {
	return inlines
		.map((inline) => {
			switch (inline.type) {
				case 'text':
				case 'code':
					return inline.value;
				case 'break':
					return ' ';
				default:
					return wordsOf(inline.children);
			}
		})
		.join('');
}

/** Adds inline content. Adjoining texts become one, so that nothing hides across two; an empty text is left out. */
export function append<I extends Inline | ParsedInline>(inlines: I[], inline: I | Text): void {
	const last = inlines.at(-1);
	if (inline.type !== 'text') inlines.push(inline);
	else if (last?.type === 'text') inlines.splice(-1, 1, { ...last, value: last.value + inline.value });
	else if (inline.value !== '') inlines.push(inline as I);
}
