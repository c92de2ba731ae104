import type { Block, Inline, Table } from '../document';
import { sanitizeText } from '../sanitize';
import { hiddenRowsNote } from './format';

/** Tables for targets that have none: in columns where they are narrow enough, else row by row. */

/** Inline content as one line of bare text; a link shows where it leads, and what is struck through keeps its marks. */
export function plainLine(inlines: readonly Inline[]): string {
	return inlines
		.map((inline) => {
			switch (inline.type) {
				case 'text':
				case 'code':
					return inline.value;
				case 'break':
					return ' ';
				case 'link': {
					const label = plainLine(inline.children);
					return label === inline.url ? label : `${label} (${inline.url})`;
				}
				case 'strikethrough':
					return `~~${plainLine(inline.children)}~~`;
				default:
					return plainLine(inline.children);
			}
		})
		.join('');
}

/**
 * A table as blocks that may stand where a table may not: columns in code where they are narrow enough, else the rows
 * as a list; below it how many rows are missing.
 *
 * @param width most characters in a line of columns; what a line of a mail or a log holds where not given
 */
export function withoutTable(table: Table, width = 100): Block[] {
	const columns = columnsOf(table, width);
	const note = hiddenRowsNote(table);
	return [
		columns === undefined ? recordsOf(table) : { type: 'codeBlock', value: columns.join('\n') },
		...(note === undefined ? [] : [paragraph([{ type: 'text', value: note }])]),
	];
}

/** Header, dashes and rows, for a font of one width; undefined where they are too wide. */
function columnsOf(table: Table, width: number): string[] | undefined {
	const rows = [table.header, ...table.rows].map((row) => row.map(plainLine));
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
function recordsOf(table: Table): Block {
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

function paragraph(children: Inline[]): Block {
	return { type: 'paragraph', children };
}

/** In code points: near enough to columns for all scripts but the widest. */
function lengthOf(text = ''): number {
	return [...text].length;
}
