import type { GraphErrorDetails, GraphResponseError } from '../graph/errors';
import type { EntryId, Finding } from './catalogue';
import type { ErrorContext } from './ErrorDescription';
import { idsInPath, innermostLevel } from './ids';

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

/** Finds the entry of an answer of Graph that is no success: the first cause that fits. */
export function findGraphResponse(failure: GraphResponseError, context: ErrorContext): Finding {
	const { status, details, path, isNextPage } = failure;
	const { message = '' } = details;
	const code = codeOf(details);
	const isApp = context.grantType === 'clientCredentials';
	if (code === 'capacityexceeded' || HIGH_USAGE.test(message)) return { id: 'evaluationCapacityExceeded' };
	// Source: MicrosoftDocs/azure-docs, issue 32957.
	if (code === 'organizationfromtenantguidnotfound') return { id: 'securityCopilotNotFound' };
	if (status === 401 || status === 403 || (status === 412 && isApp)) return findDenial(failure, isApp);
	if (status === 407) return { id: 'notJson', values: { reason: 'asks for the user name of a proxy' } };
	if (isPage(failure) && status < 500) return PAGE;
	if ((status === 400 || status === 404) && NO_ROUTE.test(message)) return { id: 'securityCopilotNotFound' };
	if (status === 404) return { id: notFoundId(path, context.created) };
	if (isNextPage && (status === 400 || status === 410)) {
		return { id: 'incompleteList', values: { reason: 'refuses the link to the next page' } };
	}
	if (status === 400 && FILTER.test(message)) return { id: 'invalidQuery', values: { name: 'Filter' } };
	if (status === 400 && SELECT.test(message))
		return { id: 'invalidQuery', values: { name: 'Select Fields' } };
	// Source: microsoftgraph/microsoft-graph-explorer-v4, issue 4050.
	const isUnexplained = details.message === undefined && ['', 'unknownerror'].includes(code);
	if (isUnexplained && (status === 400 || status === 500)) return { id: 'unknownError' };
	if (status === 409 || status === 423) return { id: 'conflict' };
	if (status === 429) return { id: 'throttled' };
	if (status === 408 || (status >= 500 && status <= 599 && status !== 501)) return { id: 'graphUnavailable' };
	if (status >= 400 && status <= 499) return { id: 'badRequest' };
	if (isPage(failure)) return PAGE;
	return { id: 'unexpectedAnswer', values: { reason: `has the HTTP status ${status}` } };
}

const PAGE: Finding = { id: 'notJson', values: { reason: 'is a web page' } };

/** The token, the sign-in or the permissions are not good enough. */
function findDenial(failure: GraphResponseError, isApp: boolean): Finding {
	const { status, details, headers } = failure;
	const { message = '' } = details;
	const code = codeOf(details);
	const challenge = headers['www-authenticate'] ?? '';
	if (CLAIMS_CHALLENGE.test(challenge) || CLAIMS_SENTENCE.test(message)) return { id: 'claimsChallenge' };
	if (EXPIRED.test(message)) return { id: 'tokenExpired' };
	if (isApp) return { id: 'appOnlyRefused' };
	if (status === 401 || code === 'invalidauthenticationtoken') return { id: 'tokenRefused' };
	if (isPage(failure)) return PAGE;
	// Source: Microsoft Graph docs, "Resolve authorization errors".
	const lacksPermission = code === 'authorization_requestdenied' || MISSING_SCOPE.test(message);
	return { id: lacksPermission ? 'missingPermission' : 'accessDenied' };
}

/** Something of the path does not exist, or is hidden. */
function notFoundId(path: string, created: ErrorContext['created'] = {}): EntryId {
	const ids = idsInPath(path);
	const level = innermostLevel(ids);
	if (level === undefined) return 'securityCopilotNotFound';
	if (level === 'workspace') return 'workspaceNotFound';
	return ids[`${level}Id`] === created[`${level}Id`] ? 'createdNotVisible' : 'notFound';
}
