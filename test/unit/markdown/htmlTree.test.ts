import fc from 'fast-check';
import { formatAnswer } from '../../../nodes/markdown/formatAnswer';
import { htmlTree, isHtml } from '../../../nodes/markdown/htmlTree';
import { sanitize } from '../../../nodes/markdown/sanitize';
import { SECRET, SESSION_ID, SESSION_LINK, arbitraryMarkdown } from './arbitraryAnswer';
import { forbiddenIn } from './outputs';

const read = (html: string) => sanitize(htmlTree(html), { defang: false });

const text = (value: string) => ({ type: 'text', value });
const paragraph = (...children: unknown[]) => ({ type: 'paragraph', children });

describe('isHtml', () => {
	it.each(['<p>a</p>', ' <!DOCTYPE html>\n<html><body>a</body></html>\n', '<div class="x">a</div>'])(
		'takes %j for HTML',
		(answer) => {
			expect(isHtml(answer)).toBe(true);
		},
	);

	it.each(['a <p>b</p>', '<p>a</p> b', '<script>alert(1)</script>', '<b>a</b>', '# a'])(
		'takes %j for Markdown',
		(answer) => {
			expect(isHtml(answer)).toBe(false);
		},
	);
});

describe('htmlTree', () => {
	it.each([
		[
			'paragraphs, also without an end',
			'<p>a<p>b<br>c</p>d',
			[paragraph(text('a')), paragraph(text('b'), { type: 'break' }, text('c')), paragraph(text('d'))],
		],
		[
			'headings',
			'<h2> a\n <i>b</i></h2>',
			[{ type: 'heading', level: 2, children: [text('a '), { type: 'emphasis', children: [text('b')] }] }],
		],
		[
			'emphasis',
			'<i>a</i><del>b</del><span>c</span>',
			[
				paragraph(
					{ type: 'emphasis', children: [text('a')] },
					{ type: 'strikethrough', children: [text('b')] },
					text('c'),
				),
			],
		],
		[
			'lists',
			'<ol><li>a</li><li>b<ul><li>c</li></ul></li></ol>',
			[
				{
					type: 'list',
					start: 1,
					items: [
						{ children: [paragraph(text('a'))] },
						{
							children: [
								paragraph(text('b')),
								{ type: 'list', items: [{ children: [paragraph(text('c'))] }] },
							],
						},
					],
				},
			],
		],
		[
			'tables',
			'<table><thead><tr><th>a</th></tr></thead><tr><td><p>b</p><p>c</p></td></tr></table>',
			[{ type: 'table', header: [[text('a')]], rows: [[[text('b'), { type: 'break' }, text('c')]]] }],
		],
		[
			'code',
			'<pre><code>a\n  b &lt; c</code></pre><p><code>d</code></p>',
			[{ type: 'codeBlock', value: 'a\n  b < c' }, paragraph({ type: 'code', value: 'd' })],
		],
		[
			'quotes and rules',
			'<blockquote>a</blockquote><hr/>',
			[{ type: 'quote', children: [paragraph(text('a'))] }, { type: 'rule' }],
		],
		[
			'links and images',
			'<a href="javascript:x">a</a><img alt=b src=c>',
			[paragraph(text('a (link removed)(image: b)'))],
		],
		[
			'references',
			'<p>&lt;b&gt; &#65; &#x1F6A8; &amp;lt; &nbsp;&euro;</p>',
			[paragraph(text('<b> A 🚨 &lt; €'))],
		],
		[
			'an address in two tags as one, so that its token goes',
			`<p>${SESSION_LINK}?st=<span>${SECRET}</span></p>`,
			[paragraph({ type: 'link', url: SESSION_LINK, children: [text(SESSION_LINK)] })],
		],
		['other tags as text', '<p>a <script>b</script></p>', [paragraph(text('a <script>b</script>'))]],
		[
			'no style, head and comment',
			'<head><title>a</title></head><style>b</style><p>c<!-- d --></p>',
			[paragraph(text('c'))],
		],
		[
			'no style and head in capitals',
			'<HEAD><TITLE>a</TITLE></HEAD><STYLE>b</STYLE><p>c<!-- d --></p>',
			[paragraph(text('c'))],
		],
		['what nothing ends as text', '<p>a <!-- b</p>', [paragraph(text('a <\u200B!-- b'))]],
		['an end that nothing began as text', '<p>a --> b</p>', [paragraph(text('a --> b'))]],
	])('reads %s', (_, html, expected) => {
		expect(read(html)).toEqual(expected);
	});

	it('lets nothing act, whatever the HTML', () => {
		const tags = fc.constantFrom(
			'<p>',
			'</p>',
			'<td>',
			'<table>',
			'<li>',
			'<ul>',
			'</ul>',
			'<a href="javascript:x">',
			'<a href=//x>',
			'<img src=x onerror=y>',
			'<b>',
			'</b>',
			'<pre>',
			'<at>',
			'<!--',
		);
		fc.assert(
			fc.property(fc.array(fc.oneof(tags, arbitraryMarkdown)), (parts) => {
				const { plainText = '', html = '' } = formatAnswer(
					{ markdown: `<p>${parts.join('')}</p>`, sessionId: SESSION_ID },
					{ formats: ['plainText', 'html'] },
				).formats;
				expect(forbiddenIn(String(plainText))).toEqual([]);
				for (const [tag] of String(html).matchAll(/<[^>]*>/g)) {
					expect(tag).not.toMatch(/<(?:img|script|at|style)\b|javascript:|\son\w+=/i);
				}
			}),
			{ numRuns: 50 },
		);
	});

	it.each(['<p>', '<ul><li>', '<b>', '<a href="', '<!--', '<style>', '<table><tr><td>', '</p>', '&amp;'])(
		'reads 100 kB of %j before the test times out',
		(unit) => {
			expect(read(unit.repeat(100_000 / unit.length)).length).toBeGreaterThanOrEqual(0);
		},
	);
});
