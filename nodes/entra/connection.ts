/**
 * What a Microsoft Entra connection may look like, checked before anything is sent.
 *
 * The patterns are exported because the credential class must repeat them inside n8n expressions: its hidden URL
 * fields are computed by n8n, which cannot call our functions there.
 */

/**
 * A directory (tenant) ID that is safe in a URL path: a GUID, a verified domain, or `organizations`.
 * `common` and `consumers` are left out: Security Copilot does not serve personal accounts.
 * Source: learn.microsoft.com, "OAuth 2.0 and OpenID Connect protocols", endpoints.
 */
export const TENANT_ID_PATTERN =
	/^(?:organizations|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9])$/i;

/**
 * An origin that may receive a token or a secret: `https:` with any host, `http:` on loopback only.
 * No user info, path, query or fragment; one trailing slash is forgiven.
 */
export const SERVICE_ORIGIN_PATTERN =
	/^(?:https:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])|http:\/\/(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\]))(?::[0-9]{1,5})?\/?$/i;

/** The fields of the credential that decide where secrets and tokens go. */
export interface EntraConnection {
	grantType: string;
	tenantId: string;
	authorityHost: string;
	graphApiBaseUrl: string;
}

/** A rule of the connection that does not hold: `message` says which, `description` what to do. */
export interface ConnectionProblem {
	message: string;
	description: string;
}

/**
 * Finds the first rule that a connection breaks. Values are never repeated in the texts: a pasted secret in the
 * wrong field would end up in a log.
 *
 * @returns undefined when the connection is sound
 */
export function findConnectionProblem(connection: EntraConnection): ConnectionProblem | undefined {
	const tenantId = connection.tenantId.trim();
	if (!TENANT_ID_PATTERN.test(tenantId)) {
		return {
			message: 'The Directory (Tenant) ID of the credential is not valid',
			description:
				'Use the GUID from the app registration overview in the Microsoft Entra admin center, a verified domain such as contoso.com, or organizations.',
		};
	}
	if (connection.grantType === 'clientCredentials' && tenantId.toLowerCase() === 'organizations') {
		return {
			message: 'The credential signs in as the app, so it needs one tenant',
			description:
				'Replace organizations by the GUID or a verified domain of the tenant. Microsoft Entra issues app-only tokens for one tenant at a time.',
		};
	}
	if (!isServiceOrigin(connection.authorityHost)) {
		return {
			message: 'The Authority Host of the credential is not an address that may receive secrets',
			description:
				'Use https://login.microsoftonline.com. Plain http: is accepted for localhost only, and nothing may follow the host name.',
		};
	}
	if (!isServiceOrigin(connection.graphApiBaseUrl)) {
		return {
			message: 'The Graph Endpoint of the credential is not an address that may receive tokens',
			description:
				'Use https://graph.microsoft.com. Plain http: is accepted for localhost only, and nothing may follow the host name.',
		};
	}
	return undefined;
}

/** The pattern lets through numbers that no host or port has. */
function isServiceOrigin(value: string): boolean {
	return SERVICE_ORIGIN_PATTERN.test(value.trim()) && URL.canParse(value.trim());
}
