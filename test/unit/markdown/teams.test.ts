import { XMLValidator } from 'fast-xml-parser';
import { SESSION_LINK } from './arbitraryAnswer';
import { checkOutputs, forbiddenIn, liveIndicatorsIn, write } from './outputs';

const LINK = `<a href="${SESSION_LINK}">Open in Security Copilot</a>`;

function htmlOf(markdown: string): string {
	return write('teams', markdown).replace(`<p>Full session: ${LINK}</p>`, '');
}

/** Every tag with its attributes that an output may have. */
const TAG =
	/^<(?:br|\/?(?:p|strong|em|code|pre|ul|ol|li|h[1-3]|table|tr|th|td|a)|ol start="\d+"|a href="https:\/\/[^"<>\s]+")>$/;

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
		expect(htmlOf(markdown)).toBe(expected);
	});

	it('says how many rows are missing', () => {
		const output = write('teams', `| a |\n|---|\n${'| words |\n'.repeat(200)}`, { limits: { teams: 1_000 } });
		const shownRows = output.match(/<td>/g)?.length ?? 0;
		expect(shownRows).toBeGreaterThan(10);
		expect(output).toContain(`</table><p>${200 - shownRows} more rows</p><p>… shortened.`);
	});

	it('is well-formed HTML of few tags, whatever the answer', () => {
		checkOutputs('teams', { least: 250 }, (output, { limit, truncated, defang }) => {
			expect(output.length).toBeLessThanOrEqual(limit);
			expect(output.endsWith(`<p>${truncated ? '… shortened. ' : ''}Full session: ${LINK}</p>`)).toBe(true);
			expect(XMLValidator.validate(`<div>${output.replaceAll('<br>', '<br/>')}</div>`)).toBe(true);
			const tags = output.match(/<[^>]*>/g) ?? [];
			for (const tag of tags) expect(tag.replace(/href="http:/, 'href="https:')).toMatch(TAG);
			const text = output.replace(/<[^>]*>/g, ' ');
			const withoutCode = output.replace(/<(code|pre)>[^]*?<\/\1>/g, ' ').replace(/<[^>]*>/g, ' ');
			expect(text).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39|#58|#46);)/);
			expect(text).not.toContain('://');
			expect(forbiddenIn(text, withoutCode)).toEqual([]);
			expect(defang ? liveIndicatorsIn(output) : []).toEqual([]);
		});
	});
});
