import { findTenant, type Directory } from './directory';
import { EntraError, entraErrors } from './errors';

/**
 * `/{tenant}/v2.0/.well-known/openid-configuration` (page "OpenID Connect on the Microsoft identity platform").
 * @throws EntraError for an unknown tenant
 */
export function openIdConfiguration(tenantName: string, authorityHost: string, directory: Directory): object {
	const known = ['organizations', 'common', 'consumers'].includes(tenantName.toLowerCase());
	const tenantId = known ? '{tenantid}' : findTenant(directory, tenantName)?.id;
	if (!tenantId) throw new EntraError(entraErrors.unknownTenant(tenantName));
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
		request_uri_parameter_supported: false,
		authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
		device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
		end_session_endpoint: `${base}/oauth2/v2.0/logout`,
		claims_supported: [
			'sub',
			'iss',
			'aud',
			'exp',
			'iat',
			'nonce',
			'preferred_username',
			'name',
			'tid',
			'ver',
		],
		tenant_region_scope: 'EU',
		cloud_instance_name: 'microsoftonline.com',
		msgraph_host: 'graph.microsoft.com',
	};
}

/** `/common/discovery/instance`: which hosts belong to one cloud. Read by Microsoft's libraries before sign-in. */
export function instanceDiscovery(authorityHost: string, tenantName: string): object {
	const { host } = new URL(authorityHost);
	return {
		tenant_discovery_endpoint: `${authorityHost}/${tenantName}/v2.0/.well-known/openid-configuration`,
		'api-version': '1.1',
		metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
	};
}
