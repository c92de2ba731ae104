import { LimitTooSmallError, cutToFit, longestHead } from '../../../nodes/markdown/cut';
import type { Target } from '../../../nodes/markdown/cut';
import type { Block } from '../../../nodes/markdown/document';
import { wordsOf } from '../../../nodes/markdown/document';
import { parseMarkdown } from '../../../nodes/markdown/parse';
import { neutralise } from '../../../nodes/markdown/neutralise';

const read = (markdown: string) => neutralise(parseMarkdown(markdown), { defang: false });

const words = (blocks: readonly Block[]) =>
	blocks.map((block) => ('children' in block ? wordsOf(block.children as never) : '')).join('\n');

function target(limit: number, more: Partial<Target<string>> = {}): Target<string> {
	return {
		name: 'Tests',
		limit,
		render: (blocks, shortened) => `${words(blocks)}${shortened ? ' …' : ''}`,
		length: (output) => output.length,
		...more,
	};
}

describe('cutToFit', () => {
	it('gives what fits unchanged, up to the limit', () => {
		expect(cutToFit(read('One two'), target(7))).toEqual({
			value: 'One two',
			truncated: false,
			originalLength: 7,
		});
	});

	it('shortens what is one too long, with room for the note', () => {
		expect(cutToFit(read('One two three'), target(12))).toEqual({
			value: 'One two …',
			truncated: true,
			originalLength: 13,
		});
	});

	it('measures what comes out, not what went in', () => {
		const doubled = target(20, { render: (blocks) => words(blocks).replace(/./g, '$&$&') });
		expect(cutToFit(read('aaaa bbbb cccc'), doubled).value).toBe('aaaaaaaa  bbbbbbbb');
	});

	it('does not end with a heading', () => {
		expect(cutToFit(read('Text\n\n# Head\n\n## Sub\n\nlonger text'), target(16)).value).toBe('Text …');
	});

	it('keeps to what else the target insists on', () => {
		const twoBlocks = target(1_000, { accepts: (output) => output.split('\n').length <= 2 });
		expect(cutToFit(read('a\n\nb\n\nc\n\nd'), twoBlocks)).toMatchObject({ value: 'a\nb …', truncated: true });
	});

	it('does not render what is too long for sure', () => {
		const rendered: number[] = [];
		const careful = target(20, {
			leastLength: (blocks) => words(blocks).length,
			render: (blocks, shortened) => {
				rendered.push(words(blocks).length);
				return `${words(blocks)}${shortened ? ' …' : ''}`;
			},
		});
		expect(cutToFit(read('word '.repeat(100)), careful).originalLength).toBe(499);
		expect(Math.max(...rendered)).toBeLessThanOrEqual(20);
	});

	it('says what is needed when not even the ending fits', () => {
		const cut = () => cutToFit(read('word '.repeat(9)), target(1));
		expect(cut).toThrow(LimitTooSmallError);
		expect(cut).toThrow(
			'A limit of 1 leaves no room for the link to the session in Tests. Set it to 2 or more.',
		);
	});
});

describe('longestHead', () => {
	it.each([
		['even', (length: number) => length],
		['growing', (length: number) => length * 5],
		['jumping', (length: number) => (length > 700 ? 100_000 : length / 10)],
	])('comes near the limit in a few guesses where markup is %s', (_, lengthOf) => {
		let guesses = 0;
		const room = {
			limit: 1_000,
			lengthOf: (head: readonly Block[]) => {
				guesses++;
				return lengthOf(words(head).length);
			},
		};
		const length = words(longestHead(read('x '.repeat(20_000)), room, true).head).length;
		expect(lengthOf(length)).toBeLessThanOrEqual(1_000);
		expect(lengthOf(length + 12)).toBeGreaterThan(1_000);
		expect(guesses).toBeLessThan(25);
	});
});
