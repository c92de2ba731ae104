import { SECTIONS } from '../../../nodes/errors/entries';
import { fill, PLACEHOLDERS, type Entry } from '../../../nodes/errors/entry';
import { EXAMPLES } from './examples';

const ENTRIES = SECTIONS.flatMap(({ entries }) => Object.entries<Entry>(entries));

/** Reached through GraphClient in answer.test.ts. */
const FROM_CLIENT = ['notJson', 'emptyAnswer', 'endlessList', 'redirected'];

/** n8n replaces a message that contains one of these. Source: n8n-workflow, `errors/abstract/node.error.js`. */
const REPLACED_BY_N8N =
	/ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT|ERRADDRINUSE|EADDRNOTAVAIL|ECONNABORTED|EHOSTUNREACH|EAI_AGAIN|ENOENT|EISDIR|ENOTDIR|EACCES|EEXIST|EPERM|GETADDRINFO/i;

describe('the table of entries', () => {
	it('gives each ID once', () => {
		const ids = ENTRIES.map(([id]) => id);
		expect(new Set(ids).size).toBe(ids.length);
	});

	it('has no entry that no failure reaches', () => {
		const reached = new Set([...EXAMPLES.map(({ id }) => id), ...FROM_CLIENT]);
		expect(ENTRIES.map(([id]) => id).filter((id) => !reached.has(id))).toEqual([]);
	});

	describe.each(ENTRIES)('%s', (id, { when, message, advice }) => {
		const filled = fill(message, {});

		it('has a speakable ID', () => {
			expect(id).toMatch(/^[a-z][a-zA-Z]+$/);
		});

		it("opens without the words that n8n's guidelines rule out", () => {
			expect(filled).not.toMatch(/\b(?:error|problem|fail(?:ure|ed|s)?|mistake)s?\b/i);
		});

		it('says in one sentence what happened', () => {
			expect(filled).toMatch(/^[A-Zni].{8,140}[^.]$/);
			expect(filled).not.toMatch(/[.!?] [A-Z]/);
		});

		it('says in whole sentences what to do', () => {
			expect(fill(advice, {})).toMatch(/^(?:[A-Z]|n8n ).{9,500}\.$/);
		});

		it('survives n8n, which replaces some messages by its own', () => {
			expect(filled).not.toMatch(REPLACED_BY_N8N);
		});

		it('fills in only what is known, and holds no markup', () => {
			const names = [...`${message}${advice}`.matchAll(/\{(\w*)\}/g)].map(([, name]) => name);
			expect(names.filter((name) => !Object.hasOwn(PLACEHOLDERS, name ?? ''))).toEqual([]);
			expect(`${when}${message}${advice}`).not.toMatch(/[<>]|&\w+;/);
			expect(when).not.toMatch(/[{}]/);
		});
	});
});

describe('fill', () => {
	it('fills in each value once, and the default where it is missing or empty', () => {
		expect(fill('{host} and {workspace} and {nothing}', { host: '{workspace}', workspace: ' ' })).toBe(
			'{workspace} and the workspace and {nothing}',
		);
	});
});
