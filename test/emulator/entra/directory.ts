import type { ClientCertificate } from './certificate';

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
	tenantId: string;
}

export interface Application {
	clientId: string;
	displayName: string;
	/** Tenants in which a service principal exists. */
	tenantIds: string[];
	secrets: { value: string; /** Milliseconds since the epoch. */ expires?: number }[];
	certificates: ClientCertificate[];
	redirectUris: string[];
	/**
	 * "Allow public client flows" in the portal, named as in Graph's resource type "application": without a redirect URI
	 * to tell by, as in the device code flow, the app is a public client and proves itself by nothing.
	 */
	isFallbackPublicClient: boolean;
	/** Application permissions with admin consent. */
	roles: string[];
	/** False makes every sign-in end with AADSTS65001 or the consent page. */
	consented: boolean;
}

/** Tenants, users and applications; the part of Entra that an administrator sees. */
export interface Directory {
	tenants: Tenant[];
	users: User[];
	applications: Application[];
}

/** The directory every emulator starts with. */
export function seedDirectory(certificate: ClientCertificate): Directory {
	const contoso: Tenant = {
		id: '4f1c2a60-9c55-4a52-8f5f-0d3a2b6c7e11',
		displayName: 'Contoso',
		domains: ['contoso.onmicrosoft.com', 'contoso.com'],
	};
	const fabrikam: Tenant = {
		id: '9b2e8f34-61d7-4c0f-a1e5-7c5d90b3f842',
		displayName: 'Fabrikam',
		domains: ['fabrikam.onmicrosoft.com'],
	};
	return {
		tenants: [contoso, fabrikam],
		users: [
			{
				id: '2d7b4c18-3f6e-4b0a-9d25-5e8c1a7f6b90',
				username: 'adele@contoso.com',
				password: 'Correct-Horse-7',
				displayName: 'Adele Vance',
				tenantId: contoso.id,
			},
			{
				id: '6a0f9e57-84c3-4d1b-b6f2-0c9d8e7a5b43',
				username: 'miriam@fabrikam.onmicrosoft.com',
				password: 'Battery-Staple-9',
				displayName: 'Miriam Graham',
				tenantId: fabrikam.id,
			},
		],
		applications: [
			{
				clientId: 'b7d0c3f2-5a41-4e9c-8d16-3f2e1a0b9c85',
				displayName: 'Security Copilot client',
				tenantIds: [contoso.id, fabrikam.id],
				secrets: [
					{ value: 'Xq28Q~emulator.secret_value-0123456789abcd' },
					{ value: 'Xq18Q~emulator.expired_value-0123456789ab', expires: Date.UTC(2024, 0, 1) },
				],
				certificates: [certificate],
				redirectUris: ['http://localhost/rest/oauth2-credential/callback', 'http://localhost/callback'],
				isFallbackPublicClient: true,
				roles: ['SecurityCopilotWorkspaces.Read.All', 'SecurityCopilotWorkspaces.ReadWrite.All'],
				consented: true,
			},
		],
	};
}

/** Finds a tenant by id or verified domain. */
export function findTenant(directory: Directory, name: string): Tenant | undefined {
	const wanted = name.toLowerCase();
	return directory.tenants.find(({ id, domains }) => id === wanted || domains.includes(wanted));
}

/** Finds the user of a name, which is not case-sensitive, and a password. */
export function findUser(directory: Directory, username: string, password: string): User | undefined {
	const wanted = username.trim().toLowerCase();
	return directory.users.find((user) => user.username.toLowerCase() === wanted && user.password === password);
}

/**
 * Whether a redirect URI is registered. For loopback addresses the port is not compared (page "Redirect URI
 * restrictions and limitations", documented for localhost).
 */
export function allowsRedirect({ redirectUris }: Application, redirectUri: string): boolean {
	return redirectUris.some((registered) => {
		if (registered === redirectUri) return true;
		if (!URL.canParse(redirectUri)) return false;
		const [asked, known] = [new URL(redirectUri), new URL(registered)];
		const loopback = ['localhost', '127.0.0.1'].includes(asked.hostname);
		return loopback && known.hostname === 'localhost' && known.pathname === asked.pathname;
	});
}
