import { signInCause, type SignInCause } from '../../entra/signInErrors';
import { SignInError } from '../../graph/errors';
import { finding, type Entry, type Finding } from '../entry';

const APP_REGISTRATION = 'the app registration in the Microsoft Entra admin center';

/** Refusals that Microsoft Entra names with a number. The ID of an entry is the cause. */
const refusalEntries = {
	clientSecretExpired: {
		when: 'The client secret has passed its end date',
		message: 'The client secret of {credential} has expired ({code})',
		advice: `Create a new secret under Certificates & secrets of ${APP_REGISTRATION}, copy its value (not its ID) into {credential}, and reconnect.`,
	},
	clientSecretWrong: {
		when: 'The client secret is not the one of the app, or there is none',
		message: 'Microsoft Entra did not accept the client secret of {credential} ({code})',
		advice: `Copy the value of the secret, not its ID: the value is shown only once, when the secret is created under Certificates & secrets of ${APP_REGISTRATION}. Check that Client ID and secret belong to the same app, and that n8n's redirect URL stands there under the platform Web. Signing in with a certificate needs n8n 2.30 or later.`,
	},
	certificateNotAccepted: {
		when: 'The certificate, or the assertion that it signs, is not accepted or out of its time',
		message: 'Microsoft Entra did not accept the certificate of {credential} ({code})',
		advice: `Upload the certificate under Certificates & secrets of ${APP_REGISTRATION}. Check that it is in its period of validity, that Private Key (RSA) and Certificate belong together, that Client ID is the ID of that app, and that the clock of the n8n server is right.`,
	},
	appNotFound: {
		when: 'There is no such tenant in the global cloud, it has no app with this Client ID, the app is disabled, or it is for one tenant and sign-in for any',
		message: 'Client ID and Directory (Tenant) ID of {credential} name no app ({code})',
		advice: `Copy Client ID and Directory (tenant) ID from the overview of ${APP_REGISTRATION}: both must come from the same page. An app for one tenant cannot sign in with organizations. If they are right, ask an administrator whether the app is enabled under Enterprise applications.`,
	},
	consentRequired: {
		when: 'Nobody has consented to the permissions, or only an administrator may',
		message: 'Nobody has consented to the permissions that {credential} asks for ({code})',
		advice: `Add {permissions} ({permissionKind}, Microsoft Graph) under API permissions of ${APP_REGISTRATION}. Connect {credential} again to consent, or ask an administrator to select Grant admin consent there.`,
	},
	scopeNotValid: {
		when: 'A scope is misspelled, unknown, missing, or not for this kind of sign-in',
		message: 'Microsoft Entra does not accept the scopes of {credential} ({code})',
		advice:
			'Turn off Custom Scopes, or correct Enabled Scopes: each permission in full, as https://graph.microsoft.com/SecurityCopilotWorkspaces.Read.All, separated by spaces, of one service only. An app asks for https://graph.microsoft.com/.default alone.',
	},
	conditionalAccessBlocked: {
		when: 'Conditional Access or another policy blocks the sign-in',
		message: 'A policy keeps {credential} from signing in ({code})',
		advice:
			'Show the number and the facts below to your administrator, who finds the policy in the sign-in logs of Microsoft Entra. Policies for devices and locations also apply to the server that runs n8n.',
	},
	accountUnusable: {
		when: 'The account is locked, disabled, not in the tenant, or not assigned to the app',
		message: 'The account of {credential} cannot sign in ({code})',
		advice:
			'Ask an administrator whether the account is locked, disabled or without a valid password, belongs to the tenant, and is assigned to the app under Enterprise applications. Then connect {credential} again with a work or school account.',
	},
	credentialNeedsReconnect: {
		when: 'The refresh token has expired or was revoked, a policy limits how long it lasts or asks for multifactor authentication, or n8n could not renew the token and does not say why: it drops what Microsoft Entra says of an invalid_grant',
		message: 'The sign-in of {credential} has ended',
		advice:
			'Open {credential} and connect it again. The sign-in logs of Microsoft Entra hold the AADSTS number. If this comes back after about an hour, Enabled Scopes lacks offline_access; if it comes back later, ask your administrator for an account that the sign-in policies leave out.',
	},
	signInUnreachable: {
		when: 'No answer from the sign-in service, or it is temporarily unavailable, or received too many requests',
		message: 'n8n got no token from Microsoft Entra at present',
		advice:
			'Run the workflow again in some minutes. If it goes on, check Authority Host of {credential} and that the n8n server may reach https://login.microsoftonline.com, through its proxy if it has one.',
	},
} as const satisfies Record<SignInCause, Entry>;

/** No access token. */
export const signInEntries = {
	credentialNotConnected: {
		when: 'The credential was saved but never connected; n8n itself says "Unable to sign without access token"',
		message: 'Nobody has connected {credential} yet',
		advice: 'Open {credential}, connect it, and sign in with the account that may use Security Copilot.',
	},
	...refusalEntries,
	signInRefused: {
		when: 'Any other number of Microsoft Entra',
		message: 'Microsoft Entra issued no token for {credential} ({code})',
		advice:
			'Microsoft explains the number at https://login.microsoftonline.com/error?code={number}. Correct the app registration or the credential, and connect it again.',
	},
} as const satisfies Record<string, Entry>;

/** By why there is no token; Entra's number tells more, where there is one. */
const BY_REASON = {
	notConnected: 'credentialNotConnected',
	reconnect: 'credentialNeedsReconnect',
	refused: 'signInRefused',
	unreachable: 'signInUnreachable',
} as const satisfies Record<SignInError['reason'], keyof typeof signInEntries>;

/** Finds the entry of a sign-in that failed. */
export function findSignIn(failure: unknown): Finding | undefined {
	if (!(failure instanceof SignInError)) return undefined;
	const { code = '', reason } = failure;
	const id = signInCause(code) ?? (code === 'invalid_grant' ? 'credentialNeedsReconnect' : BY_REASON[reason]);
	// The look-up address is the `error_uri` in the answers of Entra's token endpoint.
	return finding(signInEntries, id, { code: code || undefined, number: /^AADSTS(\d+)$/.exec(code)?.[1] });
}
