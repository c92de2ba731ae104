import { SECTIONS } from '../../../nodes/errors/catalogue';
import { fill, PLACEHOLDERS } from '../../../nodes/errors/fill';
import { SignInError } from '../../../nodes/graph/errors';
import { entraErrors } from '../../emulator/entra/errors';
import { EXAMPLES } from './examples';
import { described } from './failures';

const ENTRIES = SECTIONS.flatMap(({ entries }) => Object.entries(entries));

/** n8n replaces a message that contains one of these. Source: n8n-workflow, `errors/abstract/node.error.js`. */
const REPLACED_BY_N8N =
	/ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|ERRADDRINUSE|EADDRNOTAVAIL|ECONNABORTED|EHOSTUNREACH|EAI_AGAIN|ENOENT|EISDIR|ENOTDIR|EACCES|EEXIST|EPERM|GETADDRINFO/i;

describe('the table of entries', () => {
	it('gives each ID once', () => {
		const ids = ENTRIES.map(([id]) => id);
		expect(new Set(ids).size).toBe(ids.length);
	});

	it('has each number of Microsoft Entra once', () => {
		const numbers = ENTRIES.flatMap(([, entry]) => entry.numbers ?? []);
		expect(numbers.length).toBeGreaterThan(50);
		expect(new Set(numbers).size).toBe(numbers.length);
	});

	/** Answers that a person cannot mend and that the nodes cannot cause: they keep the general text. */
	const WITHOUT_NUMBER = [
		'unsupportedGrant',
		'unknownCode',
		'wrongVerifier',
		'replayedAssertion',
		// Seen at Connect, in the page that n8n opens.
		'redirectMismatch',
		'redeemedCode',
	];

	test.each(Object.entries(entraErrors))('sorts the answer "%s" of the emulated Entra', (name, make) => {
		const { error_description: text } = make('first', 'second');
		const { id } = described(new SignInError('refused', /^AADSTS\d+/.exec(text)?.[0]));
		expect(id === 'signInRefused').toBe(WITHOUT_NUMBER.includes(name));
	});

	it('has no entry that no failure reaches', () => {
		const reached = new Set(EXAMPLES.map(([id]) => id));
		expect(ENTRIES.map(([id]) => id).filter((id) => !reached.has(id))).toEqual([]);
	});

	test.each(ENTRIES)(
		'tells %s as n8n and its guidelines want it',
		(id, { when, message, again = 'Not at all', advice }) => {
			const filled = fill(message, {});
			expect(id).toMatch(/^[a-z][a-zA-Z]+$/);
			// One sentence without the words that the guidelines rule out.
			expect(filled).toMatch(/^[A-Zni].{8,140}[^.]$/);
			expect(filled).not.toMatch(/[.!?] [A-Z]|\b(?:error|problem|fail(?:ure|ed|s)?|mistake)s?\b/i);
			expect(filled).not.toMatch(REPLACED_BY_N8N);
			expect(fill(again, {})).toMatch(/^[A-Z].{2,120}[^.]$/);
			expect(fill(advice, {})).toMatch(/^(?:[A-Z]|n8n ).{9,500}\.$/);
			const names = [...`${message}${again}${advice}`.matchAll(/\{(\w*)\}/g)].map(([, name]) => name);
			expect(names.filter((name) => !Object.hasOwn(PLACEHOLDERS, name ?? ''))).toEqual([]);
			expect(`${when}${message}${again}${advice}`).not.toMatch(/[<>]|&\w+;/);
		},
	);
});

describe('fill', () => {
	it('fills in each value once, and the default where it is missing or empty', () => {
		expect(fill('{host} and {workspace} and {nothing}', { host: '{workspace}', workspace: ' ' })).toBe(
			'{workspace} and the workspace and {nothing}',
		);
	});
});
