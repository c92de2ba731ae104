import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { effects } from '../emulator';
import { CREDENTIAL_TYPE, Fixture, testCredential } from './harness';

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

	it.each<[string, ICredentialDataDecryptedObject, string]>([
		['a user who reads', { access: 'read' }, `${SIGN_IN} ${READ}`],
		['a user with scopes of their own', { customScopes: true, enabledScopes: ' a,\n b, c ' }, 'a b c'],
		['a user whose own scopes are not written', { customScopes: true }, `${SIGN_IN} ${READ} ${READ_WRITE}`],
		[
			'the app, which may name no other',
			{ grantType: 'clientCredentials', access: 'read', customScopes: true, enabledScopes: 'a' },
			'https://graph.microsoft.com/.default',
		],
	])('asks for the least scopes for %s', (_who, fields, scope) => {
		expect(resolve(fields).scope).toBe(scope);
	});

	it('computes the addresses of Entra, though others were stored', () => {
		const evil = 'https://evil.example/token';
		const { authUrl, accessTokenUrl } = resolve({
			authorityHost: ' https://login.microsoftonline.us/ ',
			tenantId: ` ${TENANT} `,
			authUrl: evil,
			accessTokenUrl: evil,
		});
		const base = `https://login.microsoftonline.us/${TENANT}/oauth2/v2.0`;
		expect([authUrl, accessTokenUrl]).toEqual([`${base}/authorize`, `${base}/token`]);
	});

	it.each<[string, ICredentialDataDecryptedObject]>([
		['the-tenant-id', { tenantId: '@evil.example' }],
		['the-authority-host', { authorityHost: 'https://login.microsoftonline.com@evil.example' }],
	])('computes an address that leads nowhere and says why: %s', (what, fields) => {
		for (const address of [resolve(fields).authUrl, resolve(fields).accessTokenUrl]) {
			const { protocol, host } = new URL(String(address));
			expect(protocol).toMatch(new RegExp(`^${what}-[a-z0-9-]+:$`));
			expect(host).toBe('');
		}
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
	const SUCCESS = { status: 'OK', message: 'Connection successful!' };

	it('succeeds for a user who has signed in, with blanks and a slash around the Graph Endpoint', async () => {
		fixture.credential.graphApiBaseUrl = ` ${fixture.emulator.graphApiBaseUrl}/ `;
		expect(await testCredential(fixture.engine)).toEqual(SUCCESS);
		expect(fixture.shown()).toEqual([{ method: 'GET', path: '' }]);
		expect(fixture.sent[0]?.headers.authorization).toBe('Bearer <token:1>');
	});

	it.each(['clientSecret', 'certificate'])('succeeds for the app with a %s', async (clientCredentialType) => {
		fixture.graph.switches.appOnly = 'accept';
		const { privateKey, certificate } = fixture.emulator.certificate;
		fixture.fillIn({ grantType: 'clientCredentials', clientCredentialType, privateKey, certificate });
		expect(await testCredential(fixture.engine)).toEqual(SUCCESS);
		expect(fixture.tokenRequests).toHaveLength(1);
	});

	it('succeeds with a token that has expired, which is refreshed', async () => {
		fixture.emulator.entra.expireAccessTokens();
		expect(await testCredential(fixture.engine)).toEqual(SUCCESS);
		expect(fixture.tokenRequests).toHaveLength(1);
	});

	it.each<[string, () => void]>([
		['without a sign-in', () => fixture.fillIn()],
		['with a tenant that is not acceptable', () => (fixture.credential.tenantId = 'nonsense')],
		['with a Graph Endpoint that is not', () => (fixture.credential.graphApiBaseUrl = 'http://a.example')],
	])('fails %s, and sends nothing', async (_what, arrange) => {
		arrange();
		expect(await testCredential(fixture.engine)).toMatchObject({ status: 'Error' });
		expect(fixture.contacted).toEqual([]);
	});

	it('fails for the app with a wrong secret', async () => {
		fixture.fillIn({ grantType: 'clientCredentials', clientSecret: 'wrong' });
		expect(await testCredential(fixture.engine)).toMatchObject({ status: 'Error' });
		expect(fixture.sent).toEqual([]);
	});

	it('fails without the permission, which it names', async () => {
		const enabledScopes = 'openid offline_access https://graph.microsoft.com/User.Read';
		await fixture.signIn({ customScopes: true, enabledScopes });
		expect(await testCredential(fixture.engine)).toEqual({
			status: 'Error',
			message: expect.stringMatching(/Read\.All[^]*Copilot contributor/),
		});
	});

	it('fails for a redirect, and does not take the token along', async () => {
		const { elsewhere } = fixture.emulator;
		fixture.graph.addFault({ effect: effects.redirect(307, `${elsewhere.origin}/beta`) });
		expect(await testCredential(fixture.engine)).toMatchObject({ status: 'Error' });
		expect(elsewhere.requests).toEqual([]);
	});
});
