import { SESSION_LINK } from './arbitraryAnswer';
import { checkOutputs, forbiddenIn, liveIndicatorsIn, write } from './outputs';

function textOf(markdown: string): string {
	return write('plainText', markdown).replace(`\n\nFull session: ${SESSION_LINK}`, '');
}

describe('plainText', () => {
	it.each([
		['words, and marks where they change the meaning', '# A\n\n**b** *c* `d` ~~e~~', 'A\n\nb c d ~~e~~'],
		['line breaks', 'a\nb  \nc', 'a\nb\nc'],
		['where a link leads', '[a](https://x.example/b)', 'a (https://x.example/b)'],
		['where a link leads once', '[https://x.example/](https://x.example/)', 'https://x.example/'],
		['code', '```\n  a\n\nb\n```', '  a\n\nb'],
		['quotes', '> a\n> b\n>\n> > c', '> a\n> b\n> \n> > c'],
		['lists', '- a\n  b\n\n  10. c\n      d\n- [x] e', '- a\n  b\n  10. c\n      d\n- ☑ e'],
		['a narrow table', '| a | bb |\n|---|---|\n| 111 | 2 |\n|  | 3 |', 'a    bb\n---  --\n111  2\n     3'],
		[
			'a wide table row by row',
			`| a | ${'b'.repeat(120)} |\n|---|---|\n| 1 | 2 |`,
			`- a: 1\n  ${'b'.repeat(120)}: 2`,
		],
		['a rule', 'a\n\n---', 'a\n\n----------'],
		['what comes together only without markup', '@**here** [*~kim*]', '@\u200Bhere [\u200B~kim]'],
	])('writes %s', (_, markdown, expected) => {
		expect(textOf(markdown)).toBe(expected);
	});

	it('has no limit of its own', () => {
		expect(textOf('word '.repeat(40_000)).length).toBe(199_999);
	});

	it('is harmless and ends with the link back, whatever the answer', () => {
		checkOutputs('plainText', { least: 150 }, (output, { limit, truncated, defang }) => {
			expect(output.length).toBeLessThanOrEqual(limit);
			expect(output.endsWith(`${truncated ? '… shortened. ' : ''}Full session: ${SESSION_LINK}`)).toBe(true);
			expect(forbiddenIn(output)).toEqual([]);
			expect(defang ? liveIndicatorsIn(output) : []).toEqual([]);
		});
	});
});
