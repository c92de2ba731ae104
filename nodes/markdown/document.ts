/**
 * An answer as a tree, between its Markdown and the formats it is written in.
 * There are two stages. Parsed: what the Markdown says, with any link. Sanitized: what may be shown to people; links lead
 * only to web addresses that were checked. Formats take the second alone.
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

export interface Emphasised<Url = SafeUrl> {
	type: 'strong' | 'emphasis' | 'strikethrough';
	/** When sanitized, it holds no emphasis of the same type. */
	children: Inline<Url>[];
}

export interface Link<Url = SafeUrl> {
	type: 'link';
	/** When parsed, whatever stood in the Markdown, also a relative or a dangerous address. */
	url: Url;
	/** When sanitized, they hold no link. */
	children: Inline<Url>[];
}

export type Inline<Url = SafeUrl> = Text | Code | Break | Emphasised<Url> | Link<Url>;

export interface Paragraph<Url = SafeUrl> {
	type: 'paragraph';
	children: Inline<Url>[];
}

export interface Heading<Url = SafeUrl> {
	type: 'heading';
	/** 1 to 6. */
	level: number;
	/** When sanitized, they hold nothing strong: a heading is. */
	children: Inline<Url>[];
}

export interface CodeBlock {
	type: 'codeBlock';
	/** The first word behind the fence, such as `kql`. */
	language?: string;
	value: string;
}

export interface Quote<Url = SafeUrl> {
	type: 'quote';
	children: Block<Url>[];
}

export interface ListItem<Url = SafeUrl> {
	/** Present for an item of a task list. */
	done?: boolean;
	children: Block<Url>[];
}

export interface List<Url = SafeUrl> {
	type: 'list';
	/** The number of the first item; absent for a bulleted list. */
	start?: number;
	items: ListItem<Url>[];
}

/** The inline content of one table cell. */
export type Cell<Url = SafeUrl> = Inline<Url>[];

export interface Table<Url = SafeUrl> {
	type: 'table';
	header: Cell<Url>[];
	rows: Cell<Url>[][];
	/** How many rows a cut took away; absent where none. */
	hiddenRows?: number;
}

export interface Rule {
	type: 'rule';
}

export type Block<Url = SafeUrl> =
	Paragraph<Url> | Heading<Url> | CodeBlock | Quote<Url> | List<Url> | Table<Url> | Rule;

export type ParsedInline = Inline<string>;
export type ParsedBlock = Block<string>;

/** The words of inline content without any markup. */
export function wordsOf(inlines: readonly ParsedInline[]): string {
	return inlines
		.map((inline) => {
			if ('children' in inline) return wordsOf(inline.children);
			return inline.type === 'break' ? ' ' : inline.value;
		})
		.join('');
}

/** Adds inline content. Adjoining texts become one, so that nothing hides across two; an empty text is left out. */
export function append<Url>(inlines: Inline<Url>[], inline: Inline<Url>): void {
	const last = inlines.at(-1);
	if (inline.type !== 'text') inlines.push(inline);
	else if (last?.type === 'text') inlines.splice(-1, 1, { ...last, value: last.value + inline.value });
	else if (inline.value !== '') inlines.push(inline);
}
