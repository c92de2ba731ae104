import type { ClientCertificate } from './certificate';
import { EntraError, entraErrors } from './errors';

/** Well-known application id of Microsoft Graph; it appears in tokens and in WWW-Authenticate headers. */
export const GRAPH_APPLICATION_ID = '00000003-0000-0000-c000-000000000000';

/** Delegated scopes and app roles share their names (API permissions reference). */
export const GRAPH_PERMISSIONS = [
	'SecurityCopilotWorkspaces.Read.All',
	'SecurityCopilotWorkspaces.ReadWrite.All',
	'User.Read',
] as const;

export interface Tenant {
	id: string;
	displayName: string;
	/** Verified domains; each names the tenant in an authority URL. */
	domains: string[];
}

export interface User {
	id: string;
	username: string;
	password: string;
	displayName: string;
}

export interface Application {
	clientId: string;
	displayName: string;
	secrets: { value: string; /** Milliseconds since the epoch. */ expires?: number }[];
	certificate: ClientCertificate;
	redirectUris: string[];
	/** Application permissions with admin consent. */
	roles: string[];
}

/** The part of Entra that an administrator sees. */
export interface Directory {
	tenant: Tenant;
	user: User;
	application: Application;
}

/** The directory of every emulator. */
export const directoryWith = (certificate: ClientCertificate): Directory => ({
	tenant: {
		id: '4f1c2a60-9c55-4a52-8f5f-0d3a2b6c7e11',
		displayName: 'Contoso',
		domains: ['contoso.onmicrosoft.com', 'contoso.com'],
	},
	user: {
		id: '2d7b4c18-3f6e-4b0a-9d25-5e8c1a7f6b90',
		username: 'adele@contoso.com',
		password: 'Correct-Horse-7',
		displayName: 'Adele Vance',
	},
	application: {
		clientId: 'b7d0c3f2-5a41-4e9c-8d16-3f2e1a0b9c85',
		displayName: 'Security Copilot client',
		secrets: [
			{ value: 'Xq28Q~emulator.secret_value-0123456789abcd' },
			{ value: 'Xq18Q~emulator.expired_value-0123456789ab', expires: Date.UTC(2024, 0, 1) },
		],
		certificate,
		redirectUris: ['http://localhost/rest/oauth2-credential/callback', 'http://localhost/callback'],
		roles: ['SecurityCopilotWorkspaces.Read.All', 'SecurityCopilotWorkspaces.ReadWrite.All'],
	},
});

/**
 * The tenant that a path names, by id or verified domain; undefined for `organizations` and `common`.
 * @throws EntraError for any other name
 */
export function tenantOf({ tenant }: Directory, name: string): Tenant | undefined {
	const wanted = name.toLowerCase();
	if (['organizations', 'common'].includes(wanted)) return undefined;
	if (wanted !== tenant.id && !tenant.domains.includes(wanted))
		throw new EntraError(entraErrors.unknownTenant(name));
	return tenant;
}

/** @throws EntraError for a missing or unknown client ID */
export function applicationOf(
	{ application, tenant }: Directory,
	clientId: string | null | undefined,
): Application {
	if (!clientId) throw new EntraError(entraErrors.missingParameter('client_id'));
	if (clientId === application.clientId) return application;
	throw new EntraError(entraErrors.unknownApplication(clientId, tenant.displayName));
}

/** The user of a name, which is not case-sensitive. @param password undefined for a browser that is signed in already */
export function findUser({ user }: Directory, name: string, password?: string): User | undefined {
	if (user.username !== name.trim().toLowerCase()) return undefined;
	return password === undefined || password === user.password ? user : undefined;
}

/**
 * Whether a redirect URI is registered. For loopback addresses the port is not compared (page "Redirect URI
 * restrictions and limitations", documented for localhost).
 */
export function allowsRedirect({ redirectUris }: Application, redirectUri: string): boolean {
	if (!URL.canParse(redirectUri)) return false;
	const { protocol, hostname, pathname } = new URL(redirectUri);
	const isLoopback = ['localhost', '127.0.0.1'].includes(hostname);
	return redirectUris.includes(isLoopback ? `${protocol}//localhost${pathname}` : redirectUri);
}
