import type { Block, Inline } from './document';
import { bareText } from './formats/plainText';

type Fits = (piece: Block) => boolean;

/**
 * Takes a block apart into pieces that each fit: some of its items, rows or lines. One that is too long alone becomes
 * pieces of its text.
 *
 * @param defang whether words that come together in a text must not make an indicator
 */
export function* pieces(block: Block, fits: Fits, defang: boolean): Generator<Block> {
	const parts = partsOf(block);
	for (let start = 0; start < parts;) {
		const count = longest(parts - start, (most) => fits(sliceBlock(block, start, start + most)));
		if (count > 0) yield sliceBlock(block, start, start + count);
		else yield* textPieces(sliceBlock(block, start, start + 1), fits, defang);
		start += Math.max(1, count);
	}
}

function* textPieces(block: Block, fits: Fits, defang: boolean): Generator<Block> {
	const isCode = block.type === 'codeBlock';
	const piece = (value: string): Block =>
		isCode ? { ...block, value } : { type: 'paragraph', children: linesOf(value) };
	let text = (isCode ? block.value : bareText([block], { defang })).trim();
	while (text !== '') {
		const head = firstWords(
			text,
			longest(text.length, (length) => fits(piece(firstWords(text, length)))),
		);
		if (head === '') return;
		yield piece(head);
		text = text.slice(head.length).trimStart();
	}
}

/**
 * Ends at white space where there is some in its second half, and not inside a surrogate pair. Nor does it end inside an
 * address unless it begins with it: what is left of one is another address.
 */
function firstWords(text: string, length: number): string {
	if (length >= text.length) return text;
	const space = text.slice(0, length + 1).search(/\s\S*$/);
	const isInAddress = space > 0 && text.slice(space, length).includes('://');
	return text.slice(0, space > length / 2 || isInAddress ? space : length).replace(/[\uD800-\uDBFF]$/, '');
}

function linesOf(text: string): Inline[] {
	return text
		.split('\n')
		.flatMap((value): Inline[] => [
			{ type: 'break' },
			...(value === '' ? [] : [{ type: 'text' as const, value }]),
		])
		.slice(1);
}

function partsOf(block: Block): number {
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
function sliceBlock(block: Block, start: number, end: number): Block {
	switch (block.type) {
		case 'list': {
			const number = block.start === undefined ? {} : { start: block.start + start };
			return { ...block, ...number, items: block.items.slice(start, end) };
		}
		case 'table':
			return { ...block, rows: block.rows.slice(start, end) };
		case 'codeBlock':
			return { ...block, value: block.value.split('\n').slice(start, end).join('\n') };
		default:
			return block;
	}
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
