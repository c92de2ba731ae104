import fc from 'fast-check';
import type { SafeUrl } from '../../../nodes/markdown/document';
import type { Format } from '../../../nodes/markdown/formats/format';
import { parseAnswer } from '../../../nodes/markdown/parse';
import { sanitize } from '../../../nodes/markdown/sanitize';
import { bareText } from '../../../nodes/markdown/formats/plainText';
import { longest } from '../../../nodes/markdown/pieces';
import { truncate } from '../../../nodes/markdown/truncate';

const format: Omit<Format<string>, 'limit'> = {
	displayName: 'Test',
	render: (blocks, { isShortened, defang }) =>
		`${bareText(blocks, { defang }).replaceAll('\n\n', '|')}${isShortened ? ' …' : ''}`,
};

const shorten = (markdown: string, limit: number, more: Partial<Format<string>> = {}) =>
	truncate(
		sanitize(parseAnswer(markdown), { defang: false }),
		{ ...format, limit, ...more },
		{ webUrl: '' as SafeUrl, defang: false },
	);

const cut = (markdown: string, limit: number) => shorten(markdown, limit).value;

describe('truncate', () => {
	it('gives what fits unchanged, up to the limit', () => {
		expect(shorten('One two', 7)).toEqual({
			value: 'One two',
			truncated: false,
			originalLength: 7,
		});
	});

	it('tells that it was cut, and the length of the whole', () => {
		expect(shorten('One\n\ntwo\n\nthree', 12)).toEqual({
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
		['the text of a first block that is too long', 'One two three four', 11, 'One two …'],
		['it below its heading', '# Head\n\nOne two three four', 14, 'Head|One two …'],
		['the words of a first item', '- one two three four\n- five', 12, '- one two …'],
		['the words of a first row', `| a |\n|---|\n| ${'b'.repeat(120)} |`, 12, '- a: bbbbb …'],
		['no surrogate pair', '🚨🚨🚨🚨🚨', 7, '🚨🚨 …'],
		['no address', 'See https://x.example/a/b/c/d now', 26, 'See …'],
	])('drops %s', (_, markdown, limit, value) => {
		expect(cut(markdown, limit)).toBe(value);
	});

	const table = `| a |\n|---|\n${Array.from({ length: 90 }, (_, row) => `| row ${row} |\n`).join('')}`;

	it('cuts the rows of a table and keeps the text behind it', () => {
		expect(cut(`Intro\n\n${table}\nConclusion`, 56)).toBe(
			'Intro|a\n-----\nrow 0\nrow 1|88 more rows|Conclusion …',
		);
	});

	it('drops text only when the text alone is too long', () => {
		expect(cut(`Intro\n\n${table}\nConclusion\n\n${'More. '.repeat(99)}`, 56)).toContain('Conclusion');
	});

	it('measures what comes out, not what went in', () => {
		const render: Format<string>['render'] = (blocks, { defang }) =>
			bareText(blocks, { defang }).replace(/./g, '$&$&');
		expect(shorten('aaaa\n\nbbbb\n\ncccc', 20, { render }).value).toBe('aaaaaaaa\n\nbbbbbbbb');
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
