import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatAnswer } from '../../../nodes/markdown/formatAnswer';
import type { FormatOptions, FormattedAnswer } from '../../../nodes/markdown/formatAnswer';
import { SESSION_LINK } from './arbitraryAnswer';

/**
 * Whole outputs to read: `test/golden/<case>/`. After a change that is meant, run the tests once with UPDATE_GOLDEN=1 and
 * read what git shows.
 */

const GOLDEN = join(__dirname, '../../golden');

const EVERY_FORMAT: FormatOptions['formats'] = ['slack', 'jiraWiki', 'jiraAdf', 'teams', 'plainText'];

const CASES: { from: string; to: string; options?: Omit<FormatOptions, 'formats'> }[] = [
	{ from: 'incident', to: 'incident' },
	{ from: 'incident', to: 'incident-defanged', options: { defang: true } },
	{ from: 'hostile', to: 'hostile' },
	{ from: 'hostile', to: 'hostile-defanged', options: { defang: true } },
	{ from: 'long', to: 'long' },
	{
		from: 'long',
		to: 'long-cut-in-table',
		options: {
			limits: { slack: 1_500, slackText: 900, jiraWiki: 1_000, jiraAdf: 6_000, teams: 1_200, plainText: 900 },
		},
	},
	{
		from: 'long',
		to: 'long-cut-in-code',
		options: {
			limits: { slack: 6_500, jiraWiki: 5_500, jiraAdf: 21_000, teams: 6_000, plainText: 5_500 },
		},
	},
];

/** How each output is kept: text as it is, with a name that no formatter of this repository touches. */
const FILES: {
	[Name in keyof FormattedAnswer['formats']]-?: { file: string; show: (output: string) => string };
} = {
	slack: { file: 'slack.json', show: pretty },
	slackText: { file: 'slackText.txt', show: String },
	jiraWiki: { file: 'jiraWiki.txt', show: String },
	jiraAdf: { file: 'jiraAdf.json', show: pretty },
	teams: { file: 'teams.html.txt', show: String },
	plainText: { file: 'plainText.txt', show: String },
};

function pretty(json: string): string {
	return `${JSON.stringify(JSON.parse(json), null, '\t')}\n`;
}

describe.each(CASES)('$to', ({ from, to, options }) => {
	const markdown = readFileSync(join(GOLDEN, from, 'input.md'), 'utf8');
	const result = formatAnswer(
		{ markdown, webUrl: SESSION_LINK, title: 'Incident 4199' },
		{ formats: EVERY_FORMAT, ...options },
	);

	it.each(Object.keys(FILES) as (keyof typeof FILES)[])('is written as before: %s', (name) => {
		const output = result.formats[name];
		const shown = FILES[name].show(typeof output === 'string' ? output : JSON.stringify(output));
		const path = join(GOLDEN, to, FILES[name].file);
		if (process.env.UPDATE_GOLDEN === '1') {
			mkdirSync(join(GOLDEN, to), { recursive: true });
			writeFileSync(path, shown);
		}
		expect(shown).toBe(readFileSync(path, 'utf8'));
	});
});
