import type { StateBlock } from 'markdown-it';

const DELIMITER_ROW = /^\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?$/;

/**
 * GitHub's tables, read as models write them: a bar inside backticks belongs to its cell, cells beyond the header are
 * kept, and the row of delimiters may have more or fewer than the header (FiligranHQ/filigran-ui#327).
 */
export function tableRule(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
	const line = (number: number) => lineOf(state, number);
	if (startLine + 2 > endLine || isIndentedCode(state, startLine)) return false;
	if (state.sCount[startLine + 1]! < state.blkIndent || isIndentedCode(state, startLine + 1)) return false;
	const delimiters = line(startLine + 1);
	if (!delimiters.includes('|') || !line(startLine).includes('|') || !DELIMITER_ROW.test(delimiters))
		return false;
	const header = cellsOf(line(startLine));
	if (header.length === 0) return false;
	if (silent) return true;

	const parentType = state.parentType;
	state.parentType = 'table';
	const table = state.push('table_open', 'table', 1);
	pushRow(state, header);
	let next = startLine + 2;
	for (; next < endLine && isRow(state, next, endLine); next++) pushRow(state, cellsOf(line(next)));
	state.push('table_close', 'table', -1);
	table.map = [startLine, next];
	state.parentType = parentType;
	state.line = next;
	return true;
}

function lineOf(state: StateBlock, line: number): string {
	return state.src.slice(state.bMarks[line]! + state.tShift[line]!, state.eMarks[line]).trim();
}

function isIndentedCode(state: StateBlock, line: number): boolean {
	return state.sCount[line]! - state.blkIndent >= 4;
}

function isRow(state: StateBlock, line: number, endLine: number): boolean {
	if (state.sCount[line]! < state.blkIndent || isIndentedCode(state, line) || lineOf(state, line) === '')
		return false;
	// What ends a paragraph in front of a quote ends a table too.
	return !state.md.block.ruler.getRules('blockquote').some((rule) => rule(state, line, endLine, true));
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
	const cells: string[] = [];
	let cell = '';
	let place = 0;
	while (place < row.length) {
		const character = row.charAt(place);
		const code = character === '`' ? codeAt(row, place) : character;
		if (code === '|') {
			cells.push(cell.trim());
			cell = '';
		} else if (code === '\\') {
			const escaped = row.charAt(place + 1);
			cell += escaped === '|' ? '|' : code + escaped;
			place++;
		} else {
			cell += code.replaceAll('\\|', '|');
		}
		place += code.length;
	}
	cells.push(cell.trim());
	if (cells[0] === '') cells.shift();
	if (cells.at(-1) === '') cells.pop();
	return cells;
}

/** The code span that begins at a backtick, or its backticks alone where no others end it. */
function codeAt(row: string, start: number): string {
	const runs = /`+/g;
	runs.lastIndex = start;
	const opening = runs.exec(row)?.[0] ?? '';
	for (let run = runs.exec(row); run !== null; run = runs.exec(row)) {
		if (run[0] === opening) return row.slice(start, runs.lastIndex);
	}
	return opening;
}
