import { SESSION_LINK } from './arbitraryAnswer';
import type { AdfNode } from './atlassian';
import { linksOf, nodesOf, parseWiki, textsOf } from './atlassian';
import { checkOutputs, forbiddenIn, liveIndicatorsIn, withLimit, write } from './outputs';

const ENDING = `\n\nFull session: ${SESSION_LINK}`;
const Z = '\u200B';

/** The output without the link back. */
function markupOf(markdown: string): string {
	return write('jiraWiki', markdown).replace(ENDING, '');
}

/** Text as Jira shows it, with its marks and without what is invisible. */
function shown(node: AdfNode): string {
	if (node.type === 'hardBreak') return '⏎';
	const marks = (node.marks ?? []).map(({ type }) => type).join('+');
	const text = (node.text ?? '').replaceAll(Z, '');
	return marks === '' ? text + (node.content ?? []).map(shown).join('') : `<${marks}>${text}</${marks}>`;
}

/** Everything that converted Markdown can become in Jira. Nothing of it notifies, loads or embeds. */
const NODES = new Set(
	'doc paragraph heading text hardBreak bulletList orderedList listItem table tableRow tableHeader tableCell codeBlock blockquote rule'.split(
		' ',
	),
);
const MARKS = new Set(['strong', 'em', 'strike', 'code', 'link']);

describe('jiraWiki', () => {
	it.each([
		['headings', '### A *b*', 'h3. A _b_'],
		['emphasis', '**a** *b* ~~c~~', '*a* _b_ -c-'],
		['emphasis inside a word', 'un**believ**able', 'un{*}believ{*}able'],
		['the inner of two kinds of emphasis', '***a***', '*a*'],
		['emphasis around markup as words', '**[~kim]**', `\\[${Z}\\~kim\\]`],
		['code', '`a | b*c`', '{{a \\| b*c}}'],
		['code that is the name of a macro as words', '`code` `codec`', 'code codec'],
		['code that monospaced text would change as a block', '`C:\\*.exe`', '{noformat}C:\\*.exe{noformat}'],
		['an address of a share in code as it is', '`\\\\DC01\\ADMIN$`', '{{\\\\DC01\\ADMIN$}}'],
		['a bar in code in a cell', '| a |\n|---|\n| `b | c` |', '||a||\n|{noformat}b | c{noformat}|'],
		['code inside a word as words', 'a`b`c', 'abc'],
		['line breaks', 'a\nb', 'a \\\\ b'],
		[
			'what is markup',
			'{a} [b] c|d ! e* _f -g +h ^i ~j ? #k (l)',
			'\\{' + Z + 'a\\} \\[b\\] c\\|d \\! e\\* \\_f \\-g \\+h \\^i \\~j \\? \\#k \\(l\\)',
		],
		[
			'words with hyphens and underscores as they are',
			'sign-in my_table 2026-11-18 a+b',
			'sign-in my_table 2026-11-18 a+b',
		],
		['back slashes', 'C:\\Users\\kim \\\\\\\\fs01\\x \\\\*', `C:\\Users\\kim \\\\fs01\\x \\${Z}\\*`],
		['a bare address without a link', 'https://x.example mailto:a', `https:${Z}//x.example mailto:${Z}a`],
		['links', '[a [b] | c!](<https://x.example/|>)', '[a \\(b\\) ¦ c！|https://x.example/%7C]'],
		['the start of a heading or quote as words', 'h1. a\n\nbq. b', `${Z}h1. a\n\n${Z}bq. b`],
		['quotes in one', '> a\n>\n> > b\n>\n> # c', '{quote}\na\n\nb\n\n*c*\n{quote}'],
		['lists', '- a\n  b\n\n  c\n  1. d\n- [x] e', '* a \\\\ b \\\\ c\n*# d\n* ☑ e'],
		['a list that counts on', '3. a\n   - b\n4. c', '3. a\n* b\n4. c'],
		['an item that starts with a list', '- - a', `* ${Z}\n** a`],
		['a date in an item', '- 4. 5.\n- b', `* ${Z}\n** 4. ${Z}\n*** 5. ${Z}\n* b`],
		[
			'code in an item',
			'- a\n\n  ```\n  b\n\n  c\n  ```\n- d',
			`* a\n{noformat}\nb\n${Z}\nc\n{noformat}\n* d`,
		],
		['a table in an item', '- a\n\n  | b |\n  |---|\n  | c |', '* a\n{noformat}\nb\n-\nc\n{noformat}'],
		['code', '```kql\na {b} | c\n```', '{noformat}\na {b} | c\n{noformat}'],
		[
			'the macro of code in code',
			'```\n{noformat}a{NoFormat:title=b}\n```',
			`{noformat}\n{${Z}noformat}a{${Z}NoFormat:title=b}\n{noformat}`,
		],
		[
			'a table',
			'| a | b |\n|---|---|\n| 1 \\| 2 |  |\n| 3<br>4 | **5** |',
			'||a||b||\n|1 ¦ 2| |\n|3 \\\\ 4|*5*|',
		],
		['a rule', 'a\n\n---', 'a\n\n----'],
	])('writes %s', (_, markdown, expected) => {
		expect(markupOf(markdown)).toBe(expected);
	});

	it.each([
		['C:\\Users\\kim', 'C:\\Users\\kim'],
		['\\\\\\\\server\\share\\\\', '\\\\server\\share\\'],
		['"C:\\\\\\\\Temp\\\\\\\\x"', '"C:\\\\Temp\\\\x"'],
		['a \\\\* b \\\\[c\\\\]', 'a \\* b \\[c\\]'],
		['{color:red}a{color} {{b}} {code}', '{color:red}a{color} {{b}} {code}'],
		['(x) (!) :) :D ;)', '(x) (!) :) :D ;)'],
		['-- --- a--b -c- +d+ ^e^ ??f??', '-- --- a--b -c- +d+ ^e^ ??f??'],
		['`{{a}} \\*`', '{{a}} \\*'],
		['`\\\\DC01\\ADMIN$` `a*b_c`', '<code>\\\\DC01\\ADMIN$</code> <code>a*b_c</code>'],
		['**a-b** *c* un**d**e', '<strong>a-b</strong> <em>c</em> un<strong>d</strong>e'],
		['a\nb', 'a ⏎ b'],
		['- `code`\n- b\n\n```\n{code}\n\n~c~\n```', 'codeb{code}\n\n~c~'],
	])('comes out of the parser of Jira as it went in: %j', (markdown, expected) => {
		expect(shown(parseWiki(markupOf(markdown)))).toBe(expected);
	});

	it('comes out of the parser of Jira as plain blocks and safe links, whatever the answer', () => {
		checkOutputs('jiraWiki', { least: 200 }, (output, { limit, truncated, defang }) => {
			expect(output.length).toBeLessThanOrEqual(limit);
			expect(output.endsWith(`${truncated ? '… shortened. ' : ''}Full session: ${SESSION_LINK}`)).toBe(true);
			expect(defang ? liveIndicatorsIn(output) : []).toEqual([]);

			const document = parseWiki(output);
			expect(forbiddenIn(output, textsOf(document).join('\n'))).toEqual([]);
			for (const { type, marks = [] } of nodesOf(document)) {
				expect(NODES).toContain(type);
				for (const mark of marks) expect(MARKS).toContain(mark.type);
			}
			const links = linksOf(document);
			expect(links.at(-1)).toBe(SESSION_LINK);
			// These hosts stand in links of the arbitrary answers; all other addresses there are bare, or dangerous.
			for (const link of links)
				expect(link).toMatch(
					/^https:\/\/(?:securitycopilot\.microsoft\.com|phish\.example|beacon\.example)\//,
				);
		});
	});

	it('keeps the whole rows of a table', () => {
		const rows = Array.from({ length: 200 }, (_, row) => `| row ${row} | words |`).join('\n');
		const output = withLimit('jiraWiki', 1_000, () => write('jiraWiki', `| a | b |\n|---|---|\n${rows}`));
		const [table] = parseWiki(output).content ?? [];
		const shownRows = (table?.content?.length ?? 0) - 1;
		expect(shownRows).toBeGreaterThan(20);
		expect(table?.content?.every((row) => row.content?.length === 2)).toBe(true);
		expect(output).toContain(`|row ${shownRows - 1}|words|\n\n${200 - shownRows} more rows\n\n… shortened.`);
	});
});
