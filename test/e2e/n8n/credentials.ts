import type { Emulator } from '../../emulator';

export const CREDENTIAL_TYPE = 'securityCopilotOAuth2Api';

/** The id and name that the example workflows refer to. */
export const EXAMPLE_CREDENTIAL = { id: 'securityCopilot1', name: 'Security Copilot account' };

/** What a user fills in to sign in at the emulator. */
export function credentialData(
	{ tenantId, clientId, clientSecret, graphApiBaseUrl, authorityHost }: Emulator,
	grantType: 'authorizationCode' | 'clientCredentials',
): Record<string, unknown> {
	return {
		grantType,
		tenantId,
		clientId,
		clientCredentialType: 'clientSecret',
		clientSecret,
		access: 'readWrite',
		customScopes: false,
		graphApiBaseUrl,
		authorityHost,
	};
}
