import { tenantOf, type Directory } from './directory';

/**
 * `/{tenant}/v2.0/.well-known/openid-configuration` (page "OpenID Connect on the Microsoft identity platform"), as far as
 * Microsoft's libraries read it.
 * @throws EntraError for an unknown tenant
 */
export function openIdConfiguration(tenantName: string, authorityHost: string, directory: Directory): object {
	const tenantId = tenantOf(directory, tenantName)?.id ?? '{tenantid}';
	const base = `${authorityHost}/${tenantName}`;
	return {
		token_endpoint: `${base}/oauth2/v2.0/token`,
		token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
		jwks_uri: `${base}/discovery/v2.0/keys`,
		response_modes_supported: ['query'],
		subject_types_supported: ['pairwise'],
		id_token_signing_alg_values_supported: ['RS256'],
		response_types_supported: ['code'],
		scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
		issuer: `${authorityHost}/${tenantId}/v2.0`,
		authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
		end_session_endpoint: `${base}/oauth2/v2.0/logout`,
	};
}
