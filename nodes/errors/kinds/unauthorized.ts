import type { GraphResponseError } from '../../graph/errors';
import { findClaimsChallenge } from '../challenge';
import type { ErrorContext } from '../ErrorDescription';
import { finding, type Entry, type Finding } from '../entry';
import { forbiddenEntries, isWithoutScope } from './forbidden';

/** n8n has refreshed the token once before any of these is seen. */
export const unauthorizedEntries = {
	tokenExpired: {
		when: '401; the token is expired, and refreshing did not help',
		message: 'Microsoft Graph says that the access token of {credential} has expired',
		advice:
			'Open {credential} and connect it again. n8n has already tried to renew the token. If this comes back after about an hour, Enabled Scopes lacks offline_access.',
	},
	tokenRevoked: {
		when: '401; the sign-in was revoked or the password changed (continuous access evaluation)',
		message: 'The sign-in of {credential} was revoked',
		advice:
			'Open {credential} and connect it again. A changed password, a disabled account, or an administrator who revokes sessions ends a sign-in at once.',
	},
	locationNotAllowed: {
		when: '401; the address of the n8n server is not an allowed location (continuous access evaluation)',
		message: 'A policy does not allow {credential} from the network location of n8n',
		advice:
			'Ask your administrator to add the outgoing address of the n8n server to the trusted locations of the Conditional Access policy, then connect {credential} again.',
	},
	claimsChallenge: {
		when: '401 with a claims challenge (continuous access evaluation)',
		message: 'A policy or a change to the account asks the user of {credential} to sign in again',
		advice:
			'Open {credential} and connect it again; n8n cannot answer this challenge by itself. If it comes back, ask your administrator which Conditional Access policy applies.',
	},
	tokenForAnotherService: {
		when: '401; the audience of the token is not Microsoft Graph',
		message: 'The access token of {credential} is meant for another service than Microsoft Graph',
		advice:
			'Turn off Custom Scopes, or begin each permission in Enabled Scopes with https://graph.microsoft.com/. Check that Graph Endpoint, Authority Host and Directory (Tenant) ID belong to the same cloud. Then connect {credential} again.',
	},
	tokenFromAnotherCloud: {
		when: '401; the issuer or the signature of the token is not accepted',
		message: 'Microsoft Graph does not accept who issued the access token of {credential}',
		advice:
			'Check that Directory (Tenant) ID, Authority Host (https://login.microsoftonline.com) and Graph Endpoint (https://graph.microsoft.com) belong to the global cloud: tokens of one cloud are not valid in another. Then connect {credential} again.',
	},
	tokenMissing: {
		when: '401; the request carried no token',
		message: 'Microsoft Graph received no access token from {credential}',
		advice:
			'Open {credential} and connect it. If it is connected, check that no proxy between n8n and Microsoft Graph removes the Authorization header.',
	},
	tokenRefused: {
		when: '401 for any other reason',
		message: 'Microsoft Graph did not accept the access token of {credential}',
		advice:
			'Open {credential} and connect it again. If that does not help, check Directory (Tenant) ID, Graph Endpoint, and Authority Host.',
	},
} as const satisfies Record<string, Entry>;

type Id = keyof typeof unauthorizedEntries;

/**
 * Every 401 has the code `InvalidAuthenticationToken`, so only the text tells them apart. The text decides nothing but
 * what a person reads.
 * Source: Microsoft Graph docs, "Resolve authorization errors", and answers in public issues (msgraph-sdk-java-auth 25;
 * microsoft-graph-docs 12351).
 */
const SIGNS: ReadonlyArray<readonly [RegExp, Id]> = [
	[/TokenIssuedBeforeRevocationTimestamp/i, 'tokenRevoked'],
	[/LocationConditionEvaluationSatisfied/i, 'locationNotAllowed'],
	[/TokenCreatedWithOutdatedPolicies|claims challenge/i, 'claimsChallenge'],
	[/audience/i, 'tokenForAnotherService'],
	[/issuer|signature|signing key/i, 'tokenFromAnotherCloud'],
	[/expired|lifetime/i, 'tokenExpired'],
	[/token is (?:empty|missing)|no (?:access )?token/i, 'tokenMissing'],
];

export function findUnauthorized(failure: GraphResponseError, { grantType }: ErrorContext): Finding {
	const { details, headers } = failure;
	const challenge = findClaimsChallenge(headers['www-authenticate']);
	const text = `${details.message ?? ''} ${challenge?.reason ?? ''}`;
	const sign = SIGNS.find(([pattern]) => pattern.test(text))?.[1];
	if (challenge && (sign === undefined || !CHALLENGES.has(sign))) {
		return finding(unauthorizedEntries, 'claimsChallenge');
	}
	if (sign) return finding(unauthorizedEntries, sign);
	if (grantType === 'clientCredentials') return finding(forbiddenEntries, 'appOnlyRefused');
	return isWithoutScope(failure)
		? finding(forbiddenEntries, 'missingPermission')
		: finding(unauthorizedEntries, 'tokenRefused');
}

/** The causes of a claims challenge that have an entry of their own. */
const CHALLENGES: ReadonlySet<Id> = new Set<Id>(['tokenRevoked', 'locationNotAllowed', 'claimsChallenge']);
