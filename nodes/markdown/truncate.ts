import type { Block } from './document';
import type { Format, Surroundings } from './formats/format';
import { longest, pieces } from './pieces';

export interface Truncated<Output> {
	value: Output;
	truncated: boolean;
	/** Length of the whole answer in this format, in the unit of the limit. */
	originalLength: number;
}

/**
 * Shortens an answer to what its target takes. The tree is shortened, and what is made from it is measured: so nothing is
 * cut inside a link, a macro, an entity or a tag, and the limit holds after escaping. Converting a text that was cut before
 * can outgrow the limit again (mozilla/jira-bugzilla-integration#1030).
 */
export function truncate<Output>(
	blocks: readonly Block[],
	format: Format<Output>,
	context: Omit<Surroundings, 'isShortened'>,
): Truncated<Output> {
	const lengthOf = (output: Output) => format.length?.(output) ?? String(output).length;
	const whole = format.render(blocks, { ...context, isShortened: false });
	const originalLength = lengthOf(whole);
	if (originalLength <= format.limit) return { value: whole, truncated: false, originalLength };

	const shortened = (part: readonly Block[]) => format.render(part, { ...context, isShortened: true });
	const fits = (part: readonly Block[]) => lengthOf(shortened(part)) <= format.limit;
	const value = shortened(beginningOf(blocks, fits, context.defang));
	return { value, truncated: true, originalLength };
}

/**
 * Drops blocks from the end. Tables lose rows before anything behind them is dropped. Of a list or code at the cut, the
 * first items or lines stay; of any other block, its first words where nothing else is left.
 */
function beginningOf(
	blocks: readonly Block[],
	fits: (part: readonly Block[]) => boolean,
	defang: boolean,
): Block[] {
	const beginning = (count: number, rows: number) =>
		blocks.slice(0, count).flatMap((block) => withRows(block, rows));
	const count = longest(blocks.length, (most) => fits(beginning(most, 1)));
	const rowsIn = (block: Block) => (block.type === 'table' ? block.rows.length : 0);
	const mostRows = blocks.reduce((most, block) => Math.max(most, rowsIn(block)), 1);
	const rows = longest(mostRows, (most) => fits(beginning(count, most)));
	const result = beginning(count, rows);
	const isContent = ({ type }: Block) => type !== 'heading' && type !== 'rule';
	const next = blocks[count];
	if (next?.type === 'list' || next?.type === 'codeBlock' || (next && !result.some(isContent))) {
		const [head] = pieces(next, (piece) => fits([...result, piece]), defang);
		if (head !== undefined) result.push(head);
	}
	// Nothing follows the headings at the end.
	return result.slice(0, result.findLastIndex(isContent) + 1);
}

/** A table with some of its rows and, below it, how many are missing. */
function withRows(block: Block, most: number): Block[] {
	if (block.type !== 'table' || block.rows.length <= most) return [block];
	const hidden = block.rows.length - most;
	const value = hidden === 1 ? '1 more row' : `${hidden} more rows`;
	return [
		{ ...block, rows: block.rows.slice(0, most) },
		{ type: 'paragraph', children: [{ type: 'text', value }] },
	];
}
