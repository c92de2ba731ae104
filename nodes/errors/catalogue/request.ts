import { GraphResponseError, RetriesExhaustedError } from '../../graph/errors';
import type { ErrorContext } from '../ErrorDescription';
import { finding, type Entry, type Finding } from '../entry';
import { readableTime, utcTime } from '../utcTime';
import { accessEntries, codeOf, findAccess, isPage } from './access';
import { findNotFound } from './notFound';

/** When units of capacity come back. Source: learn.microsoft.com, "Security compute units and capacity". */
export const CAPACITY_ADVICE =
	'Provisioned units come back at the next full hour, and the capacity owner can add some, which takes about 30 minutes to apply. Units that Microsoft 365 E5 includes are counted per month and tenant: when they are used up, they may come back next month only. A workspace without capacity of its own has none.';

/** A request that Graph refuses for what it holds, or cannot serve. */
export const requestEntries = {
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
	badRequest: {
		when: '400, 410, 413, 414, 422, 431 or 451 for any other reason',
		message: 'Microsoft Graph did not accept the request to {operation}',
		advice:
			'Read the sentence of Microsoft Graph below and correct that parameter. Session, prompt and evaluation IDs are GUIDs: choose From List, or paste the link of a session.',
	},
	unknownError: {
		when: '400 or 500 with "UnknownError" and an empty message, as this API is known to send it',
		message: 'n8n could not {operation}, and Microsoft Graph does not say why',
		advice:
			'Check in this order: the role Copilot contributor of the user; that {workspace} exists and has capacity; that the tenant is onboarded to Security Copilot. Microsoft support can look the request-id up.',
	},
	requestNotSupported: {
		when: '405, 406, 411, 412, 415, 501, 505 or a status that is not documented',
		message: 'Microsoft Graph does not support the request to {operation}',
		advice:
			'Update this package: the beta API may have changed. If it is up to date, report the facts below to the maintainers.',
	},
	proxyAuthentication: {
		when: '407; a proxy wants to know who asks',
		message: 'The proxy between n8n and Microsoft Graph asks for a user name and password',
		advice: 'Put them into the proxy settings of n8n (HTTPS_PROXY), or let the n8n server pass.',
	},
	conflict: {
		when: '409 or 423; something else changes or runs at the same time',
		message: 'Another change or evaluation is in progress, so n8n could not {operation}',
		advice:
			'Wait until it has finished and run the operation again. Let one workflow at a time work in one session.',
	},
	licenceMissing: {
		when: '402',
		message: 'Security Copilot is not paid for in this tenant or workspace',
		advice:
			'Ask the owner of the Security Copilot capacity whether {workspace} has capacity and the Azure subscription behind it is active.',
	},
	tenantNotOnboarded: {
		when: 'The code OrganizationFromTenantGuidNotFound',
		message: 'Microsoft Graph does not know the tenant of {credential}',
		advice:
			'Check that Directory (Tenant) ID is the tenant that has Security Copilot, and that an administrator has set it up there at https://securitycopilot.microsoft.com.',
	},
	evaluationCapacityExceeded: {
		when: 'The evaluation ended with the result type capacityExceeded, or the answer to a request says so',
		message: 'Security Copilot has no compute units left',
		again: 'Do not try again before there are units',
		advice: CAPACITY_ADVICE,
	},
	throttled: {
		when: '429, after n8n has waited and tried again',
		message: 'Microsoft Graph received too many requests',
		again: 'Try again in some minutes',
		advice:
			'Run the workflow again later, with fewer items at a time or fewer workflows in parallel. Nothing was started by a request that was refused.',
	},
	throttledUntil: {
		when: '429, and the wait that Microsoft Graph asks for is longer than what is left',
		message: 'Microsoft Graph takes no requests from this app until {time}',
		again: 'Try again after that',
		advice:
			'Run the workflow again then, with fewer items at a time or fewer workflows in parallel. Nothing was started by a request that was refused.',
	},
	graphUnavailable: {
		when: '408 and 5xx',
		message: 'Microsoft Graph could not {operation} at present',
		advice:
			'Run the workflow again in some minutes. If it goes on, look at the service health in the Microsoft 365 admin center.',
	},
	unexpectedStatus: {
		when: 'A status that is neither success nor refusal',
		message: 'Microsoft Graph answered the request to {operation} in an unexpected way (HTTP {status})',
		advice:
			'A proxy may have answered. Check that the n8n server may reach the Graph Endpoint of {credential}.',
	},
} as const satisfies Record<string, Entry>;

type Id = keyof typeof requestEntries;

const BY_STATUS: ReadonlyMap<number, Id> = new Map([
	...([400, 410, 413, 414, 422, 431, 451] as const).map((status): [number, Id] => [status, 'badRequest']),
	[402, 'licenceMissing'],
	[407, 'proxyAuthentication'],
	[408, 'graphUnavailable'],
	[409, 'conflict'],
	[423, 'conflict'],
	[429, 'throttled'],
	[501, 'requestNotSupported'],
	[505, 'requestNotSupported'],
]);

/** Beginnings of messages. Source: Microsoft Graph docs, "Use query parameters" and "Use the $filter query parameter". */
const SENTENCES: ReadonlyArray<readonly [RegExp, Id]> = [
	[/^Invalid filter clause/i, 'invalidFilter'],
	[/^Parsing OData Select and Expand failed/i, 'invalidSelect'],
];

/** Source: learn.microsoft.com, "Manage usage of security compute units". */
const HIGH_USAGE = /\bcan['’]t respond to requests due to high usage/i;

/** Whether Graph named no reason at all. Source: microsoftgraph/microsoft-graph-explorer-v4, issue 4050. */
export function isUnexplained({ details }: GraphResponseError): boolean {
	return details.message === undefined && ['', 'unknownerror'].includes(codeOf(details));
}

/** Finds the entry of an answer that is no success. */
export function findGraphResponse(failure: unknown, context: ErrorContext): Finding | undefined {
	if (failure instanceof RetriesExhaustedError) return findThrottledUntil(failure);
	if (!(failure instanceof GraphResponseError)) return undefined;
	const { status, details } = failure;
	if (codeOf(details) === 'capacityexceeded' || HIGH_USAGE.test(details.message ?? '')) {
		return finding(requestEntries, 'evaluationCapacityExceeded');
	}
	// Source: MicrosoftDocs/azure-docs, issue 32957.
	if (codeOf(details) === 'organizationfromtenantguidnotfound') {
		return finding(requestEntries, 'tenantNotOnboarded');
	}
	const found = findAccess(failure, context);
	if (found) return found;
	if (status >= 400 && status <= 499 && status !== 407 && isPage(failure)) {
		return finding(accessEntries, 'refusedByPage');
	}
	return (
		findNotFound(failure, context) ?? finding(requestEntries, requestId(failure), { status: String(status) })
	);
}

function requestId(failure: GraphResponseError): Id {
	const { status, details, isNextPage } = failure;
	if (isNextPage && (status === 400 || status === 410)) return 'expiredPage';
	if (status === 400) {
		const sentence = SENTENCES.find(([beginning]) => beginning.test(details.message ?? ''));
		if (sentence) return sentence[1];
	}
	if ((status === 400 || status === 500) && isUnexplained(failure)) return 'unknownError';
	const id = BY_STATUS.get(status);
	if (id) return id;
	if (status >= 500 && status <= 599) return 'graphUnavailable';
	return status >= 400 && status <= 499 ? 'requestNotSupported' : 'unexpectedStatus';
}

/** A request that was given up, with the time at which Graph serves again. Without a cause nothing was sent. */
function findThrottledUntil({ cause, retryAt }: RetriesExhaustedError): Finding | undefined {
	const time = utcTime(retryAt);
	const isThrottled = cause === undefined || (cause instanceof GraphResponseError && cause.status === 429);
	if (!isThrottled || time === undefined) return undefined;
	return finding(requestEntries, 'throttledUntil', { time: readableTime(time) });
}
