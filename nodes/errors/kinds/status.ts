import type { GraphResponseError } from '../../graph/errors';
import { finding, type Entry, type Finding } from '../entry';
import { idsInPath } from '../ids';
import { ownWords, states } from '../ownWords';

/** Statuses that need no further telling apart, and the few texts of a 400 that Microsoft documents. */
export const statusEntries = {
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
		when: '400 or 410; the link to the next page is no longer valid',
		message: 'The link to the next page of the list is no longer valid',
		advice: 'Run the operation again from the first page. What was read so far is not the whole list.',
	},
	malformedId: {
		when: '400; an ID in the path does not have the form that Microsoft Graph expects',
		message: 'Microsoft Graph does not accept the form of an ID',
		advice:
			'Session, prompt and evaluation IDs are GUIDs: groups of 8, 4, 4, 4 and 12 hexadecimal digits. Choose From List, or paste the link of a session into By URL.',
	},
	badRequest: {
		when: '400 for any other reason',
		message: 'Microsoft Graph did not accept the request to {operation}',
		advice:
			'Read the sentence of Microsoft Graph below and correct that parameter. The text of a prompt may be too long or empty.',
	},
	unknownError: {
		when: '"UnknownError" with an empty message, as this API is known to send it',
		message: 'n8n could not {operation}, and Microsoft Graph does not say why',
		advice:
			'Check in this order: the role Copilot contributor of the user; that {workspace} exists and has capacity; that the tenant is onboarded to Security Copilot. Microsoft support can look the request-id up.',
	},
	requestNotSupported: {
		when: '405, 406, 411, 415, 501 or 505',
		message: 'Microsoft Graph does not support the request to {operation}',
		advice:
			'The beta API may have changed: update this package. If it is up to date, report the facts below to the maintainers.',
	},
	proxyAuthentication: {
		when: '407; a proxy wants to know who asks',
		message: 'The proxy between n8n and Microsoft Graph asks for a user name and password',
		advice: 'Put them into the proxy settings of n8n (HTTPS_PROXY), or let the n8n server pass.',
	},
	requestTimedOut: {
		when: '408 or 504',
		message: 'Microsoft Graph did not finish the request to {operation} in time',
		advice: 'Run it again in some minutes.',
	},
	conflict: {
		when: '409; something else changes or runs at the same time',
		message: 'Another change or evaluation is in progress, so n8n could not {operation}',
		advice:
			'Wait until it has finished and run the operation again. Let one workflow at a time work in one session.',
	},
	gone: {
		when: '410; it existed and was removed',
		message: 'What n8n asked for was removed from Security Copilot',
		advice: 'Choose another From List.',
	},
	preconditionFailed: {
		when: '412; a condition for this kind of sign-in does not hold',
		message: 'Microsoft Graph does not offer the request to {operation} for this kind of sign-in',
		advice:
			'Check Sign-In As of {credential}: User (Delegated) is the way that Security Copilot supports. Then connect it again.',
	},
	tooLarge: {
		when: '413; the request is too large',
		message: 'The request to {operation} is larger than Microsoft Graph accepts',
		advice: 'Shorten the prompt or the display name. Put long data into several prompts of one session.',
	},
	invalidContent: {
		when: '422; the content is not accepted',
		message: 'Security Copilot did not accept the content of the request to {operation}',
		advice: 'Check the text of the prompt: it must not be empty, and it may be too long.',
	},
	locked: {
		when: '423; it is locked',
		message: 'Security Copilot has locked what n8n wanted to change',
		advice: 'Wait some minutes and run the operation again.',
	},
	throttled: {
		when: '429, after n8n has waited and tried again',
		message: 'Microsoft Graph received too many requests',
		advice:
			'Run the workflow again later, with fewer items at a time or fewer workflows in parallel. Nothing was started by a request that was refused.',
	},
	legallyRestricted: {
		when: '451',
		message: 'Microsoft may not provide this for legal reasons',
		advice: 'Ask your administrator about the data location and the terms of your tenant.',
	},
	graphUnavailable: {
		when: '500, 502, 503 and other 5xx',
		message: 'Microsoft Graph could not {operation} at present',
		advice:
			'Run the workflow again in some minutes. If it goes on, look at the service health in the Microsoft 365 admin center.',
	},
	storageFull: {
		when: '507; there is no space left',
		message: 'Security Copilot has no space left to {operation}',
		advice: 'Ask the Copilot owner of {workspace}. Trying again does not help.',
	},
	bandwidthExceeded: {
		when: '509; a bandwidth limit is reached',
		message: 'Microsoft Graph has reached a bandwidth limit',
		advice: 'Run the workflow again later, with fewer items at a time.',
	},
	requestRefused: {
		when: 'Any other 4xx',
		message: 'Microsoft Graph refused the request to {operation} (HTTP {status})',
		advice:
			'Read the facts below. If they do not help, report them to the maintainers or to Microsoft support.',
	},
	unexpectedStatus: {
		when: 'A status that is neither success nor refusal',
		message: 'Microsoft Graph answered the request to {operation} in an unexpected way (HTTP {status})',
		advice:
			'A proxy may have answered. Check that the n8n server may reach the Graph Endpoint of {credential}.',
	},
} as const satisfies Record<string, Entry>;

type Id = keyof typeof statusEntries;

const BY_STATUS: ReadonlyMap<number, Id> = new Map([
	[405, 'requestNotSupported'],
	[406, 'requestNotSupported'],
	[407, 'proxyAuthentication'],
	[408, 'requestTimedOut'],
	[409, 'conflict'],
	[410, 'gone'],
	[411, 'requestNotSupported'],
	[412, 'preconditionFailed'],
	[413, 'tooLarge'],
	[415, 'requestNotSupported'],
	[422, 'invalidContent'],
	[423, 'locked'],
	[429, 'throttled'],
	[451, 'legallyRestricted'],
	[501, 'requestNotSupported'],
	[504, 'requestTimedOut'],
	[505, 'requestNotSupported'],
	[507, 'storageFull'],
	[509, 'bandwidthExceeded'],
]);

/** What OData says of the options of a query, whatever it calls them. */
const SKIP_TOKEN = /\bskip ?token\b/i;
const FILTER =
	/\$filter\b|\bquery option filter\b|\b(?:invalid|unsupported|query) filter\b|(?<!content )\bfilter(?:ing)? (?:clause|expression|query|on|is (?:invalid|not))\b/i;
const SELECT = /\bOData select\b|\$select\b|\bquery option select\b/i;
/** In a query or, where something is written, in the body. */
const PROPERTY = /\bproperty named\b/i;

/** Source: Microsoft Graph docs, "Use query parameters" and "Use the $filter query parameter" (texts of a 400). */
const BAD_READS: ReadonlyArray<readonly [RegExp, Id]> = [
	[SKIP_TOKEN, 'expiredPage'],
	[FILTER, 'invalidFilter'],
	[SELECT, 'invalidSelect'],
	[PROPERTY, 'invalidSelect'],
];

/** What is written has no filter and no next page; its content may speak of either. */
const BAD_WRITES: typeof BAD_READS = [[SELECT, 'invalidSelect']];

/** An option of OData in quotation marks is no name that anybody chose. */
const QUOTED_OPTION = /(['"])(\$[a-z]+)\1|(?<=query option )(['"])([a-z]+)\3/gi;

/** IDs for Microsoft's support, which a text may hold whatever it is about. */
const SUPPORT_ID = /\b(?:activity|correlation|trace|operation|(?:client-)?request)[ -]?id\b/gi;

/** Nothing but a path holds a GUID; a body may hold something else that has an identifier. */
const OF_GUID = /\bGUID\b/i;
const OF_ID = /\b(?:GUID|ID|identifier)\b/i;

const WELL_FORMED = /^(?:default|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** Whether Graph refuses the form of an ID in the path: only one that is no GUID can have a wrong one. */
function isMalformedId({ method, path, details }: GraphResponseError, said: readonly string[]): boolean {
	const malformed = Object.values(idsInPath(path)).filter((id) => !WELL_FORMED.test(id));
	if (malformed.length === 0) return false;
	const isRepeated = malformed.some((id) => details.message?.includes(`'${id}'`));
	return states(said, method === 'GET' || isRepeated ? OF_ID : OF_GUID);
}

/** Whether Graph named no reason at all. Source: microsoftgraph/microsoft-graph-explorer-v4, issue 4050. */
export function isUnexplained({ details }: GraphResponseError): boolean {
	return details.message === undefined && (details.code ?? 'unknownerror').toLowerCase() === 'unknownerror';
}

/** The entry of a status that says all there is to know. */
export function findStatus(failure: GraphResponseError): Finding {
	return finding(statusEntries, statusId(failure), { status: String(failure.status) });
}

function statusId(failure: GraphResponseError): Id {
	const { status, details } = failure;
	if (status === 400 || status === 410) {
		const message = details.message?.replace(QUOTED_OPTION, '$2$4').replace(SUPPORT_ID, '');
		const said = ownWords({ message });
		const signs = failure.method === 'GET' ? BAD_READS : BAD_WRITES;
		const sign = signs.find(([pattern]) => states(said, pattern))?.[1];
		if (sign && (status === 400 || sign === 'expiredPage')) return sign;
		if (status === 400 && isMalformedId(failure, said)) return 'malformedId';
	}
	if ((status === 400 || status === 500) && isUnexplained(failure)) return 'unknownError';
	if (status === 400) return 'badRequest';
	return BY_STATUS.get(status) ?? byClass(status);
}

function byClass(status: number): Id {
	if (status >= 400 && status <= 499) return 'requestRefused';
	return status >= 500 && status <= 599 ? 'graphUnavailable' : 'unexpectedStatus';
}
