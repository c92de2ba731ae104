import { SESSION_LINK } from './arbitraryAnswer';
import type { AdfNode } from './atlassian';
import { adfErrors, linksOf, nodesOf, textsOf } from './atlassian';
import { checkOutputs, forbiddenIn, liveIndicatorsIn, withLimit, write } from './outputs';

function documentOf(markdown: string): AdfNode {
	return JSON.parse(write('jiraAdf', markdown)) as AdfNode;
}

/** Without the link back. */
function contentOf(markdown: string): AdfNode[] {
	return documentOf(markdown).content?.slice(0, -1) ?? [];
}

const text = (value: string, ...marks: string[]) => ({
	type: 'text',
	text: value,
	...(marks.length > 0 && { marks: marks.map((type) => ({ type })) }),
});
const paragraph = (...content: unknown[]) => ({ type: 'paragraph', content });

describe('jiraAdf', () => {
	it('is a JSON string, as the field Document Format (JSON) of the Jira node takes it', () => {
		expect(typeof write('jiraAdf', 'a')).toBe('string');
		expect(documentOf('a')).toEqual({
			version: 1,
			type: 'doc',
			content: [
				paragraph(text('a')),
				paragraph(text('Full session: '), {
					...text('Open in Security Copilot'),
					marks: [{ type: 'link', attrs: { href: SESSION_LINK } }],
				}),
			],
		});
	});

	it.each([
		['a heading', '## a', [{ type: 'heading', attrs: { level: 2 }, content: [text('a')] }]],
		[
			'emphasis',
			'**a *b*** ~~c~~',
			[paragraph(text('a ', 'strong'), text('b', 'strong', 'em'), text(' '), text('c', 'strike'))],
		],
		['emphasis in itself once', '*a _b_*', [paragraph(text('a b', 'em'))]],
		['code without other marks', '**`a`**', [paragraph(text('a', 'code'))]],
		['a line break', 'a\nb', [paragraph(text('a'), { type: 'hardBreak' }, text('b'))]],
		['a bare address without a link', 'https://x.example', [paragraph(text('https://x.example'))]],
		['code', '```kql\na\n```', [{ type: 'codeBlock', attrs: { language: 'kql' }, content: [text('a')] }]],
		['empty code', '```\n```', [{ type: 'codeBlock', content: [] }]],
		[
			'a list that counts on',
			'3. a',
			[
				{
					type: 'orderedList',
					attrs: { order: 3 },
					content: [{ type: 'listItem', content: [paragraph(text('a'))] }],
				},
			],
		],
		[
			'an item that starts with a list',
			'- - a',
			[
				{
					type: 'bulletList',
					content: [
						{
							type: 'listItem',
							content: [
								paragraph(),
								{ type: 'bulletList', content: [{ type: 'listItem', content: [paragraph(text('a'))] }] },
							],
						},
					],
				},
			],
		],
		[
			'a task',
			'- [x] a',
			[{ type: 'bulletList', content: [{ type: 'listItem', content: [paragraph(text('☑ a'))] }] }],
		],
		[
			'a quote without headings and quotes in it',
			'> # a\n> > b\n>\n> ---',
			[{ type: 'blockquote', content: [paragraph(text('a', 'strong')), paragraph(text('b'))] }],
		],
		['an empty quote', '>', [{ type: 'blockquote', content: [paragraph()] }]],
		[
			'a table in a quote as code',
			'> | a |\n> |---|\n> | b |',
			[{ type: 'blockquote', content: [{ type: 'codeBlock', content: [text('a\n-\nb')] }] }],
		],
		['a rule', '---', [{ type: 'rule' }]],
	])('writes %s', (_, markdown, expected) => {
		expect(contentOf(markdown)).toEqual(expected);
	});

	it('writes a table with its header', () => {
		const cell = (type: string, ...content: unknown[]) => ({ type, content: [paragraph(...content)] });
		expect(contentOf('| a | b |\n|---|---|\n| **1** |')).toEqual([
			{
				type: 'table',
				content: [
					{ type: 'tableRow', content: [cell('tableHeader', text('a')), cell('tableHeader', text('b'))] },
					{ type: 'tableRow', content: [cell('tableCell', text('1', 'strong')), cell('tableCell')] },
				],
			},
		]);
	});

	it('says how many rows are missing', () => {
		const rows = '| words |\n'.repeat(200);
		const output = withLimit('jiraAdf', 2_500, () => write('jiraAdf', `| a |\n|---|\n${rows}`));
		const [table, note] = (JSON.parse(output) as AdfNode).content ?? [];
		const shownRows = (table?.content?.length ?? 0) - 1;
		expect(shownRows).toBeGreaterThan(5);
		expect(note).toEqual(paragraph(text(`${200 - shownRows} more rows`)));
	});

	it('is valid for the schema of Atlassian and inert, whatever the answer', () => {
		checkOutputs('jiraAdf', { least: 400 }, (output, { limit, truncated, defang }) => {
			expect(output.length).toBeLessThanOrEqual(limit);
			const document = JSON.parse(output) as AdfNode;
			expect(adfErrors(document)).toEqual([]);

			const nodes = nodesOf(document);
			for (const { type } of nodes)
				expect(type).not.toMatch(/mention|media|card|emoji|extension|status|date/i);
			const links = linksOf(document);
			expect(links.at(-1)).toBe(SESSION_LINK);
			for (const link of links)
				expect(link).toMatch(
					/^https:\/\/(?:securitycopilot\.microsoft\.com|phish\.example|beacon\.example)\//,
				);
			const texts = nodes.map((node) => node.text ?? '');
			expect(texts.at(-2)).toBe(`${truncated ? '… shortened. ' : ''}Full session: `);
			expect(forbiddenIn(texts.join('\n'), textsOf(document).join('\n'))).toEqual([]);
			expect(defang ? liveIndicatorsIn([...texts, ...links].join('\n')) : []).toEqual([]);
		});
	});
});
