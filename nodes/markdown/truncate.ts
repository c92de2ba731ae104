import type { Block, Table } from './document';
import { wordsOf } from './document';
import { sanitizeText } from './sanitize';

/**
 * Shortens an answer to what its target takes.
 *
 * The tree is shortened, and the text made from it is measured. So nothing is cut inside a link, a macro, an entity or a
 * tag, and the limit holds after escaping. Converting a text that was cut before can outgrow the limit again
 * (mozilla/jira-bugzilla-integration#1030).
 */

export interface Target<Output> {
	/** What is sent for these blocks, with the link back and, when shortened, a note of that. */
	render(blocks: readonly Block[], isShortened: boolean): Output;
	/** In the unit of the limit. */
	length(output: Output): number;
	/** Other things the target insists on. */
	accepts?(output: Output): boolean;
	limit: number;
}

export interface Truncated<Output> {
	/** Undefined where not even the link back has room. */
	value: Output | undefined;
	truncated: boolean;
	/** Length of the whole answer in this format, in the unit of the limit. */
	originalLength: number;
}

/**
 * The whole answer where it fits. Otherwise the rows of its tables are cut first, then blocks are dropped from the end; a
 * list is dropped item by item, code line by line. Where the first block alone is too long, its text is cut.
 */
export function truncate<Output>(blocks: readonly Block[], target: Target<Output>): Truncated<Output> {
	const fits = (output: Output) =>
		target.length(output) <= target.limit && (target.accepts?.(output) ?? true);
	const whole = target.render(blocks, false);
	const originalLength = target.length(whole);
	if (fits(whole)) return { value: whole, truncated: false, originalLength };

	const fitting = (part: readonly Block[]) => {
		const output = target.render(part, true);
		return fits(output) ? output : undefined;
	};
	const value = fitting(longestBeginning(blocks, (part) => fitting(part) !== undefined));
	return { value: value ?? fitting([]), truncated: true, originalLength };
}

type Fits = (blocks: readonly Block[]) => boolean;

function longestBeginning(blocks: readonly Block[], fits: Fits): Block[] {
	const beginning = (parts: number, rows: number) =>
		withoutLastHeadings(
			firstParts(
				blocks.map((block) => withRows(block, rows)),
				parts,
			),
		);
	const allParts = blocks.reduce((total, block) => total + partsInText(block), 0);
	const parts = longest(allParts, (count) => fits(beginning(count, 0)));
	const mostRows = blocks.reduce(
		(most, block) => (block.type === 'table' ? Math.max(most, block.rows.length) : most),
		0,
	);
	const rows = longest(mostRows, (count) => fits(beginning(parts, count)));
	const result = beginning(parts, rows);
	const says = (block: Block) => isContent(block) && (block.type !== 'table' || rows > 0);
	return result.some(says) ? result : firstText(blocks, fits);
}

/** The text of the first block that is no heading, cut at a code point, below its headings where they fit. */
function firstText(blocks: readonly Block[], fits: Fits): Block[] {
	const start = Math.max(0, blocks.findIndex(isContent));
	const block = blocks[start];
	if (block === undefined) return [];
	const text = textOf(block);
	for (const headings of [blocks.slice(0, start), []]) {
		const beginning = (length: number): Block[] => {
			const value = cutText(text, length);
			if (value === '') return [];
			const shown: Block =
				block.type === 'codeBlock'
					? { ...block, value }
					: { type: 'paragraph', children: [{ type: 'text', value }] };
			return [...headings, shown];
		};
		const longestText = beginning(longest(text.length, (length) => fits(beginning(length))));
		if (longestText.length > 0) return longestText;
	}
	return [];
}

/** Ends neither inside a surrogate pair nor inside an address: what is left of one is another address. */
function cutText(text: string, length: number): string {
	if (length >= text.length) return text;
	const cut = text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
	const word = cut.slice(1 + Math.max(cut.lastIndexOf(' '), cut.lastIndexOf('\n')));
	return cut.slice(0, word.includes('://') ? cut.length - word.length : cut.length).trimEnd();
}

/** The words of a block on one line; the lines of code. */
function textOf(block: Block): string {
	const words = (part: Block): string => {
		switch (part.type) {
			case 'paragraph':
			case 'heading':
				return wordsOf(part.children);
			case 'codeBlock':
				return part.value.replaceAll('\n', ' ');
			case 'quote':
				return part.children.map(words).join(' ');
			case 'list':
				return part.items.flatMap(({ children }) => children.map(words)).join(' ');
			case 'table':
				return [part.header, ...part.rows].flat().map(wordsOf).filter(Boolean).join(' ');
			case 'rule':
				return '';
		}
	};
	// Words stand side by side here that were apart, such as `@` and a bold `here`.
	return block.type === 'codeBlock' ? block.value : sanitizeText(words(block), { defang: false });
}

/** How many parts a block can be taken in: items, rows or lines. */
export function partsOf(block: Block): number {
	switch (block.type) {
		case 'list':
			return block.items.length;
		case 'table':
			return Math.max(1, block.rows.length);
		case 'codeBlock':
			return block.value.split('\n').length;
		default:
			return 1;
	}
}

/** Some of the parts of a block, as a block. */
export function sliceBlock(block: Block, start: number, end: number): Block {
	switch (block.type) {
		case 'list': {
			const number = block.start === undefined ? {} : { start: block.start + start };
			return { ...block, ...number, items: block.items.slice(start, end) };
		}
		case 'table': {
			const { hiddenRows, ...table } = block;
			// The note about hidden rows stands below the last one.
			const isEnd = hiddenRows !== undefined && end >= block.rows.length;
			return { ...table, rows: block.rows.slice(start, end), ...(isEnd && { hiddenRows }) };
		}
		case 'codeBlock':
			return { ...block, value: block.value.split('\n').slice(start, end).join('\n') };
		default:
			return block;
	}
}

/** A table counts as one part of a text: its rows are cut for themselves. */
function partsInText(block: Block): number {
	return block.type === 'table' ? 1 : partsOf(block);
}

function firstParts(blocks: readonly Block[], count: number): Block[] {
	const result: Block[] = [];
	let left = count;
	for (const block of blocks) {
		const parts = partsInText(block);
		if (left <= 0) break;
		result.push(parts <= left ? block : sliceBlock(block, 0, left));
		left -= parts;
	}
	return result;
}

function withRows(block: Block, most: number): Block {
	if (block.type !== 'table' || block.rows.length <= most) return block;
	return { ...(sliceBlock(block, 0, most) as Table), hiddenRows: block.rows.length - most };
}

/** Drops headings at the end: nothing follows them. */
function withoutLastHeadings(blocks: readonly Block[]): Block[] {
	return blocks.slice(0, blocks.findLastIndex(isContent) + 1);
}

function isContent({ type }: Block): boolean {
	return type !== 'heading' && type !== 'rule';
}

/**
 * The largest count up to `most` that fits, found by doubling and halving: the work is in proportion to what fits.
 * @returns 0 where not even one fits
 */
export function longest(most: number, fits: (count: number) => boolean): number {
	let fitting = 0;
	let tooLong = 1;
	while (tooLong <= most && fits(tooLong)) {
		fitting = tooLong;
		tooLong *= 2;
	}
	tooLong = Math.min(tooLong, most + 1);
	while (tooLong - fitting > 1) {
		const middle = Math.floor((fitting + tooLong) / 2);
		if (fits(middle)) fitting = middle;
		else tooLong = middle;
	}
	return fitting;
}
