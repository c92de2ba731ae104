import { UserError, type ICredentialDataDecryptedObject } from 'n8n-workflow';

import { SecurityCopilotOAuth2Api } from '../../../credentials/SecurityCopilotOAuth2Api.credentials';
import { findConnectionProblem } from '../../../nodes/entra/connection';
import { CREDENTIAL_TYPE } from '../../../nodes/n8n/credential';

const sound: ICredentialDataDecryptedObject = {
	grantType: 'authorizationCode',
	tenantId: '4f1c2a60-9c55-4a52-8f5f-0d3a2b6c7e11',
	authorityHost: 'https://login.microsoftonline.com',
	graphApiBaseUrl: 'https://graph.microsoft.com',
	clientSecret: 'secret-value',
};

describe('SecurityCopilotOAuth2Api', () => {
	const credential = new SecurityCopilotOAuth2Api();

	it('is named as saved workflows and the nodes name it', () => {
		expect(credential.name).toBe('securityCopilotOAuth2Api');
		expect(credential.name).toBe(CREDENTIAL_TYPE);
	});

	// Both stand in constants, where the rules of eslint-plugin-n8n-nodes-base cannot see them.
	it('has a display name that ends as those of OAuth2 credentials do', () => {
		expect(credential.displayName).toBe('Microsoft Security Copilot OAuth2 API');
		expect(credential.displayName).toMatch(/ OAuth2 API$/);
	});

	it('links to the part of the documentation that explains it', () => {
		const { protocol, hash } = new URL(credential.documentationUrl);
		expect([protocol, hash]).toEqual(['https:', '#connect-microsoft-entra']);
	});

	it('has the fields of the interface, in the order in which they are filled in', () => {
		const shown = credential.properties.filter(({ type }) => type !== 'hidden' && type !== 'notice');
		expect(shown.map(({ name }) => name)).toEqual([
			'grantType',
			'tenantId',
			'clientId',
			'clientCredentialType',
			'clientSecret',
			'privateKey',
			'certificate',
			'access',
			'customScopes',
			'enabledScopes',
			'graphApiBaseUrl',
			'authorityHost',
		]);
	});

	it('masks what is secret, and not the certificate, which is public', () => {
		const masked = credential.properties.filter(({ typeOptions }) => typeOptions?.password === true);
		expect(masked.map(({ name }) => name)).toEqual(['clientSecret', 'privateKey']);
	});

	describe('before it signs a request', () => {
		it('adds nothing to a sound credential', async () => {
			expect(await credential.preAuthentication(sound)).toEqual({});
		});

		it.each<[string, ICredentialDataDecryptedObject]>([
			['the tenant', { tenantId: 'common' }],
			['an app of many tenants', { grantType: 'clientCredentials', tenantId: 'organizations' }],
			['the Graph Endpoint', { graphApiBaseUrl: 'http://graph.microsoft.com' }],
			['the Authority Host', { authorityHost: 'http://login.microsoftonline.com' }],
			[
				'everything, because nothing is filled in',
				{ tenantId: undefined, graphApiBaseUrl: undefined } as never,
			],
		])('refuses %s, in the words of the one rule', async (_what, fields) => {
			const data = { ...sound, ...fields };
			const refusal = await credential.preAuthentication(data).catch((error: unknown) => error);
			expect(refusal).toBeInstanceOf(UserError);
			const text = (name: string) => String(data[name] ?? '');
			const problem = findConnectionProblem({
				grantType: text('grantType'),
				tenantId: text('tenantId'),
				authorityHost: text('authorityHost'),
				graphApiBaseUrl: text('graphApiBaseUrl'),
			});
			expect((refusal as Error).message).toBe(`${problem?.message}. ${problem?.description}`);
			expect((refusal as Error).message).not.toContain('secret-value');
		});
	});
});
