import type { GraphErrorDetails, GraphResponseError } from '../../graph/errors';
import type { ErrorContext } from '../ErrorDescription';
import { finding, type Entry, type Finding } from '../entry';

/** Graph refuses the token, the permission, the role, or the kind of sign-in. */
export const accessEntries = {
	tokenExpired: {
		when: '401 or 403; the text says that the token is expired',
		message: 'Microsoft Graph says that the access token of {credential} has expired',
		advice:
			'Open {credential} and connect it again. If this comes back after about an hour, Enabled Scopes lacks offline_access.',
	},
	claimsChallenge: {
		when: '401 or 403 with a claims challenge (continuous access evaluation)',
		message: 'A policy or a change to the account asks the user of {credential} to sign in again',
		advice:
			'Open {credential} and connect it again: a changed password, a revoked session or a new policy ends a sign-in at once. If it comes back, ask your administrator which Conditional Access policy applies, and whether the outgoing address of the n8n server is an allowed location.',
	},
	tokenForAnotherService: {
		when: '401; the token is not made for this Microsoft Graph (audience, issuer)',
		message: 'The access token of {credential} is meant for another service or cloud',
		advice:
			'Turn off Custom Scopes, or begin each permission in Enabled Scopes with https://graph.microsoft.com/. Check that Graph Endpoint, Authority Host and Directory (Tenant) ID belong to the same cloud. Then connect {credential} again.',
	},
	tokenRefused: {
		when: '401 for any other reason',
		message: 'Microsoft Graph did not accept the access token of {credential}',
		advice:
			'Open {credential} and connect it again. If that does not help, check Directory (Tenant) ID, Graph Endpoint and Authority Host, and that no proxy removes the Authorization header.',
	},
	missingPermission: {
		when: '403 with the code Authorization_RequestDenied, or a text that names missing scopes',
		message: 'n8n could not {operation}: the access token lacks {permission}',
		advice:
			'Add the {permissionKind} permission {permission} under API permissions of the app registration and grant consent; this operation needs {permissions}. Set Access of {credential} to match, then connect it again: a token keeps the permissions that it was issued with.',
	},
	missingCopilotRole: {
		when: '403 in the shape of Security Copilot itself (code 403 and traceId)',
		message: 'n8n could not {operation}: the user of {credential} has no Security Copilot role for it',
		advice:
			'Ask a Copilot owner to give the user the role Copilot contributor under Role assignment of {workspace}; roles count per workspace. A role in Microsoft Entra such as Security Reader is not enough.',
	},
	missingPermissionOrRole: {
		when: '403; the text names permission and role in one sentence',
		message: 'n8n could not {operation}: the permission or the Security Copilot role is missing',
		advice:
			'Check that the token has the {permissionKind} permission {permission} (connect {credential} again after a change), and that the user has the role Copilot contributor in {workspace}.',
	},
	appOnlyRefused: {
		when: '401, 403 or 412 while the credential signs in as the app',
		message: 'n8n could not {operation} as an app without a user',
		advice:
			'Set Sign In As of {credential} to User (Delegated): that is the way that Security Copilot supports. Microsoft documents the application permission {permission}, but hides it in the Entra portal; if your tenant has it, check that an administrator has consented.',
	},
	refusedByPage: {
		when: '400, 403, 404 or another 4xx as an HTML page, as proxies and firewalls send it',
		message: 'n8n could not {operation}: a web page instead of Microsoft Graph refused it',
		advice:
			'A proxy or a firewall may have answered: check that the n8n server may reach the Graph Endpoint of {credential}, and what the page says. If Microsoft Graph itself refused, check the permission {permission}, the Security Copilot role, and access to {workspace}.',
	},
	accessDenied: {
		when: '403 without a reason that is known, an empty body included',
		message: 'n8n could not {operation}: Microsoft Graph denied access',
		advice:
			'Check in this order: the {permissionKind} permission {permission} (connect {credential} again after a change); the role Copilot contributor of the user; access to {workspace}; that the workspace has capacity and the tenant is onboarded to Security Copilot; roles in the products that a prompt touches, such as Microsoft Sentinel Reader.',
	},
} as const satisfies Record<string, Entry>;

/** Graph's code in lower case, because the case varies. */
export function codeOf({ code = '' }: GraphErrorDetails): string {
	return code.toLowerCase();
}

/** Graph answers with JSON, so another server has sent a page. */
export function isPage({ headers }: GraphResponseError): boolean {
	return /\bhtml\b/i.test(headers['content-type'] ?? '');
}

/** Source: learn.microsoft.com, "Claims challenges, claims requests and client capabilities"; RFC 9110, section 11.6.1. */
const CLAIMS_CHALLENGE = /\bbearer\b.*\b(?:error="?insufficient_claims|claims=)/i;

/** The sentence of a claims challenge in a body. Source: microsoftgraph/msgraph-sdk-powershell, issue 1741. */
const CLAIMS_SENTENCE = /^Continuous access evaluation resulted in /i;

/** Source: Microsoft Graph docs, "Resolve authorization errors"; n8n-io/n8n, issues 17450 and 17484. */
const EXPIRED = /^(?:Lifetime validation failed, the token is expired|Access token has expired)/i;

/** Source: microsoftgraph/microsoft-graph-docs, issue 4752. */
const OTHER_AUDIENCE = /^Access token validation failure/i;

/** Source: Softeria/ms-365-mcp-server, issue 65. */
const MISSING_SCOPE = /^Missing scope permissions on the request/i;

/** Source: learn.microsoft.com, "403 error when calling Microsoft Graph Security API". */
const PERMISSION_OR_ROLE =
	/^Auth token does not contain valid permissions or user does not have valid roles/i;

/**
 * Finds the entry of a 401, a 403, or a 412 to the app.
 *
 * @returns undefined for another status
 */
export function findAccess(failure: GraphResponseError, { grantType }: ErrorContext): Finding | undefined {
	const isApp = grantType === 'clientCredentials';
	const { status } = failure;
	if (status !== 401 && status !== 403 && !(status === 412 && isApp)) return undefined;
	return finding(accessEntries, accessId(failure, isApp));
}

function accessId(failure: GraphResponseError, isApp: boolean): keyof typeof accessEntries {
	const { status, details, headers } = failure;
	const { message = '' } = details;
	const code = codeOf(details);
	if (CLAIMS_CHALLENGE.test(headers['www-authenticate'] ?? '') || CLAIMS_SENTENCE.test(message)) {
		return 'claimsChallenge';
	}
	if (EXPIRED.test(message)) return 'tokenExpired';
	if (OTHER_AUDIENCE.test(message)) return 'tokenForAnotherService';
	if (isApp) return 'appOnlyRefused';
	if (status === 401 || code === 'invalidauthenticationtoken') return 'tokenRefused';
	if (isPage(failure)) return 'refusedByPage';
	// Source: Microsoft Graph docs, "Resolve authorization errors".
	if (code === 'authorization_requestdenied' || MISSING_SCOPE.test(message)) return 'missingPermission';
	if (PERMISSION_OR_ROLE.test(message)) return 'missingPermissionOrRole';
	// Source: Security Copilot docs, "Activity export API": the number as code.
	return code === '403' ? 'missingCopilotRole' : 'accessDenied';
}
