import type { SignInCause } from '../../entra/signInErrors';
import type { Entry } from '../entry';

const APP_REGISTRATION = 'the app registration in the Microsoft Entra admin center';

/** Refusals that Microsoft Entra names with a number; the ID of an entry is the cause. */
export const refusalEntries = {
	clientSecretExpired: {
		when: 'The client secret has passed its end date',
		message: 'The client secret of {credential} has expired ({code})',
		advice: `Create a new secret under Certificates & secrets of ${APP_REGISTRATION}, copy its value (not its ID) into {credential}, and reconnect.`,
	},
	clientSecretWrong: {
		when: 'The client secret is not the one of the app',
		message: 'Microsoft Entra did not accept the client secret of {credential} ({code})',
		advice: `Copy the value of the secret, not its ID: the value is shown only once, when the secret is created under Certificates & secrets of ${APP_REGISTRATION}. Check that Client ID and secret belong to the same app.`,
	},
	clientSecretMissing: {
		when: 'The token request carried neither a secret nor a certificate',
		message: 'Microsoft Entra received no client secret and no certificate from {credential} ({code})',
		advice:
			'Fill in Client Secret, or Private Key and Certificate. Signing in with a certificate needs n8n 2.30 or later.',
	},
	publicClient: {
		when: 'The app is registered as a public client',
		message: 'The app of {credential} is registered as a public client, which may not use a secret ({code})',
		advice: `Under Authentication of ${APP_REGISTRATION}, add n8n's redirect URL to the platform Web, and turn off Allow public client flows.`,
	},
	certificateNotAccepted: {
		when: 'The certificate or the assertion that it signs is not accepted',
		message: 'Microsoft Entra did not accept the certificate of {credential} ({code})',
		advice: `Upload the certificate under Certificates & secrets of ${APP_REGISTRATION}, and check that Private Key and Certificate belong together, that the key is an RSA key, and that Client ID is the ID of that app.`,
	},
	certificateExpired: {
		when: 'The certificate is expired or not yet valid',
		message: 'The certificate of {credential} is outside its period of validity ({code})',
		advice: `Create a new certificate, upload it under Certificates & secrets of ${APP_REGISTRATION}, and put it with its key into {credential}.`,
	},
	clockWrong: {
		when: 'The signed assertion is outside its time range',
		message: 'The clock of the n8n server differs from that of Microsoft Entra ({code})',
		advice:
			'Synchronize the clock of the machine that runs n8n, for example with NTP. The signature of a certificate is valid for a few minutes only.',
	},
	tenantNotFound: {
		when: 'The Directory (Tenant) ID names no tenant',
		message: 'Microsoft Entra does not know the tenant of {credential} ({code})',
		advice: `Copy the Directory (tenant) ID from the overview of ${APP_REGISTRATION}.`,
	},
	tenantInAnotherCloud: {
		when: 'The tenant lives in a national cloud',
		message: 'The tenant of {credential} belongs to another Microsoft cloud ({code})',
		advice:
			'Microsoft offers the Security Copilot API in the global cloud only, not in those for US Government or China. Use a tenant of the global cloud.',
	},
	singleTenantApp: {
		when: 'The app is for one tenant, but sign-in is for any',
		message: 'The app of {credential} is registered for one tenant, but signs in for any tenant ({code})',
		advice:
			'Replace organizations in Directory (Tenant) ID by the GUID or the domain of the tenant, or make the app registration multitenant.',
	},
	appNotFound: {
		when: 'The tenant has no app with this Client ID',
		message: 'The tenant of {credential} has no app with its Client ID ({code})',
		advice: `Copy Client ID and Directory (tenant) ID from the overview of ${APP_REGISTRATION}: both must come from the same page.`,
	},
	appDisabled: {
		when: 'An administrator has disabled the app',
		message: 'The app of {credential} is disabled in its tenant ({code})',
		advice: 'Ask an administrator to enable it under Enterprise applications, Properties.',
	},
	consentRequired: {
		when: 'Nobody has consented to the permissions yet',
		message: 'Nobody has consented yet to the permissions that {credential} asks for ({code})',
		advice: `Open {credential} and connect it again to consent, or let an administrator select Grant admin consent under API permissions of ${APP_REGISTRATION}. This operation needs {permissions} ({permissionKind}).`,
	},
	consentDeclined: {
		when: 'The consent was declined at sign-in',
		message: 'The consent for {credential} was declined at sign-in ({code})',
		advice: 'Connect {credential} again and accept the permissions, or ask an administrator to accept them.',
	},
	adminConsentRequired: {
		when: 'The tenant lets only administrators consent',
		message: 'Only an administrator may consent to the permissions of {credential} ({code})',
		advice: `Ask an administrator to select Grant admin consent under API permissions of ${APP_REGISTRATION}, then connect {credential} again.`,
	},
	permissionNotInApp: {
		when: 'The app registration does not list the permissions',
		message: 'The app of {credential} does not list the permissions that it asks for ({code})',
		advice: `Add {permissions} ({permissionKind}, Microsoft Graph) under API permissions of ${APP_REGISTRATION}.`,
	},
	serviceNotInTenant: {
		when: 'The tenant has no subscription for the service',
		message: 'The tenant of {credential} does not offer the service that it asks for ({code})',
		advice:
			'Check that the scopes of the credential are those of https://graph.microsoft.com, that Directory (Tenant) ID is the tenant with Security Copilot, and that the tenant is in the global cloud.',
	},
	scopeNotValid: {
		when: 'A scope is misspelled or unknown',
		message: 'Microsoft Entra does not know a scope that {credential} asks for ({code})',
		advice:
			'Turn off Custom Scopes, or correct Enabled Scopes: each permission in full, as https://graph.microsoft.com/SecurityCopilotWorkspaces.Read.All, separated by spaces, of one service only.',
	},
	scopeNeedsDefault: {
		when: 'An app asked for a single scope instead of .default',
		message: 'Signing in as an app needs the scope .default, and {credential} asks for another ({code})',
		advice:
			'Use the scope https://graph.microsoft.com/.default alone. Which permissions an app has is set by admin consent, not by scopes.',
	},
	parameterMissing: {
		when: 'The token request lacks a parameter, often the scope',
		message: 'The sign-in request of {credential} lacks something that Microsoft Entra needs ({code})',
		advice:
			'If Custom Scopes is on, check that Enabled Scopes is not empty. Check that Client ID is filled in.',
	},
	multifactorRequired: {
		when: 'A policy asks for multifactor authentication',
		message: 'Microsoft Entra asks the user of {credential} for multifactor authentication ({code})',
		advice:
			'Open {credential} and connect it again: the sign-in page asks for the second factor. If this comes back, a policy demands it more often than a workflow can give it.',
	},
	conditionalAccessBlocked: {
		when: 'Conditional Access or another policy blocks the sign-in',
		message: 'A Conditional Access policy keeps {credential} from signing in ({code})',
		advice:
			'Show the number and the request to your administrator, who finds the policy in the sign-in logs of Microsoft Entra. Policies for devices and locations also apply to the server that runs n8n.',
	},
	signInExpired: {
		when: 'The refresh token expired',
		message: 'The sign-in of {credential} has expired ({code})',
		advice:
			'Open {credential} and connect it again. A sign-in ends when it was not used for 90 days, or after the time that your tenant sets.',
	},
	signInFrequency: {
		when: 'A policy limits how long a sign-in lasts',
		message: 'A policy of the tenant has ended the sign-in of {credential} ({code})',
		advice:
			'Open {credential} and connect it again. It ends again after the sign-in frequency of the policy, so ask your administrator for an exception, or use an account that the policy leaves out.',
	},
	signInRevoked: {
		when: 'The sign-in was revoked, or the password changed',
		message: 'The sign-in of {credential} was revoked ({code})',
		advice:
			'Open {credential} and connect it again. A changed password, or an administrator who revokes sessions, ends a sign-in.',
	},
	interactionRequired: {
		when: 'Microsoft Entra wants a person to sign in',
		message: 'Microsoft Entra asks the user of {credential} to sign in again ({code})',
		advice: 'Open {credential} and connect it again.',
	},
	codeAlreadyUsed: {
		when: 'The code of the sign-in page was used twice',
		message: 'The code from the sign-in page was used before ({code})',
		advice: 'Connect {credential} again, and do not reload the page that n8n opens.',
	},
	accountUnusable: {
		when: 'The account is locked or disabled, or its password expired',
		message: 'The account of {credential} cannot sign in at present ({code})',
		advice:
			'Ask an administrator whether the account is locked or disabled or its password has expired, then connect {credential} again.',
	},
	accountNotInTenant: {
		when: 'The account does not belong to the tenant, or is a personal one',
		message: 'The account that signs in does not belong to the tenant of {credential} ({code})',
		advice:
			'Sign in with a work or school account of that tenant, or have the account invited as a guest. Personal Microsoft accounts cannot use Security Copilot.',
	},
	userNotAssigned: {
		when: 'The app admits assigned users only',
		message: 'The user is not assigned to the app of {credential} ({code})',
		advice: 'Ask an administrator to assign the user under Enterprise applications, Users and groups.',
	},
	tenantAccessRestricted: {
		when: 'Tenant restrictions or cross-tenant access forbid the sign-in',
		message: 'A policy forbids access to the tenant of {credential} ({code})',
		advice:
			'Ask the administrators of both tenants about tenant restrictions and cross-tenant access settings, also on the proxy between n8n and the internet.',
	},
	redirectNotRegistered: {
		when: "n8n's redirect URL is not registered",
		message: 'The redirect URL of n8n is not registered with the app of {credential} ({code})',
		advice: `Copy the OAuth Redirect URL from {credential} and add it under Authentication, platform Web, of ${APP_REGISTRATION}. It must match to the letter.`,
	},
	signInThrottled: {
		when: 'Too many token requests',
		message: 'Microsoft Entra received too many sign-in requests for {credential} ({code})',
		advice: 'Wait some minutes. Let fewer workflows start at the same time with this credential.',
	},
	signInUnavailable: {
		when: 'Microsoft Entra is temporarily unavailable',
		message: 'Microsoft Entra is temporarily unavailable ({code})',
		advice: 'Run the workflow again in some minutes.',
	},
} as const satisfies Record<SignInCause, Entry>;
