import { checkOutputs, forbiddenIn, liveIndicatorsIn, write } from './outputs';
import { SESSION_LINK } from './arbitraryAnswer';

const ENDING = `<${SESSION_LINK}|Open in Security Copilot>`;

/** The text of all sections but the ending. */
function textOf(markdown: string): string {
	return write('slack', markdown)
		.blocks.slice(0, -1)
		.map(({ text }) => text.text)
		.join('\n---\n');
}

describe('slack', () => {
	it('is what the Blocks field of the Slack node takes', () => {
		expect(write('slack', 'a')).toEqual({
			blocks: [
				{ type: 'section', text: { type: 'mrkdwn', text: 'a', verbatim: true } },
				{ type: 'section', text: { type: 'mrkdwn', text: `Full session: ${ENDING}`, verbatim: true } },
			],
		});
	});

	it.each([
		['headings', '## A *b*', '*A _b_*'],
		['emphasis', '**a** *b* ~~c~~ ***d***', '*a* _b_ ~c~ _*d*_'],
		['emphasis inside a word as words', 'un**believ**able', 'unbelievable'],
		[
			'emphasis in emphasis inside a word as words',
			'un***believ*** and ***believ***able',
			'unbeliev and believable',
		],
		['emphasis around its own marker as words', '**a \\* b**', 'a * b'],
		['emphasis over a line break as words', '**a\nb**', 'a\nb'],
		['code', '`a < b`', '`a &lt; b`'],
		['code with a backtick as words', '`` a`b ``', 'a`b'],
		['a fence', '```kql\na | b\n```', '```\na | b\n```'],
		['a fence in a fence', '~~~\n```\n~~~', '```\n`\u200B``\n```'],
		['the start of a fence as words', '\\`\\`\\`', '`\u200B``'],
		['what is markup', 'a & b < c > d &amp;', 'a &amp; b &lt; c &gt; d &amp;'],
		['links', '[a|b & c](https://x.example/?y&z)', '<https://x.example/?y&amp;z|a¦b &amp; c>'],
		['quotes', '> a\n> b\n>\n> - c', '&gt; a\n&gt; b\n&gt; • c'],
		['code in a quote', '> a\n>\n> ```\n> b\n> ```', '&gt; a\n```\nb\n```'],
		['lists', '- a\n  b\n\n  c\n  1. d\n- [x] e\n- [ ] f', '• a\n    b\n    c\n    1. d\n• ☑ e\n• ☐ f'],
		['a list that counts on', '7. a\n8. b', '7. a\n8. b'],
		['a narrow table', '| a | b |\n|---|---|\n| 1 | `2` |', '```\na  b\n-  -\n1  2\n```'],
		[
			'a wide table row by row',
			`| a | ${'b'.repeat(90)} |\n|---|---|\n| 1 | **2** |\n|  | 3 |`,
			`• *a*: 1\n    *${'b'.repeat(90)}*: *2*\n• *${'b'.repeat(90)}*: 3`,
		],
		['a rule', 'a\n\n---', 'a\n\n———'],
	])('writes %s', (_, markdown, expected) => {
		expect(textOf(markdown)).toBe(expected);
	});

	it('parts what is longer than a section, and joins what is shorter', () => {
		const sections = textOf(`Short.\n\nAlso short.\n\n${'Some words. '.repeat(500)}`).split('\n---\n');
		expect(sections).toHaveLength(4);
		expect(sections[0]).toBe('Short.\n\nAlso short.');
		expect(sections.slice(1, -1).every((section) => section.length > 2_600)).toBe(true);
	});

	it('writes a link that is longer than a section as words', () => {
		const text = textOf(`[a](https://x.example/${'&'.repeat(700)})`);
		expect(text).not.toContain('<');
		expect(text.match(/&amp;/g)).toHaveLength(700);
	});

	it('has fewer than the 50 blocks of a message, however they fall into sections', () => {
		const { blocks } = write('slack', `${'a'.repeat(2_890)}\n\nb\n\n`.repeat(40));
		expect(blocks.length).toBeLessThan(45);
		expect(blocks.at(-1)?.text.text).toMatch(/^… shortened\. /);
	});

	it('repeats the header of a table that goes over sections', () => {
		const rows = '| some words | 203.0.113.7 |\n'.repeat(150);
		const sections = textOf(`| name | address |\n|---|---|\n${rows}`).split('\n---\n');
		expect(sections.length).toBeGreaterThan(1);
		for (const section of sections) expect(section).toMatch(/^```\nname {8}address\n-+ {2}-+\nsome words/);
		expect(sections.join('').match(/some words/g)).toHaveLength(150);
	});

	it('says how many rows are missing, below the table', () => {
		const rows = '| some words | 203.0.113.7 |\n'.repeat(500);
		const text = textOf(`| name | address |\n|---|---|\n${rows}`);
		const shown = text.match(/some words/g)?.length ?? 0;
		expect(text).toMatch(new RegExp(`\`\`\`\n\n${500 - shown} more rows$`));
	});

	it('keeps to the limits and the escapes of Slack, whatever the answer', () => {
		checkOutputs('slack', { least: 700 }, ({ blocks }, { limit, truncated, defang }) => {
			expect(blocks.length).toBeLessThanOrEqual(45);
			expect(Buffer.byteLength(JSON.stringify(blocks))).toBeLessThanOrEqual(limit);
			for (const { text } of blocks) {
				expect(text.verbatim).toBe(true);
				expect(text.text.length).toBeGreaterThan(0);
				expect(text.text.length).toBeLessThanOrEqual(2_900);
				// Outside of our links there is nothing that Slack would act on.
				const bare = text.text.replace(/<https?:\/\/[^<>|\s]+\|[^<>|]*>/g, '');
				expect(bare).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
				expect((text.text.match(/```/g)?.length ?? 0) % 2).toBe(0);
				expect(forbiddenIn(bare, bare.replace(/```[^]*?```|`[^`\n]*`/g, ' '))).toEqual([]);
				expect(defang ? liveIndicatorsIn(text.text) : []).toEqual([]);
			}
			expect(blocks.at(-1)?.text.text).toBe(`${truncated ? '… shortened. ' : ''}Full session: ${ENDING}`);
		});
	});
});

describe('slackText', () => {
	it('is bare text with the three escapes of Slack and no address that Slack would link', () => {
		expect(write('slackText', '**a** & `<b>` https://x.example [c](https://y.example/?d&e)')).toBe(
			'a &amp; &lt;b&gt; https:\u200B//x.example c (https:\u200B//y.example/?d&amp;e)\n\n' +
				`Full session: ${SESSION_LINK}`,
		);
	});

	it('keeps to its limit and its escapes, whatever the answer', () => {
		checkOutputs('slackText', { least: 150 }, (output, { limit, truncated, defang }) => {
			expect(output.length).toBeLessThanOrEqual(limit);
			expect(output).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
			expect(output.endsWith(`${truncated ? '… shortened. ' : ''}Full session: ${SESSION_LINK}`)).toBe(true);
			const body = output.slice(0, -SESSION_LINK.length);
			expect(body).not.toContain('://');
			expect(forbiddenIn(body)).toEqual([]);
			expect(defang ? liveIndicatorsIn(body) : []).toEqual([]);
		});
	});
});
