import { GraphResponseError, RetriesExhaustedError, type GraphErrorDetails } from '../../graph/errors';
import type { ErrorContext } from '../ErrorDescription';
import { finding, type Entry, type Finding } from '../entry';
import { idsInPath, idValues, LEVELS } from '../ids';
import { readableTime, utcTime } from '../utcTime';
import { connectionEntries } from './connection';

/** When units of capacity come back. Source: learn.microsoft.com, "Security compute units and capacity". */
export const CAPACITY_ADVICE =
	'Provisioned units come back at the next full hour, and the capacity owner can add some, which takes about 30 minutes to apply. Units that Microsoft 365 E5 includes are counted per month and tenant: when they are used up, they may come back next month only. A workspace without capacity of its own has none.';

const CHECK_IDS =
	'Check the IDs; Workspace and Session can be chosen From List. An ID is found in its own workspace and session only, and Microsoft Graph may hide what the user must not see.';

/** Answers of Graph that are no success, in the order of their causes: token, access, path, content, service. */
export const graphEntries = {
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
	tokenRefused: {
		when: '401 for any other reason, such as a token for another service or cloud',
		message: 'Microsoft Graph did not accept the access token of {credential}',
		advice:
			'Turn off Custom Scopes, or begin each permission in Enabled Scopes with https://graph.microsoft.com/. Check that Graph Endpoint, Authority Host and Directory (Tenant) ID belong to the same cloud, and that no proxy removes the Authorization header. Then connect {credential} again.',
	},
	appOnlyRefused: {
		when: '401, 403 or 412 while the credential signs in as the app',
		message: 'n8n could not {operation} as an app without a user',
		advice:
			'Set Sign In As of {credential} to User (Delegated): that is the way that Security Copilot supports. Microsoft documents the application permission {permission}, but hides it in the Entra portal; if your tenant has it, check that an administrator has consented.',
	},
	missingPermission: {
		when: '403 with the code Authorization_RequestDenied, or a text that names missing scopes',
		message: 'n8n could not {operation}: the access token lacks {permission}',
		advice:
			'Add the {permissionKind} permission {permission} under API permissions of the app registration and grant consent; this operation needs {permissions}. Set Access of {credential} to match, then connect it again: a token keeps the permissions that it was issued with.',
	},
	accessDenied: {
		when: '403 for any other reason, an empty body included',
		message: 'n8n could not {operation}: Microsoft Graph denied access',
		advice:
			'Check in this order: the {permissionKind} permission {permission} (connect {credential} again after a change); the role Copilot contributor of the user in {workspace}, because a role in Microsoft Entra is not enough; that the workspace has capacity and the tenant is onboarded to Security Copilot; roles in the products that a prompt touches, such as Microsoft Sentinel Reader.',
	},
	workspaceNotFound: {
		when: '404; the request names a workspace',
		message: 'Security Copilot did not find {workspace}',
		advice:
			'Set Workspace to default, or choose one From List. The workspaceId of a Microsoft Sentinel incident is a Log Analytics workspace, which is something else. If default is not found either, check that the tenant is onboarded to Security Copilot, that the workspace has capacity, and that the user has the role Copilot contributor.',
	},
	sessionNotFound: {
		when: '404; the request names a session',
		message: 'Security Copilot did not find {session} in {workspace}',
		advice: CHECK_IDS,
	},
	promptNotFound: {
		when: '404; the request names a prompt',
		message: 'Security Copilot did not find {prompt} in {session} of {workspace}',
		advice: CHECK_IDS,
	},
	evaluationNotFound: {
		when: '404; the request names an evaluation',
		message: 'Security Copilot did not find {evaluation} of {prompt} in {session} of {workspace}',
		advice: CHECK_IDS,
	},
	createdNotVisible: {
		when: '404 for something that this run has just created',
		message: 'Security Copilot does not show yet what this run created',
		advice:
			'Run a Get operation with these IDs in a minute instead of creating again. If it finds nothing, the session was deleted, or access to it was withdrawn.',
	},
	securityCopilotNotFound: {
		when: '404 or 400; Microsoft Graph does not know the path',
		message: 'This Microsoft Graph endpoint has no Security Copilot, or not the part that n8n asked for',
		advice:
			'Set Graph Endpoint of {credential} to https://graph.microsoft.com: Microsoft offers this API in the global cloud only. If it is set, check that the tenant is onboarded to Security Copilot, and update this package: the beta API may have changed.',
	},
	tenantNotOnboarded: {
		when: 'The code OrganizationFromTenantGuidNotFound',
		message: 'Microsoft Graph does not know the tenant of {credential}',
		advice:
			'Check that Directory (Tenant) ID is the tenant that has Security Copilot, and that an administrator has set it up there at https://securitycopilot.microsoft.com.',
	},
	invalidFilter: {
		when: '400; the filter is not understood',
		message: 'Microsoft Graph did not understand the filter',
		advice:
			"Check Filter: text values stand in single quotes, a quote inside is doubled, for example name eq 'Entra'. Microsoft documents operators for plugins only: name, displayName and isEnabled.",
	},
	invalidSelect: {
		when: '400; a field of Select Fields does not exist',
		message: 'Microsoft Graph does not know a field of Select Fields',
		advice: 'Choose fields from the list of Select Fields, or leave it empty to get all.',
	},
	expiredPage: {
		when: '400 or 410 to the link of a next page',
		message: 'The link to the next page of the list is not valid any longer',
		advice: 'Run the operation again from the first page. What was read so far is not the whole list.',
	},
	unknownError: {
		when: '400 or 500 with "UnknownError" and an empty message, as this API is known to send it',
		message: 'n8n could not {operation}, and Microsoft Graph does not say why',
		advice:
			'Check in this order: the role Copilot contributor of the user; that {workspace} exists and has capacity; that the tenant is onboarded to Security Copilot. Microsoft support can look the request-id up.',
	},
	conflict: {
		when: '409 or 423; something else changes or runs at the same time',
		message: 'Another change or evaluation is in progress, so n8n could not {operation}',
		advice:
			'Wait until it has finished and run the operation again. Let one workflow at a time work in one session.',
	},
	proxyAuthentication: {
		when: '407; a proxy wants to know who asks',
		message: 'The proxy between n8n and Microsoft Graph asks for a user name and password',
		advice: 'Put them into the proxy settings of n8n (HTTPS_PROXY), or let the n8n server pass.',
	},
	badRequest: {
		when: 'Any other 4xx',
		message: 'Microsoft Graph did not accept the request to {operation}',
		advice:
			'Read the sentence of Microsoft Graph below and correct that parameter. IDs are GUIDs; a session can be chosen From List or named by its link. If no parameter is wrong, update this package: the beta API may have changed.',
	},
	evaluationCapacityExceeded: {
		when: 'The evaluation ended with the result type capacityExceeded, or the answer to a request says so',
		message: 'Security Copilot has no compute units left',
		again: 'Do not try again before there are units',
		advice: CAPACITY_ADVICE,
	},
	throttled: {
		when: '429, after n8n has waited and tried again, or where the wait is longer than what is left',
		message: 'Microsoft Graph received too many requests',
		again: 'Try again after {time}',
		advice:
			'Run the workflow again then, with fewer items at a time or fewer workflows in parallel. Nothing was started by a request that was refused.',
	},
	graphUnavailable: {
		when: '408 and 5xx',
		message: 'Microsoft Graph could not {operation} at present',
		advice:
			'Run the workflow again in some minutes. If it goes on, look at the service health in the Microsoft 365 admin center.',
	},
} as const satisfies Record<string, Entry>;

type Id = keyof typeof graphEntries;

/** Source: learn.microsoft.com, "Manage usage of security compute units". */
const HIGH_USAGE = /\bcan['’]t respond to requests due to high usage/i;

/** Source: learn.microsoft.com, "Claims challenges, claims requests and client capabilities"; RFC 9110, section 11.6.1. */
const CLAIMS_CHALLENGE = /\bbearer\b.*\b(?:error="?insufficient_claims|claims=)/i;

/** The sentence of a claims challenge in a body. Source: microsoftgraph/msgraph-sdk-powershell, issue 1741. */
const CLAIMS_SENTENCE = /^Continuous access evaluation resulted in /i;

/** Source: Microsoft Graph docs, "Resolve authorization errors"; n8n-io/n8n, issues 17450 and 17484. */
const EXPIRED = /^(?:Lifetime validation failed, the token is expired|Access token has expired)/i;

/** Source: Softeria/ms-365-mcp-server, issue 65. */
const MISSING_SCOPE = /^Missing scope permissions on the request/i;

/** What OData says where no route fits a path. Source: microsoftgraph/msgraph-beta-sdk-python, issue 764. */
const NO_ROUTE = /^Resource not found for the segment\b/i;

/** Source: Microsoft Graph docs, "Use the $filter query parameter". */
const FILTER = /^Invalid filter clause/i;

/** Source: Microsoft Graph docs, "Use query parameters". */
const SELECT = /^Parsing OData Select and Expand failed/i;

/** Graph's code in lower case, because the case varies. */
function codeOf({ code = '' }: GraphErrorDetails): string {
	return code.toLowerCase();
}

/** Graph answers with JSON, so another server has sent a page. */
export function isPage({ headers }: GraphResponseError): boolean {
	return /\bhtml\b/i.test(headers['content-type'] ?? '');
}

/** Whether Graph named no reason at all. Source: microsoftgraph/microsoft-graph-explorer-v4, issue 4050. */
export function isUnexplained({ details }: GraphResponseError): boolean {
	return details.message === undefined && ['', 'unknownerror'].includes(codeOf(details));
}

/** Finds the entry of an answer that is no success. */
export function findGraphResponse(failure: unknown, context: ErrorContext): Finding | undefined {
	if (failure instanceof RetriesExhaustedError) return findThrottled(failure);
	if (!(failure instanceof GraphResponseError)) return undefined;
	const { status, path } = failure;
	const id = idOf(failure, context);
	if (id !== undefined) return finding(graphEntries, id, idValues(idsInPath(path)));
	if (isPage(failure)) return finding(connectionEntries, 'notJson', { reason: 'is a web page' });
	return finding(connectionEntries, 'unexpectedAnswer', { reason: `has the HTTP status ${status}` });
}

/**
 * The first cause that fits.
 *
 * @returns undefined for a page of another server that no status explains, and for what Graph does not document
 */
function idOf(failure: GraphResponseError, { grantType, created = {} }: ErrorContext): Id | undefined {
	const { status, details, headers, path, isNextPage } = failure;
	const { message = '' } = details;
	const code = codeOf(details);
	if (code === 'capacityexceeded' || HIGH_USAGE.test(message)) return 'evaluationCapacityExceeded';
	// Source: MicrosoftDocs/azure-docs, issue 32957.
	if (code === 'organizationfromtenantguidnotfound') return 'tenantNotOnboarded';

	const isApp = grantType === 'clientCredentials';
	if (status === 401 || status === 403 || (status === 412 && isApp)) {
		const challenge = headers['www-authenticate'] ?? '';
		if (CLAIMS_CHALLENGE.test(challenge) || CLAIMS_SENTENCE.test(message)) return 'claimsChallenge';
		if (EXPIRED.test(message)) return 'tokenExpired';
		if (isApp) return 'appOnlyRefused';
		if (status === 401 || code === 'invalidauthenticationtoken') return 'tokenRefused';
		if (isPage(failure)) return undefined;
		// Source: Microsoft Graph docs, "Resolve authorization errors".
		const lacksPermission = code === 'authorization_requestdenied' || MISSING_SCOPE.test(message);
		return lacksPermission ? 'missingPermission' : 'accessDenied';
	}

	if (status === 407) return 'proxyAuthentication';
	if (isPage(failure) && status < 500) return undefined;
	if ((status === 400 || status === 404) && NO_ROUTE.test(message)) return 'securityCopilotNotFound';
	if (status === 404) return notFoundId(path, created);
	if (isNextPage && (status === 400 || status === 410)) return 'expiredPage';
	if (status === 400 && FILTER.test(message)) return 'invalidFilter';
	if (status === 400 && SELECT.test(message)) return 'invalidSelect';
	if ((status === 400 || status === 500) && isUnexplained(failure)) return 'unknownError';
	if (status === 409 || status === 423) return 'conflict';
	if (status === 429) return 'throttled';
	if (status === 408 || (status >= 500 && status <= 599 && status !== 501)) return 'graphUnavailable';
	return status >= 400 && status <= 499 ? 'badRequest' : undefined;
}

/** Something of the path does not exist, or is hidden. */
function notFoundId(path: string, created: NonNullable<ErrorContext['created']>): Id {
	const ids = idsInPath(path);
	const level = LEVELS.findLast((name) => ids[name] !== undefined);
	if (level === undefined) return 'securityCopilotNotFound';
	const existed = level !== 'workspace' && ids[level] === created[`${level}Id`];
	return existed ? 'createdNotVisible' : `${level}NotFound`;
}

/** A request that was given up, with the time at which Graph serves again. Without a cause nothing was sent. */
function findThrottled({ cause, retryAt }: RetriesExhaustedError): Finding | undefined {
	const time = utcTime(retryAt);
	const isThrottled = cause === undefined || (cause instanceof GraphResponseError && cause.status === 429);
	if (!isThrottled || time === undefined) return undefined;
	return finding(graphEntries, 'throttled', { time: readableTime(time) });
}
