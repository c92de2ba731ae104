import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { effects } from '../emulator';
import { CREDENTIAL_TYPE, testCredential, Fixture } from './harness';

const READ = 'https://graph.microsoft.com/SecurityCopilotWorkspaces.Read.All';
const READ_WRITE = 'https://graph.microsoft.com/SecurityCopilotWorkspaces.ReadWrite.All';
const SIGN_IN = 'openid offline_access';
const TENANT = '4f1c2a60-9c55-4a52-8f5f-0d3a2b6c7e11';

const fixture = Fixture.use();

/** The credential as n8n hands it to nodes: inherited fields, defaults and expressions filled in. */
const resolve = (fields: ICredentialDataDecryptedObject = {}) =>
	fixture.engine.credentials.resolve(CREDENTIAL_TYPE, { tenantId: TENANT, ...fields });

describe('The credential as n8n resolves it', () => {
	it('signs a user in with both permissions when only tenant and client are filled in', () => {
		expect(resolve({ clientId: 'client', clientSecret: 'secret' })).toEqual({
			useDynamicClientRegistration: false,
			grantType: 'authorizationCode',
			tenantId: TENANT,
			clientId: 'client',
			clientCredentialType: 'clientSecret',
			clientSecret: 'secret',
			access: 'readWrite',
			customScopes: false,
			graphApiBaseUrl: 'https://graph.microsoft.com',
			authorityHost: 'https://login.microsoftonline.com',
			authUrl: `https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/authorize`,
			accessTokenUrl: `https://login.microsoftonline.com/${TENANT}/oauth2/v2.0/token`,
			scope: `${SIGN_IN} ${READ} ${READ_WRITE}`,
			authQueryParameters: 'response_mode=query&prompt=select_account',
			authentication: 'body',
			usePkce: true,
			sendAdditionalBodyProperties: false,
		});
	});

	describe('asks for the least scopes', () => {
		const custom = { customScopes: true, enabledScopes: 'offline_access a b' };

		it.each<[string, ICredentialDataDecryptedObject, string]>([
			['a user who reads', { access: 'read' }, `${SIGN_IN} ${READ}`],
			['a user who reads and writes', { access: 'readWrite' }, `${SIGN_IN} ${READ} ${READ_WRITE}`],
			['a user with scopes of his own', custom, 'offline_access a b'],
			['a user who reads, with scopes of his own', { ...custom, access: 'read' }, 'offline_access a b'],
			[
				'a user with scopes of his own that he did not write',
				{ customScopes: true },
				`${SIGN_IN} ${READ} ${READ_WRITE}`,
			],
			[
				'a user whose own scopes are switched off',
				{ ...custom, customScopes: false, access: 'read' },
				`${SIGN_IN} ${READ}`,
			],
		])('for %s', (_who, fields, scope) => {
			expect(resolve({ grantType: 'authorizationCode', ...fields }).scope).toBe(scope);
		});

		it.each<[ICredentialDataDecryptedObject]>([
			[{}],
			[{ access: 'read' }],
			[{ access: 'readWrite' }],
			[{ ...custom }],
			[{ ...custom, access: 'read' }],
		])('for the app, which may name no other: %j', (fields) => {
			expect(resolve({ grantType: 'clientCredentials', ...fields }).scope).toBe(
				'https://graph.microsoft.com/.default',
			);
		});

		it('and forgets a scope that was stored', () => {
			expect(resolve({ access: 'read', scope: 'https://graph.microsoft.com/.default' }).scope).not.toContain(
				'ReadWrite',
			);
		});
	});

	describe('computes the addresses of Entra', () => {
		it.each([
			['a GUID', TENANT],
			['a GUID in capitals', TENANT.toUpperCase()],
			['a verified domain', 'contoso.onmicrosoft.com'],
			['organizations', 'organizations'],
		])('from %s', (_what, tenantId) => {
			const { authUrl, accessTokenUrl } = resolve({ tenantId });
			expect(authUrl).toBe(`https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/authorize`);
			expect(accessTokenUrl).toBe(`https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`);
		});

		it.each([
			['a loopback address', 'http://127.0.0.1:8788', 'http://127.0.0.1:8788'],
			['a slash at the end', 'https://login.microsoftonline.us/', 'https://login.microsoftonline.us'],
			['blanks around it', '  https://login.microsoftonline.us ', 'https://login.microsoftonline.us'],
		])('from a host with %s', (_what, authorityHost, origin) => {
			expect(resolve({ authorityHost, tenantId: ` ${TENANT} ` }).accessTokenUrl).toBe(
				`${origin}/${TENANT}/oauth2/v2.0/token`,
			);
		});

		it('the same for the app and the user', () => {
			const [user, app] = ['authorizationCode', 'clientCredentials'].map((grantType) =>
				resolve({ grantType }),
			);
			expect(app?.accessTokenUrl).toBe(user?.accessTokenUrl);
		});

		it('though others were stored', () => {
			const evil = 'https://evil.example/token';
			const { authUrl, accessTokenUrl } = resolve({ authUrl: evil, accessTokenUrl: evil });
			expect([authUrl, accessTokenUrl].join()).not.toContain('evil');
		});

		it.each([
			['common', 'the-tenant-id'],
			['contoso.com/x', 'the-tenant-id'],
			['@evil.example', 'the-tenant-id'],
			[`${TENANT}\n.evil.example`, 'the-tenant-id'],
		])('to nowhere for the tenant %j', (tenantId, reason) => {
			for (const address of [resolve({ tenantId }).authUrl, resolve({ tenantId }).accessTokenUrl]) {
				const { protocol, host } = new URL(String(address));
				expect(protocol).toMatch(new RegExp(`^${reason}-[a-z-]+:$`));
				expect(host).toBe('');
			}
		});

		it.each([
			'',
			'http://login.microsoftonline.com',
			'https://login.microsoftonline.com@evil.example',
			'https://evil.example?',
		])('to nowhere for the authority host %j', (authorityHost) => {
			for (const address of [resolve({ authorityHost }).authUrl, resolve({ authorityHost }).accessTokenUrl]) {
				const { protocol, host } = new URL(String(address));
				expect(protocol).toBe('the-authority-host-must-be-https-or-http-on-localhost:');
				expect(host).toBe('');
			}
		});
	});

	it.each<[string, Record<string, string>]>([
		['the-graph-endpoint', { graphApiBaseUrl: 'http://graph.microsoft.example' }],
		['the-client-id', { clientId: '00000000-0000-4000-8000-000000000000 ' }],
		['the-client-secret', { clientSecret: '\tsecret' }],
	])('computes no address of Entra where %s is not acceptable, so that Connect says so', (what, fields) => {
		expect(resolve(fields).authUrl).toMatch(new RegExp(`^${what}-[a-z-]+:$`));
	});

	it('keeps what is needed for the way the app proves itself', () => {
		const keys = { clientSecret: 's', privateKey: 'k', certificate: 'c' };
		expect(resolve({ clientCredentialType: 'clientSecret', ...keys })).toMatchObject({ clientSecret: 's' });
		const byCertificate = resolve({ clientCredentialType: 'certificate', ...keys });
		expect(byCertificate).toMatchObject({ privateKey: 'k', certificate: 'c' });
		expect(byCertificate).not.toHaveProperty('clientSecret');
	});
});

describe("The editor's test of the credential", () => {
	const LINE = 'GET /beta/security/securityCopilot/workspaces';

	it('succeeds for a user who has signed in', async () => {
		expect(await testCredential(fixture.engine)).toEqual({ status: 'OK', message: 'Connection successful!' });
		expect(fixture.sentLines).toEqual([LINE]);
		expect(fixture.sent[0]?.headers.authorization).toBe('Bearer <token:1>');
	});

	it.each(['clientSecret', 'certificate'])('succeeds for the app with a %s', async (clientCredentialType) => {
		fixture.emulator.graph.switches.appOnly = 'accept';
		const { privateKey, certificate } = fixture.emulator.certificate;
		fixture.fillIn({ grantType: 'clientCredentials', clientCredentialType, privateKey, certificate });
		expect(await testCredential(fixture.engine)).toMatchObject({ status: 'OK' });
		expect(fixture.sentLines).toEqual([LINE]);
		expect(fixture.tokenRequests).toHaveLength(1);
	});

	it('succeeds with blanks and a slash around the Graph Endpoint', async () => {
		fixture.credential.graphApiBaseUrl = ` ${fixture.emulator.graphApiBaseUrl}/ `;
		expect(await testCredential(fixture.engine)).toMatchObject({ status: 'OK' });
		expect(fixture.sentLines).toEqual([LINE]);
	});

	it('succeeds with a token that has expired, which is refreshed', async () => {
		fixture.emulator.entra.expireAccessTokens();
		expect(await testCredential(fixture.engine)).toMatchObject({ status: 'OK' });
		expect(fixture.tokenRequests).toHaveLength(1);
	});

	it('succeeds with the access Read Only', async () => {
		await fixture.signIn({ access: 'read' });
		expect(await testCredential(fixture.engine)).toMatchObject({ status: 'OK' });
	});

	it('fails without a sign-in, and sends nothing', async () => {
		fixture.fillIn();
		expect(await testCredential(fixture.engine)).toMatchObject({ status: 'Error' });
		expect(fixture.contacted).toEqual([]);
	});

	it('fails for the app with a wrong secret', async () => {
		fixture.fillIn({ grantType: 'clientCredentials', clientSecret: 'wrong' });
		expect(await testCredential(fixture.engine)).toMatchObject({ status: 'Error' });
		expect(fixture.sent).toEqual([]);
	});

	it('fails without the permission', async () => {
		await fixture.signIn({
			customScopes: true,
			enabledScopes: 'openid offline_access https://graph.microsoft.com/User.Read',
		});
		expect(await testCredential(fixture.engine)).toEqual({
			status: 'Error',
			message: expect.stringMatching(/Read\.All[^]*Copilot contributor/),
		});
	});

	it.each<[string, Record<string, string>]>([
		['tenant', { tenantId: 'nonsense' }],
		['Graph Endpoint', { graphApiBaseUrl: 'http://graph.microsoft.example' }],
		['Authority Host', { authorityHost: 'http://login.microsoft.example' }],
	])('fails with a %s that is not acceptable, and sends nothing', async (_what, fields) => {
		Object.assign(fixture.credential, fields);
		const result = await testCredential(fixture.engine);
		expect(result.status).toBe('Error');
		expect(fixture.contacted).toEqual([]);
	});

	it.each([302, 307] as const)('does not take the token along a redirect with %i', async (status) => {
		fixture.emulator.graph.addFault({
			effect: effects.redirect(
				status,
				`${fixture.emulator.elsewhere.origin}/beta/security/securityCopilot/workspaces`,
			),
		});
		await testCredential(fixture.engine);
		expect(fixture.emulator.elsewhere.requests).toEqual([]);
	});

	it('does not call a redirect a success', async () => {
		fixture.emulator.graph.addFault({
			effect: effects.redirect(302, `${fixture.emulator.elsewhere.origin}/`),
		});
		expect(await testCredential(fixture.engine)).toMatchObject({ status: 'Error' });
	});
});
