import fc from 'fast-check';
import { presentable, withoutSecrets } from '../../../nodes/doctor/redaction';
import { leaks, SECRETS } from './secrets';

describe('withoutSecrets', () => {
	test.each([
		['a header', 'Authorization: Bearer abc', '[hidden]'],
		['a short bearer', 'sent Bearer abcdefghijklmnop to us', 'sent [hidden] to us'],
		['a named secret', 'client_secret=abc&scope=x', '[hidden]&scope=x'],
		['a secret in JSON', '{"refresh_token":"abc","expires_in":1}', '{"[hidden],"expires_in":1}'],
		['a secret in JSON in a string', String.raw`{\"access_token\":\"abc\"}`, String.raw`{\"[hidden]}`],
		['an object of claims', 'claims: {"access_token":{"nbf":1}}', '[hidden]'],
		['a sharing token', 'session?st=abc', 'session?[hidden]'],
		['a sharing token behind colons', 'session:st:abc', 'session:[hidden]'],
		['a sharing token, encoded', 'session%3Fst%3Dabc', 'session%3F[hidden]'],
		['the query of a link', 'see https://host/a/b?c=d#e.', 'see https://host/a/b'],
		['a short token', 'a eyJhbGciOiJub25 b', 'a [hidden] b'],
		['a token with the beginning of another inside', 'ABCDEFGHIJKLeyJABCDEFGHx7Q', '[hidden]'],
		['letters in random case', 'a QwErTyUiOpAsDfGhJkLz b', 'a [hidden] b'],
		['a key in short lines', 'a -----BEGIN KEY-----\nab\ncd\n-----END KEY----- b', 'a [hidden] b'],
		['a key without an end', 'a -----BEGIN KEY-----\nab', 'a [hidden]'],
		['a user in a link', 'https://user:word@host/a', 'https://host/a'],
	])('hides %s', (_, text, expected) => {
		expect(withoutSecrets(text)).toBe(expected);
	});

	test.each([
		'Insufficient privileges to complete the operation.',
		'Authorization_RequestDenied',
		'SecurityCopilotWorkspaces.ReadWrite.All',
		"Could not find a property named 'x' on type 'microsoft.graph.security.securityCopilot.session'.",
		'request 7e735704-f16c-49eb-8b65-38d463ec469f at 2026-07-31T05:11:26',
		'Lifetime validation failed, the token is expired.',
		'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp',
		'/beta/security/securityCopilot/workspaces/default/sessions/f0f54c69-8f8a-4f33-b6e3-386d58b408db',
		'CompactToken parsing failed with error code: 80049217',
	])('keeps %p', (text) => {
		expect(withoutSecrets(text)).toBe(text);
	});

	it.each(['1st = first', 'St. Louis', 'state: running', 'the token is expired', 'The best: yes', 'last=1'])(
		'keeps the words %p',
		(text) => {
			expect(withoutSecrets(text)).toBe(text);
		},
	);

	it('hides a sharing token and its like in any spelling, however short', () => {
		const value = fc.stringMatching(/^[QZXJ][QZXJ_-]{0,12}$/);
		const spellings: Array<(name: string, value: string) => string> = [
			(name, text) => `"${name}":"${text}"`,
			(name, text) => `"${name}" : "${text}"`,
			(name, text) => `'${name}': '${text}'`,
			(name, text) => String.raw`{\"${name}\":\"${text}\"}`,
			(name, text) => `%22${name}%22%3A%22${text}%22`,
			(name, text) => `&quot;${name}&quot;:&quot;${text}&quot;`,
			(name, text) => `?${name}=${text}`,
			(name, text) => `%3F${name}%3D${text}`,
			(name, text) => `%253F${name}%253D${text}`,
			(name, text) => `%25253f${name}%25253d${text}`,
			(name, text) => `&amp;${name}=${text}`,
			(name, text) => `&#38;${name}&#61;${text}`,
			(name, text) => String.raw`\u0026${name}=${text}`,
			(name, text) => String.raw`\u003f${name}\u003d${text}`,
		];
		const name = fc.constantFrom(
			'st',
			'ST',
			'sig',
			'token',
			'session_state',
			'access_token',
			'client_secret',
		);
		const around = fc.constantFrom('', ' ', 'a ', 'https://host/x', '{', '(', '[', ', ');
		fc.assert(
			fc.property(
				name,
				value,
				fc.constantFrom(...spellings),
				around,
				around,
				(named, text, spell, ...parts) => {
					const [before, after] = parts;
					const shown = withoutSecrets(`${before}${spell(named, text)}${after}`);
					expect(shown).not.toContain(text);
				},
			),
			{ numRuns: 2_000 },
		);
		fc.assert(
			fc.property(value, fc.constantFrom(' = ', '=', ': ', ':', ' : '), (text, sign) => {
				expect(withoutSecrets(`link st${sign}${text}`)).toBe('link [hidden]');
			}),
		);
	});

	it('hides any of the secrets in any company', () => {
		const company = fc.string({ maxLength: 40 });
		fc.assert(
			fc.property(SECRETS, company, company, ({ text, secret }, before, after) => {
				// The company must not hold the secret in plain text, where nothing tells that it is one.
				fc.pre(!leaks(`${before} ${after}`, secret));
				expect(leaks(withoutSecrets(`${before} ${text} ${after}`), secret)).toBe(false);
			}),
			{ numRuns: 500 },
		);
	});
});

describe('presentable', () => {
	test.each<[unknown, string | undefined]>([
		['  two\n\twords ', 'two words'],
		['<b>bold</b> & <script>alert(1)</script>', 'bold & alert(1)'],
		['<<b>script>', 'script'],
		['a < b > c', 'a b c'],
		['a\u202Eb\u0000c', 'a b c'],
		['\uD800', undefined],
		['<br>', undefined],
		['', undefined],
		[404, '404'],
		[null, undefined],
		[{}, undefined],
	])('turns %p into %p', (value, expected) => {
		expect(presentable(value, 100)).toBe(expected);
	});

	it('cuts between characters, and says so', () => {
		expect(presentable('😀😀😀😀', 3)).toBe('😀😀…');
		expect(presentable('😀😀😀', 3)).toBe('😀😀😀');
	});

	it('yields one line of visible text without markup, or nothing', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (text) => {
				const line = presentable(text, 60) ?? 'x';
				expect(line).not.toMatch(/[<>\n\r]|[\p{Cc}\p{Cf}\p{Cs}]/u);
				expect([...line].length).toBeLessThanOrEqual(60);
				expect(line.trim()).toBe(line);
			}),
			{ numRuns: 500 },
		);
	});

	it('cuts a long text before a word, because half a token is not recognized', () => {
		const token = 'A1b2'.repeat(5);
		const text = `${'word '.repeat(798)}${token}`;
		expect(leaks(presentable(text, 5_000), token)).toBe(false);
		expect(presentable(text, 5_000)).toMatch(/^word (?:word )*word$/);
	});

	it('looks at a megabyte in no time', () => {
		const started = performance.now();
		for (const part of ['a', 'A1', '<', '"', 'st=', 'eyJ', '//', '-----BEGIN', 'claims:{', ' ', 'http://'])
			presentable(part.repeat(1_000_000 / part.length), 100);
		expect(performance.now() - started).toBeLessThan(2_000);
	});
});
