import { NoAnswerError } from '../copilot/failures';
import {
	ConnectionError,
	GraphResponseError,
	SignInError,
	UnexpectedAnswerError,
	type GraphErrorDetails,
} from '../graph/errors';
import type { Identification } from '../graph/identification';
import { ForeignLinkError } from '../graph/origin';
import { presentable } from '../text/redaction';
import { isPage } from './catalogue/graph';
import type { ErrorDescription } from './ErrorDescription';
import { readableTime, utcTime } from './utcTime';

/** What a failure itself says, fit to be shown. */
export interface Details extends Pick<
	ErrorDescription,
	'httpStatus' | 'code' | 'requestId' | 'clientRequestId' | 'date'
> {
	/** Who says what. */
	quotation?: string;
	/** The names of the two IDs; default: as Graph's headers. */
	idNames?: readonly [requestId: string, clientRequestId: string];
}

const GRAPH_ID_NAMES = ['request-id', 'client-request-id'] as const;
const ENTRA_ID_NAMES = ['Trace ID', 'Correlation ID'] as const;

const MAX_QUOTATION_LENGTH = 400;

/** Collects the details of a failure; nothing in them is a secret. */
export function detailsOf(failure: unknown): Details {
	if (failure instanceof GraphResponseError) {
		const speaker = isPage(failure) ? 'The page' : 'Microsoft Graph';
		return { httpStatus: failure.status, ...answerDetails(failure.details, speaker) };
	}
	if (failure instanceof UnexpectedAnswerError) return answerDetails(failure.details, 'Microsoft Graph');
	if (failure instanceof SignInError) {
		const { code, detail, identification } = failure;
		return {
			code: presentableCode(code),
			quotation: quotation('Microsoft Entra', detail),
			...identificationDetails(identification),
			...(identification.requestId !== undefined && { idNames: ENTRA_ID_NAMES }),
		};
	}
	if (failure instanceof ConnectionError) {
		return { code: presentableCode(failure.code), ...identificationDetails(failure.identification) };
	}
	if (failure instanceof ForeignLinkError) return identificationDetails(failure.identification);
	if (failure instanceof NoAnswerError) {
		const { detail, identification } = failure.told;
		return {
			quotation: quotation('Security Copilot', detail),
			...identificationDetails(identification),
		};
	}
	return {};
}

/** The words of an error that the catalogue does not know. */
export function detailsOfUnknown(failure: unknown): Details {
	return { quotation: quotation('n8n', failure instanceof Error ? failure.message : failure) };
}

function answerDetails(details: GraphErrorDetails, speaker: string): Details {
	return {
		code: presentableCode(details.code),
		quotation: quotation(speaker, details.message),
		...identificationDetails(details),
	};
}

function identificationDetails({ requestId, clientRequestId, date }: Identification = {}): Details {
	return {
		requestId: presentableId(requestId),
		clientRequestId: presentableId(clientRequestId),
		date: utcTime(date),
	};
}

function quotation(speaker: string, words: unknown): string | undefined {
	const said = presentable(words, MAX_QUOTATION_LENGTH);
	return said && `${speaker} says "${said}"`;
}

/** A code is one word; anything longer is not one. */
function presentableCode(code: unknown): string | undefined {
	const text = presentable(code, 80);
	return text !== undefined && /^[\w.:-]+$/.test(text) ? text : undefined;
}

/** GUIDs and W3C trace IDs are hexadecimal; anything else must not look like a token. */
function presentableId(id: unknown): string | undefined {
	return typeof id === 'string' && presentable(id, 100) === id ? id : undefined;
}

/** The details as one sentence. The ID of the entry makes it findable in docs/errors.md. */
export function detailsSentence(details: Details, id: string): string {
	const { httpStatus, code, requestId, clientRequestId, date } = details;
	const [requestIdName, clientRequestIdName] = details.idNames ?? GRAPH_ID_NAMES;
	const parts = [
		httpStatus !== undefined && `HTTP status ${httpStatus}`,
		code && `code ${code}`,
		details.quotation,
		requestId && `${requestIdName} ${requestId}`,
		clientRequestId && `${clientRequestIdName} ${clientRequestId}`,
		date && readableTime(date),
		`reference ${id}`,
	];
	return `Details: ${parts.filter(Boolean).join('; ')}.`;
}
