import { NoAnswerError } from '../copilot/failures';
import {
	ConnectionError,
	GraphResponseError,
	SignInError,
	UnexpectedAnswerError,
	type GraphErrorDetails,
} from '../graph/errors';
import { presentable } from '../text/redaction';
import type { ErrorDescription } from './ErrorDescription';
import { isPage } from './graphResponse';
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

/** Collects the details of a failure; nothing in them is a secret. @returns undefined for a failure without any */
export function detailsOf(failure: unknown): Details | undefined {
	if (failure instanceof GraphResponseError) {
		const speaker = isPage(failure) ? 'The page' : 'Microsoft Graph';
		return { httpStatus: failure.status, ...presentableDetails(failure.details, speaker) };
	}
	if (failure instanceof UnexpectedAnswerError) return presentableDetails(failure.details, 'Microsoft Graph');
	if (failure instanceof SignInError) {
		const { code, detail, identification } = failure;
		const details = presentableDetails({ code, message: detail, ...identification }, 'Microsoft Entra');
		return { ...details, idNames: ENTRA_ID_NAMES };
	}
	if (failure instanceof NoAnswerError) {
		const { detail, identification } = failure.told;
		return presentableDetails({ message: detail, ...identification }, 'Security Copilot');
	}
	if (failure instanceof ConnectionError) {
		return presentableDetails({ code: failure.code, ...failure.identification });
	}
	return undefined;
}

/** The words of an error that the catalogue does not know. */
export function detailsOfUnknown(failure: unknown): Details {
	return { quotation: quotation('n8n', failure instanceof Error ? failure.message : failure) };
}

function presentableDetails(details: GraphErrorDetails, speaker = ''): Details {
	return {
		code: presentableCode(details.code),
		quotation: quotation(speaker, details.message),
		requestId: presentableId(details.requestId),
		clientRequestId: presentableId(details.clientRequestId),
		date: utcTime(details.date),
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
	const { httpStatus, code, quotation: words, requestId, clientRequestId, date } = details;
	const [requestIdName, clientRequestIdName] = details.idNames ?? GRAPH_ID_NAMES;
	const parts = [
		httpStatus !== undefined && `HTTP status ${httpStatus}`,
		code && `code ${code}`,
		words,
		requestId && `${requestIdName} ${requestId}`,
		clientRequestId && `${clientRequestIdName} ${clientRequestId}`,
		date && readableTime(date),
		`reference ${id}`,
	];
	return `Details: ${parts.filter(Boolean).join('; ')}.`;
}
