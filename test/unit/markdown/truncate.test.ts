import fc from 'fast-check';
import type { Block } from '../../../nodes/markdown/document';
import { parseMarkdown } from '../../../nodes/markdown/parse';
import { sanitize } from '../../../nodes/markdown/sanitize';
import { bareText } from '../../../nodes/markdown/formats/plainText';
import { longest, truncate } from '../../../nodes/markdown/truncate';
import type { Target } from '../../../nodes/markdown/truncate';

const read = (markdown: string) => sanitize(parseMarkdown(markdown), { defang: false });

const target = (limit: number, more: Partial<Target<string>> = {}): Target<string> => ({
	limit,
	render: (blocks, isShortened) =>
		`${bareText(blocks as Block[], { defang: false }).replaceAll('\n\n', '|')}${isShortened ? ' …' : ''}`,
	length: (output) => output.length,
	...more,
});

const cut = (markdown: string, limit: number) => truncate(read(markdown), target(limit)).value;

describe('truncate', () => {
	it('gives what fits unchanged, up to the limit', () => {
		expect(truncate(read('One two'), target(7))).toEqual({
			value: 'One two',
			truncated: false,
			originalLength: 7,
		});
	});

	it('tells that it was cut, and the length of the whole', () => {
		expect(truncate(read('One\n\ntwo\n\nthree'), target(12))).toEqual({
			value: 'One|two …',
			truncated: true,
			originalLength: 13,
		});
	});

	it.each([
		['blocks from the end', 'One\n\ntwo\n\nthree four', 12, 'One|two …'],
		['a heading that heads nothing', 'Text\n\n# Head\n\n---\n\n## Sub\n\nlonger text', 24, 'Text …'],
		['a list by items', '- one\n- two\n- three', 14, '- one\n- two …'],
		['code by lines', '```\none\ntwo\nthree\n```', 10, 'one\ntwo …'],
		['the text of a first block that is too long', 'One two three four', 11, 'One two t …'],
		['it below its heading', '# Head\n\nOne two three four', 14, 'Head|One two …'],
		['the words of a first item', '- one two three four\n- five', 12, 'one two th …'],
		['the words of a first row', `| a |\n|---|\n| ${'b'.repeat(90)} |`, 12, 'a bbbbbbbb …'],
		['no surrogate pair', '🚨🚨🚨🚨🚨', 7, '🚨🚨 …'],
		['no address', 'See https://x.example/a/b/c/d now', 26, 'See …'],
	])('drops %s', (_, markdown, limit, value) => {
		expect(cut(markdown, limit)).toBe(value);
	});

	const table = `| a |\n|---|\n${Array.from({ length: 90 }, (_, row) => `| row ${row} |\n`).join('')}`;

	it('cuts the rows of a table and keeps the text behind it', () => {
		expect(cut(`Intro\n\n${table}\nConclusion`, 56)).toBe(
			'Intro|a\n-----\nrow 0\nrow 1\n88 more rows|Conclusion …',
		);
	});

	it('drops text only when the text alone is too long', () => {
		expect(cut(`Intro\n\n${table}\nConclusion\n\n${'More. '.repeat(99)}`, 56)).toContain('Conclusion');
	});

	it('measures what comes out, not what went in', () => {
		const doubled = target(20, {
			render: (blocks) => bareText(blocks, { defang: false }).replace(/./g, '$&$&'),
		});
		expect(truncate(read('aaaa\n\nbbbb\n\ncccc'), doubled).value).toBe('aaaaaaaa\n\nbbbbbbbb');
	});

	it('keeps to what else the target insists on', () => {
		const twoBlocks = target(1_000, { accepts: (output) => output.split('|').length <= 2 });
		expect(truncate(read('a\n\nb\n\nc\n\nd'), twoBlocks)).toMatchObject({ value: 'a|b …', truncated: true });
	});

	it('gives nothing where not even the ending fits', () => {
		expect(truncate(read('word'), target(1))).toEqual({
			value: undefined,
			truncated: true,
			originalLength: 4,
		});
	});
});

describe('longest', () => {
	it('finds the largest count that fits, trying about its logarithm', () => {
		fc.assert(
			fc.property(fc.nat(100_000), fc.nat(100_000), (most, fitting) => {
				let tries = 0;
				const fits = (count: number) => ++tries > 0 && count <= fitting;
				expect(longest(most, fits)).toBe(Math.min(most, fitting));
				expect(tries).toBeLessThan(3 * Math.log2(fitting + 4));
			}),
		);
	});
});
