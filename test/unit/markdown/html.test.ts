import { XMLValidator } from 'fast-xml-parser';
import { SESSION_LINK } from './arbitraryAnswer';
import { checkOutputs, forbiddenIn, liveIndicatorsIn, withLimit, write } from './outputs';

const LINK = `<a href="${SESSION_LINK}">Open in Security Copilot</a>`;

const OF_TEAMS = { name: 'teams', ending: `</a></p>`, attribute: /^$/ } as const;
const OF_MAIL = {
	name: 'html',
	ending: '</a></p></div>',
	attribute: /^(?:style="[\w\s:;,#-]+"|border="1"|cell(?:padding|spacing)="\d"|align="left"|valign="top")$/,
} as const;

/** Without the link back. */
const bodyOf = (name: 'teams' | 'html', markdown: string) =>
	write(name, markdown).replace(`<p>Full session: ${LINK}</p>`, '');

describe('teams', () => {
	it.each([
		['headings down to the third level', '# a\n\n##### b', '<h1>a</h1><h3>b</h3>'],
		['emphasis', '**a *b*** ~~c~~', '<p><strong>a <em>b</em></strong> ~c~</p>'],
		['code', '`a < b`', '<p><code>a &lt; b</code></p>'],
		['a fence', '```kql\na & "b"\n```', '<pre>a &amp; &quot;b&quot;</pre>'],
		['what is markup', 'a & b < c > d " e \' f', '<p>a &amp; b &lt; c &gt; d &quot; e &#39; f</p>'],
		['line breaks', 'a\nb', '<p>a<br>b</p>'],
		['links', "[a](<https://x.example/?y&z'>)", '<p><a href="https://x.example/?y&amp;z%27">a</a></p>'],
		[
			'a bare address without a link',
			'https://x.example www.y.example',
			'<p>https&#58;//x.example www&#46;y.example</p>',
		],
		['quotes', '> a\n>\n> - b', '<p>&gt; a</p><ul><li>b</li></ul>'],
		['lists', '- a\n\n  b\n  1. c\n- [ ] d', '<ul><li>a<br>b<ol><li>c</li></ol></li><li>☐ d</li></ul>'],
		['a list that counts on', '3. a', '<ol start="3"><li>a</li></ol>'],
		['code in an item', '- a\n\n  ```\n  b\n  ```', '<ul><li>a<pre>b</pre></li></ul>'],
		[
			'a table',
			'| a | b |\n|---|---|\n| 1 | **2** |',
			'<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td><strong>2</strong></td></tr></table>',
		],
		['a rule', '---', '<p>———</p>'],
	])('writes %s', (_, markdown, expected) => {
		expect(bodyOf('teams', markdown)).toBe(expected);
	});

	it('says how many rows are missing', () => {
		const output = withLimit('teams', 1_000, () =>
			write('teams', `| a |\n|---|\n${'| words |\n'.repeat(200)}`),
		);
		const shownRows = output.match(/<td>/g)?.length ?? 0;
		expect(shownRows).toBeGreaterThan(10);
		expect(output).toContain(`</table><p>${200 - shownRows} more rows</p><p>… shortened.`);
	});
});

describe('html', () => {
	it('is one element with inline styles, which a mail client that knows little shows', () => {
		const body = bodyOf('html', '#### a\n\n> b ~~c~~\n\n---\n\n| d |\n|---|\n| e |');
		expect(body.replace(/ style="[^"]*"/g, '')).toBe(
			'<div><h4>a</h4><blockquote><p>b <s>c</s></p></blockquote><hr>' +
				'<table border="1" cellpadding="4" cellspacing="0"><tr><th align="left">d</th></tr>' +
				'<tr><td valign="top">e</td></tr></table></div>',
		);
		expect(body).toMatch(/^<div style="font-family:[^"]+">/);
	});
});

describe.each([OF_TEAMS, OF_MAIL])('$name', ({ name, ending, attribute }) => {
	it('is well-formed HTML of few tags and attributes, whatever the answer', () => {
		checkOutputs(name, { least: 350 }, (output, { limit, truncated, defang }) => {
			expect(output.length).toBeLessThanOrEqual(limit);
			expect(
				output.endsWith(`${truncated ? '… shortened. ' : ''}Full session: ${LINK}${ending.slice(4)}`),
			).toBe(true);
			expect(XMLValidator.validate(`<p>${output.replaceAll(/<(br|hr)>/g, '<$1/>')}</p>`)).toBe(true);
			for (const [, tag = '', attributes = ''] of output.matchAll(/<\/?([^\s>]+)([^>]*)>/g)) {
				expect(tag).toMatch(/^(?:a|blockquote|br|code|div|em|h[1-6r]|li|ol|p|pre|s|strong|table|t[dhr]|ul)$/);
				for (const [written] of attributes.matchAll(/[^\s=]+="[^"]*"/g)) {
					expect(written).toMatch(
						tag === 'a' ? /^href="https?:\/\/[^"<>\s]+"$/ : tag === 'ol' ? /^start="\d+"$/ : attribute,
					);
				}
			}
			const text = output.replace(/<[^>]*>/g, ' ');
			const withoutCode = output.replace(/<(code|pre)\b[^>]*>[^]*?<\/\1>/g, ' ').replace(/<[^>]*>/g, ' ');
			expect(text).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39|#58|#46);)/);
			expect(text).not.toContain('://');
			expect(forbiddenIn(text, withoutCode)).toEqual([]);
			expect(defang ? liveIndicatorsIn(output) : []).toEqual([]);
		});
	});
});
