import type { Block, CodeBlock, Inline, List, Paragraph, Table } from '../document';
import { sanitizeText } from '../sanitizeText';
import { plainLine } from './inline';

/** Blocks in place of those that a target does not have, or not everywhere. */

export type InnerBlock = Paragraph | CodeBlock | List;

/**
 * A table as a block that may stand where a table may not: columns in code where they are narrow enough, else the rows
 * as a list.
 *
 * @param width most characters in a line of columns; what a line of a mail or a log holds where not given
 */
export function withoutTable(table: Table, width = 100): InnerBlock {
	const columns = columnsOf(table, width);
	return columns === undefined ? recordsOf(table) : { type: 'codeBlock', value: columns.join('\n') };
}

/** Header, dashes and rows, for a font of one width; undefined where they are too wide. */
function columnsOf(table: Table, width: number): string[] | undefined {
	const rows = [table.header, ...table.rows].map((row) => row.map((cell) => plainLine(cell)));
	const widths = table.header.map((_, column) =>
		rows.reduce((most, row) => Math.max(most, lengthOf(row[column])), 1),
	);
	if (widths.reduce((sum, most) => sum + most + 2, -2) > width) return undefined;
	const line = (cells: readonly string[]) =>
		widths
			.map((most, column) => (cells[column] ?? '') + ' '.repeat(most - lengthOf(cells[column])))
			.join('  ')
			.trimEnd();
	const [header = [], ...body] = rows;
	return [line(header), line(widths.map((most) => '-'.repeat(most))), ...body.map(line)];
}

/** Each cell with the name of its column; the names alone where there is no row. */
function recordsOf(table: Table): List | Paragraph {
	// Code in a header becomes text here.
	const names = table.header.map((cell) => sanitizeText(plainLine(cell), { defang: false }));
	if (table.rows.length === 0) return paragraph([{ type: 'text', value: names.join(' | ') }]);
	const items = table.rows.map((row) => {
		const fields = row.flatMap((cell, column): Inline[] => {
			if (cell.length === 0) return [];
			const name = names[column] ?? '';
			const label: Inline[] = [
				{ type: 'strong', children: [{ type: 'text', value: name }] },
				{ type: 'text', value: ': ' },
			];
			return [{ type: 'break' }, ...(name === '' ? [] : label), ...cell];
		});
		return { children: [paragraph(fields.slice(1))] };
	});
	return { type: 'list', items };
}

/**
 * What list items and quotes may hold in Jira. Headings become strong, quotes their content, tables code or lists; rules
 * are left out.
 */
export function innerBlocks(blocks: readonly Block[]): InnerBlock[] {
	return blocks.flatMap((block): InnerBlock[] => {
		switch (block.type) {
			case 'heading':
				return [paragraph([{ type: 'strong', children: block.children }])];
			case 'quote':
				return innerBlocks(block.children);
			case 'table':
				return [withoutTable(block)];
			case 'rule':
				return [];
			default:
				return [block];
		}
	});
}

function paragraph(children: Inline[]): Paragraph {
	return { type: 'paragraph', children };
}

/** In code points: near enough to columns for all scripts but the widest. */
function lengthOf(text = ''): number {
	return [...text].length;
}
