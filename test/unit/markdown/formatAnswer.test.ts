import fc from 'fast-check';
import { LimitTooSmallError } from '../../../nodes/markdown/cut';
import { formatAnswer } from '../../../nodes/markdown/formatAnswer';
import { formats } from '../../../nodes/markdown/formats';
import type { FormatName } from '../../../nodes/markdown/formats';
import { SECRET, SESSION_LINK, arbitraryMarkdown } from './arbitraryAnswer';

const EVERY_FORMAT = Object.keys(formats) as FormatName[];

const answer = { markdown: '**Yes.** See https://x.example', webUrl: SESSION_LINK };

describe('formatAnswer', () => {
	it('gives what was asked for, each ready for the field that it goes into', () => {
		const result = formatAnswer(answer, { formats: ['jiraAdf', 'teams'] });
		expect(Object.keys(result.formats)).toEqual(['jiraAdf', 'teams']);
		expect(Object.keys(result.truncated)).toEqual(['jiraAdf', 'teams']);
		expect(JSON.parse(result.formats.jiraAdf ?? '')).toMatchObject({ version: 1, type: 'doc' });
		expect(result.formats.teams).toMatch(/^<p><strong>Yes\.<\/strong>/);
	});

	it('brings the fallback text of a Slack message along', () => {
		expect(Object.keys(formatAnswer(answer, { formats: ['slack'] }).formats)).toEqual(['slack', 'slackText']);
		expect(Object.keys(formatAnswer(answer, { formats: ['slackText'] }).formats)).toEqual(['slackText']);
	});

	it('gives nothing when nothing was asked for', () => {
		expect(formatAnswer(answer, { formats: [] })).toEqual({ formats: {}, truncated: {} });
	});

	it.each(['hangouts', 'toString'])('refuses a format that it does not know: %s', (name) => {
		expect(() => formatAnswer(answer, { formats: [name as FormatName] })).toThrow(
			new TypeError(`"${name}" is not one of slack, slackText, jiraWiki, jiraAdf, teams, plainText`),
		);
	});

	it.each(EVERY_FORMAT)('puts the title in front, as harmless as the answer: %s', (name) => {
		const title = 'Case 7: <!here> x.example\nsecond line';
		const output = JSON.stringify(
			formatAnswer({ ...answer, title }, { formats: [name], defang: true }).formats[name],
		);
		const place = output.indexOf('Case 7: ');
		expect(place).toBeGreaterThanOrEqual(0);
		expect(place).toBeLessThan(output.indexOf('Yes.'));
		expect(output).toContain('here');
		expect(output).not.toMatch(/<!here|&lt;!here|x\.example|\\nsecond/);
	});

	it.each([
		[`${SESSION_LINK}?st=${SECRET}`, SESSION_LINK],
		[`${SESSION_LINK.toUpperCase()}#x`, SESSION_LINK],
		[`https://kim:secret@portal.example/sessions/7?st=${SECRET}#x`, 'https://portal.example/sessions/7'],
	])('links back without anything to hide: %s', (webUrl, clean) => {
		const { plainText = '' } = formatAnswer({ ...answer, webUrl }, { formats: ['plainText'] }).formats;
		expect(plainText.endsWith(`\n\nFull session: ${clean}`)).toBe(true);
	});

	it.each(['', 'sessions/7', 'http://portal.example/', 'javascript:alert(1)', 'https://'])(
		'refuses to link back to %j',
		(webUrl) => {
			expect(() => formatAnswer({ ...answer, webUrl }, { formats: ['plainText'] })).toThrow(
				new TypeError('The link to the session is not an https: address'),
			);
		},
	);

	it.each(EVERY_FORMAT)('says which limit is too small, and what works: %s', (name) => {
		const write = (limit: number) => formatAnswer(answer, { formats: [name], limits: { [name]: limit } });
		const needed = () => {
			try {
				write(10);
			} catch (error) {
				return error instanceof LimitTooSmallError ? error : undefined;
			}
			return undefined;
		};
		const error = needed();
		expect(error?.message).toMatch(
			/^A limit of 10 leaves no room for the link to the session in .+\. Set it to \d+ or more\.$/,
		);
		expect(error?.target).toBe(formats[name].displayName);
		expect(write(error?.needed ?? 0).truncated[name]?.truncated).toBe(true);
	});

	it.each(EVERY_FORMAT)('leaves what fits unchanged, and tells the length of what does not: %s', (name) => {
		fc.assert(
			fc.property(arbitraryMarkdown, (markdown) => {
				const write = (limit: number) =>
					formatAnswer(
						{ markdown: `word ${markdown}`, webUrl: SESSION_LINK },
						{ formats: [name], limits: { [name]: limit } },
					);
				const whole = write(10_000_000);
				const length = whole.truncated[name]?.originalLength ?? 0;
				fc.pre(length > 700);
				expect(whole.truncated[name]?.truncated).toBe(false);
				expect(write(length)).toEqual(whole);
				const cut = write(length - 1);
				expect(cut.truncated[name]?.truncated).toBe(true);
				expect(JSON.stringify(cut.formats[name])).toContain('… shortened. Full session: ');
				expect(JSON.stringify(whole.formats[name])).not.toContain('… shortened.');
			}),
			{ numRuns: 15 },
		);
	});

	it.each(EVERY_FORMAT.filter((name) => name !== 'slack'))(
		'tells the exact length of the whole answer: %s',
		(name) => {
			const markdown = 'Some words & more. '.repeat(1_000);
			const [whole, cut] = [1_000_000, 2_000].map((limit) =>
				formatAnswer({ ...answer, markdown }, { formats: [name], limits: { [name]: limit } }),
			);
			expect(cut?.truncated[name]).toEqual({
				truncated: true,
				originalLength: whole?.truncated[name]?.originalLength,
			});
			expect(whole?.truncated[name]?.originalLength).toBe(whole?.formats[name]?.length);
		},
	);

	it('uses the room that it has', () => {
		const markdown = 'Some words that say something. '.repeat(3_000);
		const result = formatAnswer(
			{ ...answer, markdown },
			{ formats: EVERY_FORMAT, limits: { plainText: 5_000 } },
		);
		expect(JSON.stringify(result.formats.slack?.blocks).length).toBeGreaterThan(11_700);
		expect(result.formats.slackText?.length).toBeGreaterThan(2_900);
		expect(result.formats.jiraWiki?.length).toBeGreaterThan(29_700);
		expect(result.formats.jiraAdf?.length).toBeGreaterThan(29_700);
		expect(result.formats.teams?.length).toBeGreaterThan(11_800);
		expect(result.formats.plainText?.length).toBeGreaterThan(4_900);
	});

	it('keeps to the limits of the targets when none are given', () => {
		const markdown =
			'# Head\n\nText & <more> "text".\n\n- item\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n'.repeat(3_000);
		const result = formatAnswer({ ...answer, markdown }, { formats: EVERY_FORMAT });
		expect(result.formats.slack?.blocks.length).toBeLessThanOrEqual(45);
		expect(Buffer.byteLength(JSON.stringify(result.formats.slack?.blocks))).toBeLessThanOrEqual(12_000);
		expect(result.formats.slackText?.length).toBeLessThanOrEqual(3_000);
		expect(result.formats.jiraWiki?.length).toBeLessThanOrEqual(30_000);
		expect(result.formats.jiraAdf?.length).toBeLessThanOrEqual(30_000);
		expect(result.formats.teams?.length).toBeLessThanOrEqual(12_000);
		expect(result.truncated.plainText?.truncated).toBe(false);
	});

	it('gives the same for the same, and leaves what it was given alone', () => {
		fc.assert(
			fc.property(arbitraryMarkdown, fc.boolean(), (markdown, defang) => {
				const given = Object.freeze({ markdown, webUrl: SESSION_LINK, title: 'T' });
				const options = Object.freeze({
					formats: Object.freeze(EVERY_FORMAT),
					defang,
					limits: Object.freeze({ teams: 500 }),
				});
				expect(formatAnswer(given, options)).toEqual(formatAnswer(given, options));
			}),
			{ numRuns: 15 },
		);
	});

	// What an answer of this size takes grows with its length, not with the square of it.
	it.each([
		'*a* ',
		'| x ',
		'`a` ',
		'[a](https://b.example) ',
		'👩‍👩‍👧‍👦',
		'e\u0301',
		'https://',
		'&',
		'\\\\',
		'a\n',
	])('writes 60 kB of %j in every format before the test times out', (unit) => {
		const markdown = unit.repeat(60_000 / unit.length);
		const result = formatAnswer({ ...answer, markdown }, { formats: EVERY_FORMAT, defang: true });
		expect(result.truncated.slack?.truncated).toBe(true);
	});
});

describe('the Markdown library', () => {
	it.each([
		['is not loaded with the list of formats', '../../../nodes/markdown/formats', false],
		['is loaded with what formats an answer', '../../../nodes/markdown/formatAnswer', true],
	])('%s', async (_, path, isLoaded) => {
		const loaded = jest.fn();
		await jest.isolateModulesAsync(async () => {
			jest.doMock('../../../nodes/markdown/markdownIt', () => {
				loaded();
				return {};
			});
			await import(path);
		});
		jest.dontMock('../../../nodes/markdown/markdownIt');
		expect(loaded).toHaveBeenCalledTimes(isLoaded ? 1 : 0);
	});
});
