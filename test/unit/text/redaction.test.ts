import fc from 'fast-check';
import { presentable, withoutSecrets, withoutSharingTokens } from '../../../nodes/text/redaction';
import { leaks, SECRETS } from '../errors/secrets';

const GUID = '7e735704-f16c-49eb-8b65-38d463ec469f';

describe('withoutSecrets', () => {
	test.each([
		['a header', 'Authorization: Bearer abc', '[hidden]'],
		['a bearer', 'sent Bearer abcdefghijklmnop to us', 'sent [hidden] to us'],
		['a JWT', 'a eyJhbGciOiJub25.eyJzdWIi.x-y b', 'a [hidden] b'],
		['a named secret', 'client_secret=abc&scope=x', '[hidden]&scope=x'],
		['a secret in JSON', '{"refresh_token":"abc","expires_in":1}', '{"[hidden],"expires_in":1}'],
		['a secret in JSON in a string', String.raw`{\"access_token\":\"abc\"}`, String.raw`{\"[hidden]`],
		['a secret in YAML', 'client_secret: abc', '[hidden]'],
		['an object of claims', 'claims: {"access_token":{"nbf":1}}', '[hidden]'],
		['a code of the sign-in page', '?code=abc&state=x', '?[hidden]&[hidden]'],
		['an assertion', 'client_assertion=abc', '[hidden]'],
		['a sharing token', 'session?st=abc', 'session?[hidden]'],
		['a sharing token behind colons', 'session:st:abc', 'session:[hidden]'],
		['a sharing token, encoded', 'session%3Fst%3Dabc', 'session%3F[hidden]'],
		['a named secret, encoded', 'a token%3Dabc b', 'a [hidden] b'],
		['a link in a query', `x=https%3A%2F%2Fhost%2Fa%3Fst%3Dabc`, '[hidden]'],
		['the query of a link', 'see https://host/a/b?c=d#e.', 'see https://host/a/b'],
		['a user in a link', 'https://user:word@host/a', 'https://host/a'],
		['a client secret', 'with abc8Q~dGhpcyBpcyBhIHNlY3JldCB2YWx1ZQ1.', 'with [hidden]'],
		['a key', 'a -----BEGIN KEY-----\nab\ncd\n-----END KEY----- b', 'a [hidden] b'],
		['short JSON in base64', 'with eyJhIjp0cnVlfQ.', 'with [hidden]'],
		['a key without an end', 'a -----BEGIN KEY-----\nab', 'a [hidden]'],
	])('hides %s', (_, text, expected) => {
		expect(withoutSecrets(text)).toBe(expected);
	});

	it('keeps everything else', () => {
		const texts = [
			'Insufficient privileges to complete the operation.',
			'SecurityCopilotWorkspaces.ReadWrite.All',
			"Could not find a property named 'x' on type 'microsoft.graph.security.securityCopilot.session'.",
			`request ${GUID} at 2026-07-31T05:11:26`,
			`/beta/security/securityCopilot/workspaces/default/sessions/${GUID}`,
			'Continuous access evaluation resulted in challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp',
			'CompactToken parsing failed with error code: 80049217',
			'the office in St. Louis',
			'state: running; the token: expired',
			'best: x, first=x',
			'100 % of it, 20%25',
		];
		expect(texts.map(withoutSecrets)).toEqual(texts);
	});

	it('hides any secret, plain and percent-encoded once, in any company', () => {
		const company = fc.string({ maxLength: 40 });
		const encodings = fc.constantFrom((text: string) => text, encodeURIComponent);
		fc.assert(
			fc.property(SECRETS, company, company, encodings, ({ text, secret }, before, after, encode) => {
				// The company must not hold the secret in plain text, where nothing tells that it is one.
				fc.pre(!leaks(`${before} ${after}`, secret));
				expect(leaks(withoutSecrets(`${before} ${encode(text)} ${after}`), secret)).toBe(false);
			}),
			{ numRuns: 500 },
		);
	});

	it('hides a named secret, however short', () => {
		const value = fc.stringMatching(/^[QZXJ][QZXJ_-]{0,12}$/);
		const name = fc.constantFrom('st', 'ST', 'token', 'access_token', 'client_secret', 'session_state');
		const spelling = fc.constantFrom(
			(named: string, text: string) => `"${named}":"${text}"`,
			(named: string, text: string) => `'${named}': '${text}'`,
			(named: string, text: string) => `?${named}=${text}`,
			(named: string, text: string) => `%3F${named}%3D${text}`,
			(named: string, text: string) => `%22${named}%22%3A%22${text}%22`,
		);
		fc.assert(
			fc.property(name, value, spelling, (named, text, spell) => {
				expect(withoutSecrets(`{${spell(named, text)}, x`)).not.toContain(text);
			}),
		);
	});
});

describe('withoutSharingTokens', () => {
	it('takes nothing but the sharing token out of a text', () => {
		const link = 'https://securitycopilot.microsoft.com/sessions/1';
		for (const query of ['?st=abc', '%3Fst%3Dabc', ':st:abc', '?st=abc&x=1', '","st":"abc"']) {
			expect(withoutSharingTokens(`Is ${link}${query} ours?`)).not.toContain('abc');
		}
		expect(withoutSharingTokens(`token=1 ${link}?a=b`)).toBe(`token=1 ${link}?a=b`);
	});
});

describe('presentable', () => {
	it('is a line of what can be seen', () => {
		const lines: Array<[unknown, string | undefined]> = [
			['  two\n\twords ', 'two words'],
			['<b>bold</b> & <script>alert(1)</script>', 'bold & alert(1)'],
			['<<b>script>', 'script'],
			['a\u202Eb\u0000c', 'a b c'],
			['\uD800', undefined],
			['<br>', undefined],
			[404, '404'],
			[null, undefined],
			[{}, undefined],
		];
		expect(lines.map(([value]) => presentable(value, 100))).toEqual(lines.map(([, line]) => line));
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
		);
	});

	it('cuts a long text before a word, because half a token is not recognized', () => {
		const token = 'A1b2'.repeat(8);
		const text = `${'word '.repeat(797)}${token}`;
		expect(presentable(text, 5_000)).toMatch(/^word (?:word )*word$/);
	});

	it('looks at a megabyte in no time', () => {
		const started = performance.now();
		for (const part of ['a', 'A1', '<', '"', 'st=', 'eyJ', '//', '-----BEGIN', 'claims:{', ' ', 'http://'])
			presentable(part.repeat(1_000_000 / part.length), 100);
		expect(performance.now() - started).toBeLessThan(2_000);
	});
});
