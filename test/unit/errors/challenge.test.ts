import fc from 'fast-check';
import { findClaimsChallenge, readChallenges } from '../../../nodes/errors/challenge';

const CLAIMS = Buffer.from('{"access_token":{"nbf":{"essential":true, "value":"1604106651"}}}').toString(
	'base64',
);

const parametersOf = (header: string) =>
	readChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

describe('readChallenges', () => {
	test.each<[string, string, unknown]>([
		['an empty header', '', []],
		['a scheme alone', 'Negotiate', [['negotiate', {}]]],
		[
			'quoted values',
			'Bearer realm="", client_id="00000003"',
			[['bearer', { realm: '', client_id: '00000003' }]],
		],
		[
			'an unquoted address',
			'Bearer authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize, error="x"',
			[
				[
					'bearer',
					{ authorization_uri: 'https://login.microsoftonline.com/common/oauth2/authorize', error: 'x' },
				],
			],
		],
		[
			'base64 padding without quotes',
			'Bearer claims=eyJh==, error=x',
			[['bearer', { claims: 'eyJh==', error: 'x' }]],
		],
		['commas and equals signs in quotes', 'Bearer a="b, c=d"', [['bearer', { a: 'b, c=d' }]]],
		['escaped quotes', String.raw`Bearer a="say \"no\""`, [['bearer', { a: 'say "no"' }]]],
		['a quote that never ends', 'Bearer a="b', [['bearer', { a: 'b' }]]],
		['spaces around the equals sign', 'Bearer a = "b"', [['bearer', { a: 'b' }]]],
		['upper case', 'BEARER ERROR="x"', [['bearer', { error: 'x' }]]],
		[
			'several challenges',
			'Negotiate, Basic realm="proxy", Bearer error="insufficient_claims"',
			[
				['negotiate', {}],
				['basic', { realm: 'proxy' }],
				['bearer', { error: 'insufficient_claims' }],
			],
		],
	])('reads %s', (_, header, expected) => {
		expect(parametersOf(header)).toEqual(expected);
	});

	it('reads any text without throwing', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (header) => {
				expect(readChallenges(header).every(({ scheme }) => scheme !== '')).toBe(true);
			}),
		);
	});

	it('gives back the values that were quoted into a header', () => {
		const name = fc.stringMatching(/^[a-z_]{1,12}$/);
		const value = fc.string().map((text) => text.replace(/["\\]/g, ''));
		fc.assert(
			fc.property(fc.dictionary(name, value, { minKeys: 1 }), (parameters) => {
				const header = `Bearer ${Object.entries(parameters)
					.map(([key, text]) => `${key}="${text}"`)
					.join(', ')}`;
				expect(parametersOf(header)).toEqual([['bearer', { ...parameters }]]);
			}),
		);
	});
});

describe('findClaimsChallenge', () => {
	const documented = `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="${CLAIMS}"`;
	const observed = `Bearer realm="", authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize, client_id="00000003-0000-0000-c000-000000000000", error="insufficient_claims", claims="${CLAIMS}", errorDescription="Continuous access evaluation resulted in claims challenge with result: InteractionRequired and code: TokenIssuedBeforeRevocationTimestamp"`;

	test.each<[string, string | undefined, string | undefined]>([
		['no header', undefined, undefined],
		['a plain 401', 'Bearer realm="", client_id="00000003-0000-0000-c000-000000000000"', undefined],
		['another error', 'Bearer error="invalid_token"', undefined],
		['the word in another scheme', 'Basic error="insufficient_claims"', undefined],
		['the documented form', documented, ''],
		['claims without the error', `Bearer claims=${CLAIMS}`, ''],
		['a second challenge', `Basic realm="x", ${documented}`, ''],
	])('of %s', (_, header, reason) => {
		expect(findClaimsChallenge(header)?.reason).toBe(reason);
	});

	it('hands on the reason but never the claims', () => {
		const challenge = findClaimsChallenge(observed);
		expect(challenge?.reason).toMatch(/TokenIssuedBeforeRevocationTimestamp$/);
		expect(JSON.stringify(challenge)).not.toContain(CLAIMS);
	});
});
