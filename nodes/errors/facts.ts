import {
	ConnectionError,
	GraphResponseError,
	SignInError,
	UnexpectedAnswerError,
	type GraphErrorDetails,
} from '../graph/errors';
import type { Identification } from '../graph/identification';
import { ForeignLinkError } from '../graph/origin';
import type { ErrorDescription } from './ErrorDescription';
import { isNamed } from './failures';
import { presentable } from '../text/redaction';
import { readableTime, utcTime } from './utcTime';

/** What a failure itself says, fit to be shown. */
export interface Facts extends Pick<
	ErrorDescription,
	'httpStatus' | 'code' | 'requestId' | 'clientRequestId' | 'date'
> {
	/** Who speaks in `says`. */
	speaker?: string;
	says?: string;
	/** What the two IDs are called by those who look them up; default: as Graph's headers. */
	idNames?: readonly [requestId: string, clientRequestId: string];
}

const GRAPH_ID_NAMES = ['request-id', 'client-request-id'] as const;
const ENTRA_ID_NAMES = ['Trace ID', 'Correlation ID'] as const;

const MAX_SAID_LENGTH = 400;

/** Collects the facts of a failure; nothing in them is a secret. */
export function factsOf(failure: unknown): Facts {
	if (failure instanceof GraphResponseError) {
		const isPage = /\bhtml\b/i.test(failure.headers['content-type'] ?? '');
		return {
			httpStatus: failure.status,
			...answerFacts(failure.details, isPage ? 'The page' : 'Microsoft Graph'),
		};
	}
	if (failure instanceof UnexpectedAnswerError) return answerFacts(failure.details, 'Microsoft Graph');
	if (failure instanceof SignInError) {
		const { code, detail, identification } = failure;
		return {
			code: presentableCode(code),
			...said('Microsoft Entra', detail),
			...identificationFacts(identification),
			...(identification.requestId !== undefined && { idNames: ENTRA_ID_NAMES }),
		};
	}
	if (failure instanceof ConnectionError) {
		return { code: presentableCode(failure.code), ...identificationFacts(failure.identification) };
	}
	if (failure instanceof ForeignLinkError) return identificationFacts(failure.identification);
	if (isNamed(failure, 'EvaluationError')) {
		return { ...said('Security Copilot', failure.content), ...identificationFacts(failure.identification) };
	}
	return {};
}

/** The words of an error that nobody knows. */
export function factsOfUnknown(failure: unknown): Facts {
	return said('n8n', failure instanceof Error ? failure.message : failure);
}

function answerFacts(details: GraphErrorDetails, speaker: string): Facts {
	return {
		code: presentableCode(details.code),
		...said(speaker, details.message),
		...identificationFacts(details),
	};
}

function identificationFacts({ requestId, clientRequestId, date }: Identification = {}): Facts {
	return {
		requestId: presentableId(requestId),
		clientRequestId: presentableId(clientRequestId),
		date: utcTime(date),
	};
}

function said(speaker: string, words: unknown): Pick<Facts, 'speaker' | 'says'> {
	const says = presentable(words, MAX_SAID_LENGTH);
	return says === undefined ? {} : { speaker, says };
}

/** A code is one word; anything longer is not one. */
function presentableCode(code: unknown): string | undefined {
	const text = presentable(code, 80);
	return text !== undefined && /^[\w.:-]+$/.test(text) ? text : undefined;
}

/** GUIDs and W3C trace IDs are hexadecimal; anything else must not look like a token. */
function presentableId(id: unknown): string | undefined {
	if (typeof id !== 'string') return undefined;
	if (/^[0-9a-f-]{8,64}$/i.test(id)) return id;
	const text = presentable(id, 100);
	return text === id ? id : undefined;
}

/** The facts as the last sentence of a description. The ID of the entry makes it findable in docs/errors.md. */
export function factsSentence(facts: Facts, id: string): string {
	const { httpStatus, code, speaker, says, requestId, clientRequestId, date } = facts;
	const [requestIdName, clientRequestIdName] = facts.idNames ?? GRAPH_ID_NAMES;
	const parts = [
		httpStatus !== undefined && `HTTP status ${httpStatus}`,
		code && `code ${code}`,
		says && `${speaker} says "${says}"`,
		requestId && `${requestIdName} ${requestId}`,
		clientRequestId && `${clientRequestIdName} ${clientRequestId}`,
		date && readableTime(date),
		`reference ${id}`,
	];
	return `Details: ${parts.filter(Boolean).join('; ')}.`;
}
