import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatAnswer } from '../../../nodes/markdown/formatAnswer';
import { formats } from '../../../nodes/markdown/formats';
import type { FormatName } from '../../../nodes/markdown/formats';
import { SESSION_ID } from './arbitraryAnswer';

/**
 * Whole outputs to read: `test/golden/<input>/`. After a change that is meant, run the tests once with UPDATE_GOLDEN=1
 * and read what git shows.
 */

const GOLDEN = join(__dirname, '../../golden');

const EVERY_FORMAT = Object.keys(formats) as FormatName[];

const CASES: { input: string; file: (name: FormatName) => string; defang: boolean }[] = [
	{ input: 'incident', file: (name) => `${name}.txt`, defang: false },
	{ input: 'report', file: (name) => `${name}.txt`, defang: false },
	{ input: 'hostile', file: (name) => `${name}.txt`, defang: false },
	{ input: 'hostile', file: (name) => `${name}.defanged.txt`, defang: true },
];

/** Text as it is; of JSON, each block on a line. */
function shownAs(name: FormatName, output: unknown): string {
	if (name !== 'slack' && name !== 'jiraAdf') return String(output);
	const value =
		typeof output === 'string' ? (JSON.parse(output) as Record<string, object[]>) : (output as object);
	return Object.values(value)
		.flat()
		.map((block) => JSON.stringify(block))
		.join('\n');
}

describe.each(CASES)('$input, defanged: $defang', ({ input, file, defang }) => {
	const markdown = readFileSync(join(GOLDEN, input, 'input.md'), 'utf8');
	const result = formatAnswer({ markdown, sessionId: SESSION_ID }, { formats: EVERY_FORMAT, defang });

	it.each(EVERY_FORMAT)('is written as before: %s', (name) => {
		const shown = shownAs(name, result.formats[name]);
		const path = join(GOLDEN, input, file(name));
		if (process.env.UPDATE_GOLDEN === '1') {
			mkdirSync(join(GOLDEN, input), { recursive: true });
			writeFileSync(path, shown);
		}
		expect(shown).toBe(readFileSync(path, 'utf8'));
	});
});
