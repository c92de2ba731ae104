import type { Emulator } from '../../emulator';
import { leaksIn } from './leaks';

/** Of the emulator only what was said to Entra, and challenges, are looked at. */
const emulator = {
	graph: {
		requests: [
			{ challenge: 'Bearer realm="", error="insufficient_claims", claims="eyJhIjp7Im5iZiI6MX19IA=="' },
			{ challenge: 'Bearer error=insufficient_claims, claims=dW5xdW90ZWQ=' },
			{},
		],
	},
	entra: {
		requests: [
			{
				body: { grant_type: 'refresh_token', refresh_token: 'old-refresh', client_secret: 'the-secret' },
				answer: { access_token: 'new-access', refresh_token: 'new-refresh' },
			},
			{ body: undefined, answer: 'no JSON' },
		],
	},
} as unknown as Emulator;

const credential = {
	clientId: 'not-secret',
	clientSecret: 'the-secret',
	privateKey: '-----BEGIN PRIVATE KEY-----\nfirst-line\nsecond-line\n-----END PRIVATE KEY-----',
	oauthTokenData: { access_token: 'old-access' },
};

const leaks = (value: unknown) => [...new Set(leaksIn(value, emulator, credential))];

class Hidden {
	constructor() {
		Object.defineProperty(this, 'inside', { value: 'old-access', enumerable: false });
	}
}

describe('leaksIn', () => {
	it.each<[string, unknown, string[]]>([
		['a text', 'Bearer old-access', ['access_token']],
		['a token that was replaced', { deep: [{ deeper: 'old-refresh' }] }, ['refresh_token']],
		['a new token', { deep: { deeper: { deepest: [['new-access']] } } }, ['access_token']],
		['the name of a property', { 'the-secret': 1 }, ['clientSecret', 'client_secret']],
		['an error', new Error('the-secret'), ['clientSecret', 'client_secret']],
		[
			'the cause of a cause',
			new Error('a', { cause: new Error('b', { cause: 'new-refresh' }) }),
			['refresh_token'],
		],
		['a property that JSON leaves out', new Hidden(), ['access_token']],
		['a map', new Map([['a', 'old-access']]), ['access_token']],
		['a private key with other line breaks', 'x first-line y', ['privateKey']],
		['what comes after ten thousand characters', `${'x'.repeat(20_000)}old-access`, ['access_token']],
		['what comes after a thousand items', [...Array(1_000).fill('x'), 'old-access'], ['access_token']],
		['claims of a challenge', 'x eyJhIjp7Im5iZiI6MX19IA y', ['claims']],
		['claims of a challenge, in clear', 'x {"a":{"nbf":1}} y', ['claims']],
		['claims without quotes', { deep: 'dW5xdW90ZWQ' }, ['claims']],
		['nothing secret', { clientId: 'not-secret', text: 'refresh_token' }, []],
	])('finds secrets in %s', (_what, value, found) => {
		expect(leaks(value).sort()).toEqual(found);
	});
});
