import fc from 'fast-check';

import {
	findConnectionProblem,
	SERVICE_ORIGIN_PATTERN,
	TENANT_ID_PATTERN,
	type EntraConnection,
} from '../../../nodes/entra/connection';

const sound: EntraConnection = {
	grantType: 'authorizationCode',
	tenantId: '4f1c2a60-9c55-4a52-8f5f-0d3a2b6c7e11',
	authorityHost: 'https://login.microsoftonline.com',
	graphApiBaseUrl: 'https://graph.microsoft.com',
};

/** A text with one character more, anywhere: the usual way of an attack on a pattern. */
const spoiled = (texts: fc.Arbitrary<string>) =>
	fc
		.tuple(
			texts,
			fc.nat(),
			fc.oneof(fc.string({ unit: 'binary', maxLength: 3 }), fc.constantFrom(...'/\\?#@:%.\n\t ')),
		)
		.map(([text, position, more]) => {
			const at = position % (text.length + 1);
			return text.slice(0, at) + more + text.slice(at);
		});

describe('TENANT_ID_PATTERN', () => {
	const guid = fc.uuid().chain((id) => fc.constantFrom(id, id.toUpperCase()));
	const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/);
	const domain = fc
		.tuple(fc.array(label, { minLength: 1, maxLength: 4 }), fc.stringMatching(/^[a-z]{2,10}$/))
		.map(([labels, top]) => [...labels, top].join('.'));
	const tenant = fc.oneof(guid, domain, fc.constant('organizations'));

	it('accepts GUIDs, domains and organizations', () => {
		fc.assert(fc.property(tenant, (text) => expect(text).toMatch(TENANT_ID_PATTERN)));
	});

	it.each([
		'',
		'common',
		'contoso',
		'contoso..com',
		'-contoso.com',
		'contoso-.com',
		'contoso.com/',
		' contoso.com',
		'contoso.com\n',
		'münchen.de',
		'127.0.0.1',
		'4f1c2a60-9c55-4a52-8f5f-0d3a2b6c7e1g',
		`${'a'.repeat(64)}.com`,
	])('refuses %j', (text) => {
		expect(TENANT_ID_PATTERN.test(text)).toBe(false);
	});

	it('accepts nothing that would be more or less than one segment of the path', () => {
		const text = fc.oneof(tenant, spoiled(tenant), fc.string({ unit: 'binary' }));
		fc.assert(
			fc.property(text, (tenantId) => {
				fc.pre(TENANT_ID_PATTERN.test(tenantId));
				const url = new URL(`https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`);
				expect(url.href).toBe(`https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`);
				expect(url.pathname.split('/')).toEqual(['', tenantId, 'oauth2', 'v2.0', 'token']);
			}),
		);
	});
});

describe('SERVICE_ORIGIN_PATTERN', () => {
	it.each([
		'https://graph.microsoft.com',
		'https://graph.microsoft.com/',
		'https://GRAPH.MICROSOFT.COM',
		'https://graph.microsoft.us:8443',
		'https://[2001:db8::1]:8443',
		'http://localhost',
		'http://localhost:8787/',
		'http://127.0.0.1:8787',
		'http://127.8.9.10',
		'http://[::1]:8787',
	])('accepts %s', (text) => {
		expect(SERVICE_ORIGIN_PATTERN.test(text)).toBe(true);
	});

	it.each([
		'',
		'graph.microsoft.com',
		'http://graph.microsoft.com',
		'http://10.0.0.1',
		'http://localhost.evil.example',
		'http://127.0.0.1@evil.example',
		'http://[::ffff:10.0.0.1]',
		'https://graph.microsoft.com/beta',
		'https://graph.microsoft.com?',
		'https://graph.microsoft.com#',
		'https://graph.microsoft.com\\@evil.example',
		'https://user@graph.microsoft.com',
		'https://graph.microsoft.com:',
		'https://graph.microsoft.com:123456',
		' https://graph.microsoft.com',
		'https://graph.microsoft.com\n',
		'https://graph.micro\tsoft.com',
		'https://gräph.microsoft.com',
	])('refuses %j', (text) => {
		expect(SERVICE_ORIGIN_PATTERN.test(text)).toBe(false);
	});

	it('accepts nothing but an origin, and http on loopback only', () => {
		const origins = fc.oneof(
			fc.constantFrom(
				'https://graph.microsoft.com',
				'http://localhost:8787',
				'http://127.0.0.1/',
				'https://[::1]',
			),
			fc.domain().map((domain) => `https://${domain}`),
			fc.domain().map((domain) => `http://${domain}`),
			fc.webUrl({ validSchemes: ['http', 'https'], withQueryParameters: true, withFragments: true }),
		);
		fc.assert(
			fc.property(fc.oneof(origins, spoiled(origins)), (text) => {
				fc.pre(SERVICE_ORIGIN_PATTERN.test(text) && URL.canParse(text));
				const url = new URL(text);
				expect([url.username, url.password, url.pathname, url.search, url.hash]).toEqual([
					'',
					'',
					'/',
					'',
					'',
				]);
				expect(text.toLowerCase()).toContain(url.hostname);
				expect(`${url.protocol}${url.hostname}`).toMatch(
					/^(?:https:.+|http:(?:localhost|127\.[\d.]+|\[::1\]))$/,
				);
			}),
		);
	});
});

describe('findConnectionProblem', () => {
	it.each<[string, Partial<EntraConnection>]>([
		['a GUID', {}],
		['a domain', { tenantId: 'contoso.com' }],
		['many tenants for a user', { tenantId: 'organizations' }],
		['the app of one tenant', { grantType: 'clientCredentials' }],
		['blanks around values', { tenantId: ' contoso.com ', graphApiBaseUrl: ' https://graph.microsoft.com ' }],
		['loopback', { authorityHost: 'http://localhost:8788', graphApiBaseUrl: 'http://127.0.0.1:8787/' }],
	])('finds none with %s', (_what, fields) => {
		expect(findConnectionProblem({ ...sound, ...fields })).toBeUndefined();
	});

	it.each<[string, Partial<EntraConnection>, string]>([
		['a bad tenant', { tenantId: 'common' }, 'Tenant'],
		['an app of many tenants', { grantType: 'clientCredentials', tenantId: 'organizations' }, 'one tenant'],
		[
			'an app of many tenants in capitals',
			{ grantType: 'clientCredentials', tenantId: 'ORGANIZATIONS' },
			'one tenant',
		],
		['a bad authority', { authorityHost: 'http://login.microsoftonline.com' }, 'Authority Host'],
		['a bad Graph endpoint', { graphApiBaseUrl: 'https://graph.microsoft.com/beta' }, 'Graph Endpoint'],
		['all of it bad: the tenant first', { tenantId: '', authorityHost: '', graphApiBaseUrl: '' }, 'Tenant'],
	])('names %s and says what to do', (_what, fields, named) => {
		const problem = findConnectionProblem({ ...sound, ...fields });
		expect(problem?.message).toContain(named);
		expect(problem?.description).toMatch(/^(Use|Replace) /);
	});

	it('never repeats a value: a secret may have been pasted into the wrong field', () => {
		const secret = fc.stringMatching(/^[A-Za-z0-9~_.]{20,40}$/).map((text) => `${text} ${text}`);
		const field = fc.constantFrom('tenantId', 'authorityHost', 'graphApiBaseUrl');
		fc.assert(
			fc.property(field, secret, (name, value) => {
				const problem = findConnectionProblem({ ...sound, [name]: value });
				expect(problem).toBeDefined();
				expect(JSON.stringify(problem)).not.toContain(value);
			}),
		);
	});
});
