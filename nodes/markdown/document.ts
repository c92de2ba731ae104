/**
 * An answer as a tree, harmless already: what may be shown to people. `sanitize.ts` makes it, formats write it.
 */

declare const checked: unique symbol;

/** A web address that may be made clickable. Only `sanitizeLink.ts` and `sessionWebUrl` make them. */
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

export interface Emphasised {
	type: 'strong' | 'emphasis' | 'strikethrough';
	/** No emphasis of the same type is in them. */
	children: Inline[];
}

export interface Link {
	type: 'link';
	url: SafeUrl;
	/** No link is in them. */
	children: Inline[];
}

export type Inline = Text | Code | Break | Emphasised | Link;

export interface Paragraph {
	type: 'paragraph';
	children: Inline[];
}

export interface Heading {
	type: 'heading';
	/** 1 to 6. */
	level: number;
	/** Nothing strong is in them: a heading is. */
	children: Inline[];
}

export interface CodeBlock {
	type: 'codeBlock';
	/** The first word behind the fence, such as `kql`. */
	language?: string;
	value: string;
}

export interface Quote {
	type: 'quote';
	children: Block[];
}

export interface ListItem {
	children: Block[];
}

export interface List {
	type: 'list';
	/** The number of the first item; absent for a bulleted list. */
	start?: number;
	items: ListItem[];
}

/** The inline content of one table cell. */
export type Cell = Inline[];

export interface Table {
	type: 'table';
	header: Cell[];
	rows: Cell[][];
}

export interface Rule {
	type: 'rule';
}

export type Block = Paragraph | Heading | CodeBlock | Quote | List | Table | Rule;

/** The words of inline content without any markup. */
export function wordsOf(inlines: readonly Inline[]): string {
	return inlines
		.map((inline) => {
			if ('children' in inline) return wordsOf(inline.children);
			return inline.type === 'break' ? ' ' : inline.value;
		})
		.join('');
}

/** Adds inline content. Adjoining texts become one, so that nothing hides across two; an empty text is left out. */
export function append(inlines: Inline[], inline: Inline): void {
	const last = inlines.at(-1);
	if (inline.type !== 'text') inlines.push(inline);
	else if (last?.type === 'text') inlines.splice(-1, 1, { ...last, value: last.value + inline.value });
	else if (inline.value !== '') inlines.push(inline);
}
