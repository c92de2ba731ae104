import fc from 'fast-check';
import type { Block, Inline } from '../../../nodes/markdown/document';
import { wordsOf } from '../../../nodes/markdown/document';
import { parseMarkdown } from '../../../nodes/markdown/parse';
import { neutralise } from '../../../nodes/markdown/neutralise';
import { splitBlocks } from '../../../nodes/markdown/split';
import { arbitraryMarkdown } from './arbitraryAnswer';

const read = (markdown: string) => neutralise(parseMarkdown(markdown), { defang: false });

/** The words of the first paragraph of a head. */
function headOf(markdown: string, size: number): string {
	const [block] = splitBlocks(read(markdown), size, true).head;
	return block?.type === 'paragraph' ? wordsOf(block.children) : '';
}

/** All words, without the white space that may go at a seam. */
function letters(blocks: readonly Block[]): string {
	const inBlock = (block: Block): string => {
		switch (block.type) {
			case 'paragraph':
			case 'heading':
				return wordsOf(block.children);
			case 'codeBlock':
				return block.value;
			case 'quote':
				return block.children.map(inBlock).join('');
			case 'list':
				return block.items.flatMap((item) => item.children.map(inBlock)).join('');
			case 'table':
				return [block.header, ...block.rows]
					.flat()
					.map((cell: Inline[]) => wordsOf(cell))
					.join('');
			case 'rule':
				return '';
		}
	};
	return blocks.map(inBlock).join('').replace(/\s/g, '');
}

describe('splitBlocks', () => {
	// The paragraph and its text take one each; the rest of the size is characters.
	it.each([
		['behind a sentence', 'First one. Second one, longer.', 26, 'First one.'],
		['behind a word where no sentence ends', 'several words without an end', 20, 'several words'],
		['between characters where there is no space', 'x'.repeat(80), 42, 'x'.repeat(40)],
		['not in a surrogate pair', `${'x'.repeat(80)}🚨`, 83, 'x'.repeat(80)],
		['not in a family', `${'x'.repeat(80)}👩‍👩‍👧‍👦`, 90, 'x'.repeat(80)],
		['not between a letter and its accent', `${'x'.repeat(80)}e\u0301`, 83, 'x'.repeat(80)],
		['not in a flag', `${'x'.repeat(80)}🇩🇪`, 84, 'x'.repeat(80)],
		['not in a link', 'See [the whole label](https://x.example) now', 14, 'See '],
		['not in a bare address', 'See https://x.example/a/b/c now', 20, 'See'],
		['not in a defanged address', 'See hxxps://x[.]example/a/b/c now', 20, 'See'],
		['behind a link that fits', 'See [the label](https://x.example) now', 17, 'See the label'],
	])('parts text %s', (_, markdown, size, head) => {
		expect(headOf(markdown, size)).toBe(head);
	});

	it('parts a cluster that is longer than any character, but no surrogate pair in it', () => {
		const cluster = `👩${'\u200D👩'.repeat(200)}`;
		const sizes = [402, 403, 404, 405, 406, 407].map((size) => headOf(cluster, size));
		expect(sizes.every((head) => head.length > 390 && head.isWellFormed())).toBe(true);
	});

	it('parts a long label, and both halves lead there', () => {
		const { head, rest } = splitBlocks(read(`[${'word '.repeat(100)}](https://x.example/)`), 260, true);
		const urls = [head, rest].map((blocks) => JSON.stringify(blocks).match(/https:\/\/x\.example\//g));
		expect(urls).toEqual([['https://x.example/'], ['https://x.example/']]);
	});

	it('parts code between lines', () => {
		const { head, rest } = splitBlocks(read('```kql\nfirst line\nsecond line\nthird\n```'), 25, true);
		expect(head).toEqual([{ type: 'codeBlock', language: 'kql', value: 'first line\nsecond line' }]);
		expect(rest).toEqual([{ type: 'codeBlock', language: 'kql', value: 'third' }]);
	});

	const table = '| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n| 5 | 6 |';

	it('parts a table between rows, with the header in both halves', () => {
		const { head, rest } = splitBlocks(read(table), 10, false);
		expect(head).toMatchObject([{ type: 'table', rows: [[[{ value: '1' }], [{ value: '2' }]]] }]);
		expect(rest).toMatchObject([
			{ type: 'table', header: [[{ value: 'a' }], [{ value: 'b' }]], rows: [{}, {}] },
		]);
		expect(head[0]).not.toHaveProperty('hiddenRows');
	});

	it('counts the rows that are given up', () => {
		expect(splitBlocks(read(table), 10, true).head).toMatchObject([{ rows: [{}], hiddenRows: 2 }]);
	});

	it('leaves a table out whose header has no room', () => {
		expect(splitBlocks(read(table), 4, true).head).toEqual([]);
	});

	it('counts an ordered list on', () => {
		const { head, rest } = splitBlocks(read('1. one\n2. two\n3. three'), 14, false);
		expect(head).toMatchObject([{ start: 1, items: [{}, {}] }]);
		expect(rest).toMatchObject([{ start: 3, items: [{}] }]);
	});

	it('keeps an item whole for the rest, but fills up a head that is the end', () => {
		const blocks = read(`- one\n- ${'word '.repeat(50)}`);
		const lengths = [true, false].map((isFinal) => letters(splitBlocks(blocks, 100, isFinal).head).length);
		expect(lengths).toEqual([expect.any(Number), 3]);
		expect(lengths[0]).toBeGreaterThan(50);
	});

	it('loses nothing, whatever the answer and wherever it is parted', () => {
		fc.assert(
			fc.property(arbitraryMarkdown, fc.nat(3_000), fc.boolean(), (markdown, size, isFinal) => {
				const blocks = read(markdown);
				const { head, rest } = splitBlocks(blocks, size, isFinal);
				const headers = (parts: Block[]) => parts.flatMap((block) => (block.type === 'table' ? [block] : []));
				// A parted table has its header in both halves; tables inside of others are left to the formats' own tests.
				fc.pre(
					!/^[ >-].*\|/m.test(markdown) &&
						headers(head).length + headers(rest).length <= headers(blocks).length,
				);
				expect(letters(head) + letters(rest)).toBe(letters(blocks));
			}),
			{ numRuns: 300 },
		);
	});

	it('never puts less into the head for a larger size', () => {
		fc.assert(
			fc.property(arbitraryMarkdown, fc.nat(2_000), fc.nat(200), (markdown, size, more) => {
				const blocks = read(markdown);
				const [small, large] = [size, size + more].map((each) =>
					letters(splitBlocks(blocks, each, true).head),
				);
				expect(large?.startsWith(small ?? '')).toBe(true);
			}),
			{ numRuns: 300 },
		);
	});

	it('takes everything when the size is large enough', () => {
		fc.assert(
			fc.property(arbitraryMarkdown, (markdown) => {
				const blocks = read(markdown);
				expect(splitBlocks(blocks, 1_000_000, true)).toEqual({ head: blocks, rest: [] });
			}),
		);
	});
});
