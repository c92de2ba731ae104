import type { StateBlock } from 'markdown-it';

const DELIMITER_ROW = /^\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$/;

/** A cell up to its bar: escapes, code with the bars in it, and everything else. */
const CELL = /((?:[^|`\\]+|\\.?|(?<!`)(`+)(?!`).*?[^`]\2(?!`)|`+)*)(?:\||$)/g;

/**
 * GitHub's tables, read as models write them: a bar inside backticks belongs to its cell, cells beyond the header are
 * kept, and the row of delimiters may have more or fewer than the header (FiligranHQ/filigran-ui#327).
 */
export function tableRule(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
	/** A line of this block; empty for one that is outside of it, or indented code. */
	const line = (number: number) => {
		const indentation = state.sCount[number]! - state.blkIndent;
		if (number >= endLine || indentation < 0 || indentation >= 4) return '';
		return state.src.slice(state.bMarks[number]! + state.tShift[number]!, state.eMarks[number]).trim();
	};
	const delimiters = line(startLine + 1);
	if (!delimiters.includes('|') || !line(startLine).includes('|') || !DELIMITER_ROW.test(delimiters))
		return false;
	const header = cellsOf(line(startLine));
	if (header.length === 0) return false;
	if (silent) return true;

	// What ends a paragraph in front of a quote ends a table too.
	const enders = state.md.block.ruler.getRules('blockquote');
	const isRow = (number: number) =>
		line(number) !== '' && !enders.some((rule) => rule(state, number, endLine, true));
	const parentType = state.parentType;
	state.parentType = 'table';
	state.push('table_open', 'table', 1);
	pushRow(state, header);
	let next = startLine + 2;
	for (; isRow(next); next++) pushRow(state, cellsOf(line(next)));
	state.push('table_close', 'table', -1);
	state.parentType = parentType;
	state.line = next;
	return true;
}

function pushRow(state: StateBlock, cells: readonly string[]): void {
	state.push('tr_open', 'tr', 1);
	for (const cell of cells) {
		state.push('td_open', 'td', 1);
		const content = state.push('inline', '', 0);
		content.content = cell;
		content.children = [];
		state.push('td_close', 'td', -1);
	}
	state.push('tr_close', 'tr', -1);
}

/** Splits a row at its bars. An escaped bar loses its backslash, inside backticks as well: so says GitHub. */
function cellsOf(row: string): string[] {
	const cells = [...row.matchAll(CELL)].map(([, cell = '']) => cell.replaceAll('\\|', '|').trim());
	// A match ends the row where its last cell has no bar behind it, and another one where it has.
	cells.pop();
	return cells[0] === '' ? cells.slice(1) : cells;
}
