import fc from 'fast-check';
import { presentable, withoutSecrets, withoutSharingTokens } from '../../../nodes/text/redaction';
import { leaks, SECRETS } from '../errors/secrets';

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
		['a sharing token behind blanks', 'st = x', '[hidden]'],
		['a sharing token in capitals', 'ST=x', '[hidden]'],
		['a sharing token in YAML', 'st: x', '[hidden]'],
		['a sharing token in JSON', '{"st":"x","a":1}', '{"[hidden],"a":1}'],
		['a sharing token in an object', "{ 'st': 'x' }", "{ '[hidden] }"],
		['a sharing token in a map', "{ 'st' => 'x' }", "{ '[hidden] }"],
		['a sharing token in JSON in a string', String.raw`{\"st\":\"x\"}`, String.raw`{\"[hidden]}`],
		[
			'a sharing token in JSON twice in a string',
			String.raw`{\\\"st\\\":\\\"x\\\"}`,
			String.raw`{\\\"[hidden]}`,
		],
		['a sharing token, encoded twice', 'a%253Fst%253Dx', 'a%253F[hidden]'],
		['a sharing token, encoded three times', 'a%25253Fst%25253Dx', 'a%25253F[hidden]'],
		['a sharing token in encoded JSON', '%22st%22%3A%22x%22', '%22[hidden]'],
		['a sharing token in HTML', 'a&amp;st=x', 'a&amp;[hidden]'],
		['a sharing token in HTML, by number', 'a&#38;st&#x3D;x', 'a&#38;[hidden]'],
		['a sharing token in escaped HTML', 'a&amp;amp;st&equals;x', 'a&amp;amp;[hidden]'],
		['a sharing token in a JSON string', String.raw`a\u0026st\u003dx`, String.raw`a\u0026[hidden]`],
		['a sharing token on a line of a JSON string', String.raw`a\nst=x`, String.raw`a\n[hidden]`],
		['a sharing token in escaped letters', String.raw`a?%73\u0074=x`, 'a?[hidden]'],
		['a sharing token behind markup', 'st=<b>x</b>', '[hidden]</b>'],
		['a value that holds an encoded separator', 'st%3Da%2526b', '[hidden]'],
		['a value in the place of which another name stands', 'st=sig = x', '[hidden]'],
		['a quote within a quoted value', String.raw`"client_secret":"a\"b" c`, '"[hidden] c'],
		['a word that is a name', 'state=x', '[hidden]'],
		['a word that is a name in JSON', '"token": "x"', '"[hidden]'],
		['a word that is a name, with a quoted value', "token: 'x'", '[hidden]'],
		['an object of claims on lines', 'claims: {\n"a": "b"\n}', '[hidden]'],
		['a name behind a token', 'A1b2C3d4E5f6G7h8I9j0%26st = x', '[hidden]'],
		['the query of an encoded link', 'https&#58;//host/a&quest;b=c', 'https&#58;//host/a'],
		['the query of a link', 'see https://host/a/b?c=d#e.', 'see https://host/a/b'],
		['a short token', 'a eyJhbGciOiJub25 b', 'a [hidden] b'],
		['a token with the beginning of another inside', 'ABCDEFGHIJKLeyJABCDEFGHx7Q', '[hidden]'],
		['letters in random case', 'a QwErTyUiOpAsDfGhJkLz b', 'a [hidden] b'],
		['a key in short lines', 'a -----BEGIN KEY-----\nab\ncd\n-----END KEY----- b', 'a [hidden] b'],
		['a key without an end', 'a -----BEGIN KEY-----\nab', 'a [hidden]'],
		['a user in a link', 'https://user:word@host/a', 'https://host/a'],
		['a token as the user of a link', 'https://eyJhbGciOiJub25:x@host/a', 'https://host/a'],
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
		'1st = first',
		'the office in St. Louis',
		'state: running',
		'state is running; the token: expired',
		'best: x, first=x, estate=x',
		'request-id 7e735704-f16c-49eb-8b65-38d463ec469f; st 4711',
		"the value 'st' of the property",
	])('keeps %p', (text) => {
		expect(withoutSecrets(text)).toBe(text);
	});

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

	it('takes nothing but the sharing token out of a text that may be anything else', () => {
		const link = 'https://securitycopilot.microsoft.com/sessions/1';
		for (const query of ['?st=abc', '%3Fst%3Dabc', ':st:abc', '?st=abc&x=1']) {
			expect(withoutSharingTokens(`Is ${link}${query} ours?`)).not.toContain('abc');
		}
		expect(withoutSharingTokens(`token=1 ${link}?a=b`)).toBe(`token=1 ${link}?a=b`);
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

describe('a named secret', () => {
	const NAMES =
		'st sig token state session_state sessionState access_token refresh_token id_token client_secret client_assertion claims password secret api_key ST Client_Secret';

	/** What no spelling and no company below is made of: whatever of it is shown is of the secret. */
	const ALPHABET = [...'GJKLQRVWYZgjklrvwyz9_~.-'];

	/** A percent sign is escaped as often as the text of a query is put into another. */
	const percent = (text: string, levels: number): string => {
		const escaped = text.replace(/[^\w~.-]/g, (character) => `%${hex(character)}`);
		return levels === 1 ? escaped : percent(escaped, levels - 1);
	};
	const hex = (character: string) => character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
	const inString = (text: string) => JSON.stringify(text).slice(1, -1);
	const unicode = (text: string) =>
		text.replace(/[&=?"]/g, (character) => `\\u${hex(character).toLowerCase().padStart(4, '0')}`);
	const entities = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
	const numbers = (text: string) =>
		text.replace(/[&=?"]/g, (character) => `&#${String(character.charCodeAt(0))};`);

	const plain: Array<(name: string, value: string) => string> = [
		(name, value) => `?${name}=${value}`,
		(name, value) => `&${name}=${value}`,
		(name, value) => ` ${name} = ${value}`,
		(name, value) => ` ${name}:${value}`,
		(name, value) => ` ${name}="${value}"`,
		(name, value) => ` ${name}: '${value}'`,
		(name, value) => `{"${name}":"${value}"}`,
		(name, value) => `{"${name}": "${value}", "e": 5}`,
		(name, value) => `{ '${name}': '${value}' }`,
		(name, value) => `{ '${name}' => '${value}' }`,
		(name, value) => `["${name}"] = '${value}'`,
	];
	const escapes: Array<(text: string) => string> = [
		(text) => text,
		(text) => percent(text, 1),
		(text) => percent(text, 2),
		(text) => percent(text, 3),
		inString,
		(text) => inString(inString(text)),
		unicode,
		entities,
		(text) => entities(entities(text)),
		numbers,
		(text) => percent(entities(text), 1),
		(text) => inString(entities(text)),
		(text) => unicode(percent(text, 1)),
	];

	const company = fc.oneof(
		fc.string({
			unit: fc.constantFrom(...'abcdefhimnopqstux 02358:;,&?="\'{}[]()</\\%#@!\n'),
			maxLength: 30,
		}),
		fc.constantFrom('', 'it said so: ', 'sent st=', 'state="', '5 of 8 at once', 'a%2', 'x\\'),
	);

	it('does not survive, whatever its length, its name, its spelling and its company', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: fc.constantFrom(...ALPHABET), minLength: 1, maxLength: 30 }),
				fc.constantFrom(...NAMES.split(' ')),
				fc.constantFrom(...plain),
				fc.constantFrom(...escapes),
				company,
				company,
				(secret, name, write, escape, before, after) => {
					const shown = presentable(`${before}${escape(write(name, secret))}${after}`, 400) ?? '';
					const holes = shown.replaceAll('[hidden]', '');
					expect([...holes].filter((character) => secret.includes(character)).join('')).toBe('');
				},
			),
			{ numRuns: 5_000 },
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
