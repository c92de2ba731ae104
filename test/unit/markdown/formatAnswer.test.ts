import fc from 'fast-check';
import { formatAnswer } from '../../../nodes/markdown/formatAnswer';
import { formats } from '../../../nodes/markdown/formats';
import type { FormatName } from '../../../nodes/markdown/formats';
import { SESSION_ID, SESSION_LINK, arbitraryMarkdown } from './arbitraryAnswer';
import { withLimit } from './outputs';

const EVERY_FORMAT = Object.keys(formats) as FormatName[];

const write = (markdown: string, names = EVERY_FORMAT, defang = false) =>
	formatAnswer({ markdown, sessionId: SESSION_ID }, { formats: names, defang });

/** In the unit of the limit. */
const lengthOf = (name: FormatName, output: unknown): number =>
	name === 'slack'
		? Buffer.byteLength(JSON.stringify((output as { blocks: unknown }).blocks))
		: String(output).length;

describe('formatAnswer', () => {
	it('gives what was asked for, each ready for the field that it goes into', () => {
		const result = write('**Yes.**', ['jiraAdf', 'teams']);
		expect(Object.keys(result.formats)).toEqual(['jiraAdf', 'teams']);
		expect(Object.keys(result.truncated)).toEqual(['jiraAdf', 'teams']);
		expect(JSON.parse(result.formats.jiraAdf ?? '')).toMatchObject({ version: 1, type: 'doc' });
		expect(result.formats.teams).toMatch(/^<p><strong>Yes\.<\/strong>/);
	});

	it('brings the fallback text of a Slack message along', () => {
		expect(Object.keys(write('a', ['slack']).formats)).toEqual(['slack', 'slackText']);
		expect(Object.keys(write('a', ['slackText']).formats)).toEqual(['slackText']);
	});

	it.each([
		['```markdown\n# A\n\n```kql\nB\n```\n\n- c\n```', 'A\n\nB\n\n- c\n'],
		['```md\n# A\n```\nb\n```kql\nC\n```', '# A\n\nb\n\nC\n'],
		['```md\n# A\n```\nb\n```kql\nC\n```\n```\nD\n```', '# A\n\nb\n\nC\n\nD\n'],
		['```html\n<div class="x">a</div>\n```', 'a\n'],
		['```html\n<p>a</p>\n```\nb\n```', '<p>a</p>\n\nb\n'],
		['```html\n<b>a</b>\n```', '<b>a</b>\n'],
	])('reads an answer that is one fence of Markdown or HTML, and no other: %j', (markdown, text) => {
		expect(write(markdown, ['plainText']).formats.plainText).toMatch(text);
	});

	it('keeps the limits of the targets', () => {
		const markdown =
			'# Head\n\nText & <more> "text".\n\n- item\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n'.repeat(3_000);
		const result = write(markdown);
		for (const name of EVERY_FORMAT) {
			expect(lengthOf(name, result.formats[name])).toBeLessThanOrEqual(formats[name].limit);
			expect(result.truncated[name]).toEqual({
				truncated: name !== 'plainText',
				originalLength: expect.any(Number),
			});
		}
		expect(result.formats.slack?.blocks.length).toBeLessThanOrEqual(45);
	});

	it.each([
		['a cell of 2,894 characters', 'x'.repeat(2_894), 1],
		['600 `&` in a cell', '&'.repeat(600), 1],
		['five cells of 600', 'x'.repeat(600), 5],
	])('writes %s, whole in Slack', (_, cell, count) => {
		const row = `| ${Array.from({ length: count }, () => cell).join(' | ')} |`;
		const result = write(
			`${row.replace(/[x&]+/g, 'h')}\n${row.replace(/[x&]+/g, '---')}\n${row}\n\nConclusion.`,
		);
		expect(result.truncated.slack?.truncated).toBe(false);
		const shown = JSON.stringify(result.formats.slack).replaceAll('text', '');
		expect(shown.match(/x|&amp;/g)).toHaveLength(cell.length * count);
		expect(shown).toContain('Conclusion.');
	});

	it('gives null with a note for a format that fails; the others stay', () => {
		const render = jest.spyOn(formats.teams, 'render').mockImplementation(() => {
			throw new RangeError('Something unforeseen');
		});
		const result = formatAnswer(
			{ markdown: 'Yes.', sessionId: SESSION_ID },
			{ formats: ['teams', 'plainText'] },
		);
		render.mockRestore();
		expect(result).toEqual({
			formats: { teams: null, plainText: `Yes.\n\nFull session: ${SESSION_LINK}` },
			truncated: {
				teams: {
					truncated: true,
					originalLength: null,
					error: 'Teams HTML could not be written: Something unforeseen. The answer itself is complete.',
				},
				plainText: { truncated: false, originalLength: expect.any(Number) },
			},
		});
	});

	// What comes out is judged format by format in the tests beside this one.
	it.each(EVERY_FORMAT)('never throws and keeps any limit, for any text: %s', (name) => {
		fc.assert(
			fc.property(
				fc.oneof(arbitraryMarkdown, fc.string({ unit: 'binary', maxLength: 3_000 })),
				fc.oneof(fc.integer({ min: 400, max: 1_000 }), fc.integer({ min: 1_000, max: 6_000 })),
				fc.boolean(),
				(markdown, limit, defang) => {
					const result = withLimit(name, limit, () => write(markdown, [name], defang));
					const output = result.formats[name];
					const { truncated, originalLength, error } = result.truncated[name] ?? {};
					expect(error).toBeUndefined();
					expect(truncated).toBe((originalLength ?? 0) > limit);
					expect(lengthOf(name, output)).toBeLessThanOrEqual(limit);
					expect(JSON.stringify(output).includes('… shortened. Full session: ')).toBe(truncated);
				},
			),
			{ numRuns: 150 },
		);
	});

	it.each(EVERY_FORMAT)('leaves what fits unchanged, and the same for the same: %s', (name) => {
		fc.assert(
			fc.property(arbitraryMarkdown, (markdown) => {
				const whole = withLimit(name, 10_000_000, () => write(markdown, [name]));
				const length = whole.truncated[name]?.originalLength ?? 0;
				expect(withLimit(name, length, () => write(markdown, [name]))).toEqual(whole);
			}),
			{ numRuns: 20 },
		);
	});

	// What an answer of this size takes grows with its length, not with the square of it.
	it.each([
		'*a* ',
		'| x ',
		'`a` ',
		'[a](https://b.example) ',
		'👩‍👩‍👧‍👦',
		'https://',
		'&',
		'\\\\',
		'a\n',
		'- a\n',
		'`|',
	])('writes 60 kB of %j in every format before the test times out', (unit) => {
		const result = write(unit.repeat(60_000 / unit.length), EVERY_FORMAT, true);
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
