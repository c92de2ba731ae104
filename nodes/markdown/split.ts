import type { Block, CodeBlock, Inline, Link, List, ListItem, Table } from './document';
import { wordsOf } from './document';

/**
 * Parts an answer in two, at the best place near a size: between blocks, items, rows or lines, else behind a sentence,
 * else behind a word, else between characters as a reader sees them. A table row and a link are never parted.
 */

/** Each is whole in itself, and together they hold everything but white space at the seam. */
export interface Halves<Node> {
	head: Node;
	rest: Node;
}

/** A link with a label up to this long stays in one piece; a longer label is parted and leads there from both halves. */
const LONGEST_WHOLE_LABEL = 200;

/** How far a cut goes back for the end of a sentence or a word. */
const SENTENCE_WINDOW = 200;
const WORD_WINDOW = 60;

/** A cluster longer than this is no character that anyone reads, but an attack on whatever counts characters. */
const LONGEST_CLUSTER = 200;

/** An address up to this long is not parted: what is left of it would be another address. */
const LONGEST_WHOLE_ADDRESS = 2_000;
const ADDRESS = /[a-z][a-z0-9+.-]{0,30}(?::|\[:\])\/\/\S+/gi;

const SENTENCE_END = /[.!?\u2026]/;

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What may still be taken: characters of text, and one for each node so that an empty one counts too. */
interface Budget {
	left: number;
}

type Splitter<Node> = (node: Node, budget: Budget) => Partial<Halves<Node>>;

/**
 * @param size how much goes into the head: characters of text, and one for each node
 * @param isFinal whether the rest is given up: the head then takes what it can and a table says how many rows are
 * missing. Otherwise an item is parted only where it is the first.
 */
export function splitBlocks(blocks: readonly Block[], size: number, isFinal: boolean): Halves<Block[]> {
	return splitNodes(blocks, { left: size }, blockSplitter(isFinal));
}

/** @param keepsWhole whether a node behind the first goes into the rest rather than be parted */
function splitNodes<Node>(
	nodes: readonly Node[],
	budget: Budget,
	splitNode: Splitter<Node>,
	keepsWhole = false,
): Halves<Node[]> {
	for (const [index, node] of nodes.entries()) {
		if (budget.left <= 0) return { head: nodes.slice(0, index), rest: nodes.slice(index) };
		budget.left--;
		const { head, rest } = splitNode(node, budget);
		if (rest === undefined) continue;
		budget.left = 0;
		if (head === undefined || (keepsWhole && index > 0)) {
			return { head: nodes.slice(0, index), rest: nodes.slice(index) };
		}
		return { head: [...nodes.slice(0, index), head], rest: [rest, ...nodes.slice(index + 1)] };
	}
	return { head: [...nodes], rest: [] };
}

function blockSplitter(isFinal: boolean): Splitter<Block> {
	const splitBlock: Splitter<Block> = (block, budget) => {
		switch (block.type) {
			case 'paragraph':
			case 'heading':
				return splitParent(block, budget, splitInline);
			case 'codeBlock':
				return splitCode(block, budget);
			case 'quote':
				return splitParent(block, budget, splitBlock, !isFinal);
			case 'list':
				return splitList(block, budget, (item, left) => splitParent(item, left, splitBlock), !isFinal);
			case 'table':
				return splitTable(block, budget, isFinal);
			case 'rule':
				return { head: block };
		}
	};
	return splitBlock;
}

function splitParent<Child, Parent extends { children: Child[] }>(
	parent: Parent,
	budget: Budget,
	splitChild: Splitter<Child>,
	keepsWhole = false,
): Partial<Halves<Parent>> {
	const { head, rest } = splitNodes(parent.children, budget, splitChild, keepsWhole);
	if (rest.length === 0) return { head: parent };
	return {
		...(head.length > 0 && { head: { ...parent, children: head } }),
		rest: head.length > 0 ? { ...parent, children: rest } : parent,
	};
}

function splitList(
	list: List,
	budget: Budget,
	splitItem: Splitter<ListItem>,
	keepsWhole: boolean,
): Partial<Halves<List>> {
	const { head, rest } = splitNodes(list.items, budget, splitItem, keepsWhole);
	if (rest.length === 0) return { head: list };
	if (head.length === 0) return { rest: list };
	const start = list.start === undefined ? {} : { start: list.start + list.items.length - rest.length };
	return { head: { ...list, items: head }, rest: { ...list, ...start, items: rest } };
}

function splitTable(table: Table, budget: Budget, isFinal: boolean): Partial<Halves<Table>> {
	const sizeOfRow = (row: Inline[][]) => row.reduce((size, cell) => size + 1 + wordsOf(cell).length, 0);
	budget.left -= sizeOfRow(table.header);
	if (budget.left < 0) return { rest: table };
	let count = 0;
	for (const row of table.rows) {
		const size = sizeOfRow(row);
		if (size > budget.left) break;
		budget.left -= size;
		count++;
	}
	if (count === table.rows.length) return { head: table };
	const { hiddenRows = 0, ...visible } = table;
	const rest = { ...table, rows: table.rows.slice(count) };
	const head = { ...visible, rows: table.rows.slice(0, count) };
	if (isFinal) return { head: { ...head, hiddenRows: hiddenRows + rest.rows.length }, rest };
	return count === 0 ? { rest } : { head, rest };
}

function splitCode(block: CodeBlock, budget: Budget): Partial<Halves<CodeBlock>> {
	if (block.value.length <= budget.left) {
		budget.left -= block.value.length;
		return { head: block };
	}
	const lineEnd = block.value.lastIndexOf('\n', budget.left);
	const end = lineEnd > 0 ? lineEnd : textBoundary(block.value, budget.left);
	if (end === 0) return { rest: block };
	return {
		head: { ...block, value: block.value.slice(0, end) },
		rest: { ...block, value: block.value.slice(lineEnd > 0 ? end + 1 : end) },
	};
}

function splitInline(inline: Inline, budget: Budget): Partial<Halves<Inline>> {
	switch (inline.type) {
		case 'text':
		case 'code':
			return splitText(inline, budget);
		case 'break':
			return { head: inline };
		case 'link':
			return splitLink(inline, budget);
		default:
			return splitParent(inline, budget, splitInline);
	}
}

function splitLink(link: Link, budget: Budget): Partial<Halves<Link>> {
	const parted = splitParent(link, budget, splitInline);
	const staysWhole = wordsOf(link.children).length <= LONGEST_WHOLE_LABEL;
	return parted.rest !== undefined && staysWhole ? { rest: link } : parted;
}

function splitText<Node extends { value: string }>(node: Node, budget: Budget): Partial<Halves<Node>> {
	const { value } = node;
	if (value.length <= budget.left) {
		budget.left -= value.length;
		return { head: node };
	}
	const end = textBoundary(value, budget.left);
	const head = value.slice(0, end).trimEnd();
	const rest = value.slice(end).trimStart();
	budget.left = 0;
	if (rest === '') return { head: { ...node, value: head } };
	return head === '' ? { rest: node } : { head: { ...node, value: head }, rest: { ...node, value: rest } };
}

/** The best place for a cut at `size` or before it. Never further ahead for a smaller size. */
function textBoundary(text: string, size: number): number {
	const latest = outsideAddress(text, characterBoundary(text, size));
	const isSpace = (index: number) => /\s/.test(text.charAt(index));
	for (let end = latest; end > Math.max(0, latest - SENTENCE_WINDOW); end--) {
		if (isSpace(end) && SENTENCE_END.test(text.charAt(end - 1))) return end;
	}
	for (let end = latest; end > Math.max(0, latest - WORD_WINDOW); end--) {
		if (isSpace(end)) return end;
	}
	return latest;
}

/** The start of the address that `end` is inside of, else `end`. */
function outsideAddress(text: string, end: number): number {
	const start = Math.max(0, end - LONGEST_WHOLE_ADDRESS);
	const place = end - start;
	for (const { 0: address, index } of text.slice(start, end + LONGEST_WHOLE_ADDRESS).matchAll(ADDRESS)) {
		if (index < place && place < index + address.length)
			return address.length > LONGEST_WHOLE_ADDRESS ? end : start + index;
	}
	return end;
}

/** The last place up to `size` that is between two characters as a reader sees them. */
function characterBoundary(text: string, size: number): number {
	const isAscii = (index: number) => text.charCodeAt(index) < 0x80;
	if (size <= 0 || size >= text.length || (isAscii(size - 1) && isAscii(size))) return size;
	// One code point behind the place is enough to tell whether it is a boundary.
	const cluster = characters.segment(text.slice(0, size + 2)).containing(size);
	const start = cluster?.index ?? size;
	if (size - start <= LONGEST_CLUSTER) return start;
	const insidePair =
		/[\uDC00-\uDFFF]/.test(text.charAt(size)) && /[\uD800-\uDBFF]/.test(text.charAt(size - 1));
	return insidePair ? size - 1 : size;
}
