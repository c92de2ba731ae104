import fc from 'fast-check';
import type { Block, Inline, SafeUrl } from '../../../nodes/markdown/document';
import { parseAnswer } from '../../../nodes/markdown/parse';
import { sanitize } from '../../../nodes/markdown/sanitize';
import { arbitraryMarkdown } from './arbitraryAnswer';

const read = (answer: string) => sanitize(parseAnswer(answer), { defang: false });

const link = (url: string, ...children: Inline[]): Inline => ({
	type: 'link',
	url: url as SafeUrl,
	children,
});
const text = (value: string): Inline => ({ type: 'text', value });
const paragraph = (...children: Inline[]): Block => ({ type: 'paragraph', children });

describe('parseAnswer', () => {
	const blocks: [string, string, Block[]][] = [
		['nothing', '', []],
		[
			'headings of both kinds',
			'### One\n\nTwo\n===',
			[
				{ type: 'heading', level: 3, children: [text('One')] },
				{ type: 'heading', level: 1, children: [text('Two')] },
			],
		],
		[
			'a fence with its language',
			'```kql and more\nA\n| B\n```',
			[{ type: 'codeBlock', language: 'kql', value: 'A\n| B' }],
		],
		['a fence whose language is no word', '```<b>\nA\n```', [{ type: 'codeBlock', value: 'A' }]],
		['a fence that nobody closed', '~~~\nA', [{ type: 'codeBlock', value: 'A' }]],
		['indented code', '    A', [{ type: 'codeBlock', value: 'A' }]],
		[
			'a quote in a quote',
			'> a\n> > b',
			[
				{
					type: 'quote',
					children: [paragraph(text('a')), { type: 'quote', children: [paragraph(text('b'))] }],
				},
			],
		],
		[
			'nested lists',
			'- a\n  1. b\n- c',
			[
				{
					type: 'list',
					items: [
						{
							children: [
								paragraph(text('a')),
								{ type: 'list', start: 1, items: [{ children: [paragraph(text('b'))] }] },
							],
						},
						{ children: [paragraph(text('c'))] },
					],
				},
			],
		],
		[
			'a list that counts on',
			'3. a\n4. b',
			[
				{
					type: 'list',
					start: 3,
					items: [{ children: [paragraph(text('a'))] }, { children: [paragraph(text('b'))] }],
				},
			],
		],
		[
			'a task list',
			'- [x] a\n- [ ] b\n- [c] d',
			[
				{
					type: 'list',
					items: [
						{ children: [paragraph(text('☑ a'))] },
						{ children: [paragraph(text('☐ b'))] },
						{ children: [paragraph(text('[c] d'))] },
					],
				},
			],
		],
		[
			'a table whose rows are shorter and longer than its header',
			'| a | b |\n|---|:-:|\n| 1 |\n| 1 \\| 2 | 3 | 4 |',
			[
				{
					type: 'table',
					header: [[text('a')], [text('b')], []],
					rows: [
						[[text('1')], [], []],
						[[text('1 | 2')], [text('3')], [text('4')]],
					],
				},
			],
		],
		[
			'bars inside backticks as part of their cell',
			'a | b\n--|--\n`x | y \\| z` | ``p`|`q``\n` | r',
			[
				{
					type: 'table',
					header: [[text('a')], [text('b')]],
					rows: [
						[[{ type: 'code', value: 'x | y | z' }], [{ type: 'code', value: 'p`|`q' }]],
						[[text('`')], [text('r')]],
					],
				},
			],
		],
		[
			'a table in a quote, and what ends it',
			'> | a |\n> |---|\n> | b |\n> - c',
			[
				{
					type: 'quote',
					children: [
						{ type: 'table', header: [[text('a')]], rows: [[[text('b')]]] },
						{ type: 'list', items: [{ children: [paragraph(text('c'))] }] },
					],
				},
			],
		],
		[
			'a table without a delimiter for each column',
			'| a | b |\n|---|\n| 1 | 2 |',
			[{ type: 'table', header: [[text('a')], [text('b')]], rows: [[[text('1')], [text('2')]]] }],
		],
		['a rule', '***', [{ type: 'rule' }]],
	];
	it.each(blocks)('reads %s', (_, markdown, expected) => {
		expect(read(markdown)).toEqual(expected);
	});

	const inlines: [string, string, Inline[]][] = [
		[
			'emphasis',
			'**a** *b* ~~c~~',
			[
				{ type: 'strong', children: [text('a')] },
				text(' '),
				{ type: 'emphasis', children: [text('b')] },
				text(' '),
				{ type: 'strikethrough', children: [text('c')] },
			],
		],
		[
			'emphasis beside full-width punctuation',
			'**リスク：**高、**「重要」**です',
			[
				{ type: 'strong', children: [text('リスク：')] },
				text('高、'),
				{ type: 'strong', children: [text('「重要」')] },
				text('です'),
			],
		],
		['no emphasis beside other punctuation in a word', 'a**"b"**c', [text('a**"b"**c')]],
		['code with backticks in it', '`` a`b ``', [{ type: 'code', value: 'a`b' }]],
		[
			'every kind of line break',
			'a\nb  \nc\\\nd<br>e<BR />f',
			[
				text('a'),
				{ type: 'break' },
				text('b'),
				{ type: 'break' },
				text('c'),
				{ type: 'break' },
				text('d'),
				{ type: 'break' },
				text('e'),
				{ type: 'break' },
				text('f'),
			],
		],
		[
			'a link as it is written',
			'[a *b*](<https://x.example/ä b> "title")',
			[link('https://x.example/%C3%A4%20b', text('a '), { type: 'emphasis', children: [text('b')] })],
		],
		[
			'citations and their sources as they are written',
			'[1]: https://x.example\n[2]: https://y.example\na [1][2]',
			[
				text('[1]: https://x.example'),
				{ type: 'break' },
				text('[2]: https://y.example'),
				{ type: 'break' },
				text('a [1][2]'),
			],
		],
		...[
			String.raw`\\DC01\C$ and \\DC01\$x`,
			String.raw`C:\Users\adele\.ssh, C:\Windows\* and HKLM\{0}`,
			'__init__.py and __x__.py',
		].map((name): [string, string, Inline[]] => [`${name} as it is written`, name, [text(name)]]),
		[
			'an escaped path',
			String.raw`C:\\Users\\a\_b and \\\\DC01, **C:\x\**`,
			[text(String.raw`C:\Users\a_b and \\DC01, `), { type: 'strong', children: [text('C:\\x\\')] }],
		],
		['an image without its address', '![a *b*](https://x.example/p.png)', [text('(image: a b)')]],
		[
			'bare addresses as text',
			'See https://x.example/a_b_c*d*e, <https://y.example> or <a@z.example>.',
			[text('See https://x.example/a_b_c*d*e, https://y.example or a@z.example.')],
		],
		[
			'emphasis around a bare address, and a link with one in its label',
			'**https://x.example/a_b** [https://y.example/_c_](https://y.example)',
			[
				{ type: 'strong', children: [text('https://x.example/a_b')] },
				text(' '),
				link('https://y.example/', text('https://y.example/_c_')),
			],
		],
		[
			'HTML as text',
			'a <b>c</b> <img src="x"> <!-- d -->',
			[text('a <b>c</b> <img src="x"> <\u200B!-- d -->')],
		],
		['entities and escapes', '&lt;b&gt; \\*c\\* &#42;', [text('<b> *c* *')]],
		['a lone surrogate', 'a\uD83Db', [text('a\uFFFDb')]],
		['NUL', 'a\0b', [text('ab')]],
	];
	it.each(inlines)('reads %s', (_, markdown, expected) => {
		expect(read(markdown)).toEqual([paragraph(...expected)]);
	});

	it('keeps HTML blocks as text too', () => {
		expect(read('<script>\nalert(1)\n</script>')).toEqual([
			paragraph(text('<script>'), { type: 'break' }, text('alert(1)'), { type: 'break' }, text('</script>')),
		]);
	});

	it('leaves no two texts side by side and no text empty', () => {
		const flaws = (children: Inline[]): Inline[] =>
			children.flatMap((child, index) => {
				if ('children' in child) return flaws(child.children);
				const isFlaw = child.type === 'text' && (child.value === '' || children[index + 1]?.type === 'text');
				return isFlaw ? [child] : [];
			});
		fc.assert(
			fc.property(arbitraryMarkdown, (markdown) => {
				const blocks = read(markdown);
				expect(blocks.flatMap((block) => (block.type === 'paragraph' ? flaws(block.children) : []))).toEqual(
					[],
				);
			}),
		);
	});

	// Each of these makes some Markdown parser take a time that grows with the square of the text, or recurse.
	it.each([
		'[',
		'![',
		'*a ',
		'**a',
		'_a',
		'`',
		'> ',
		'- ',
		'|',
		'<',
		'\\*',
		'&amp;',
		'[a](',
		'](a)',
		'~~a',
		'<a ',
		'x |',
		'`|`` ',
		'http://',
	])('reads 100 kB of %j before the test times out', (unit) => {
		expect(read(unit.repeat(100_000 / unit.length)).length).toBeGreaterThan(0);
	});
});
