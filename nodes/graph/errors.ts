import type { Identification } from './entity';
import { isJsonObject, type HttpRequest, type HttpResponse } from './http';

/** What an answer of Graph says about its failure, in whatever shape it came. Everything may be missing. */
export interface GraphErrorDetails extends Identification {
	/** Graph's `error.code`, for example `Authorization_RequestDenied`. Compare without regard to case. */
	code?: string;
	message?: string;
}

/** An answer of Graph that is not a success. */
export class GraphResponseError extends Error {
	override readonly name = 'GraphResponseError';

	constructor(
		readonly status: number,
		readonly details: GraphErrorDetails,
		readonly method: HttpRequest['method'],
		/** Without the host; IDs are in it, secrets are not. */
		readonly path: string,
		readonly headers: Readonly<Record<string, string>> = {},
		/** Length of the body that was sent, where there was one. */
		readonly sentCharacters?: number,
		/** The address came from the page before, and has a skip token. */
		readonly isNextPage = false,
	) {
		super(`Graph answered ${status}${details.code ? ` ${details.code}` : ''} to ${method} ${path}`);
	}
}

/** An answer with a success status whose body is not what Graph documents. */
export class UnexpectedAnswerError extends Error {
	override readonly name = 'UnexpectedAnswerError';

	constructor(
		/** Completes "The answer …". */
		readonly reason: string,
		readonly details: GraphErrorDetails = {},
	) {
		super(`The answer ${reason}`);
	}
}

/**
 * No answer at all, or half of one: the name was not found, the connection was refused or broke, nothing came in time, or
 * too much.
 */
export class ConnectionError extends Error {
	override readonly name = 'ConnectionError';

	/** What the request was sent with, and what is known of an answer whose body broke. */
	identification: Identification = {};

	constructor(
		/** Node's error code, for example `ECONNREFUSED`. */
		readonly code: string,
		readonly host: string,
		/** Certain that no byte of the request reached the host, so that even a paid request may be sent again. */
		readonly notSent: boolean,
	) {
		super(`No answer from ${host} (${code})`);
	}
}

/** What an attempt came to: an answer, or why there is none. */
export type Attempt = HttpResponse | ConnectionError;

/** Retries or time are used up. No attempt got a final answer, and none had an effect. */
export class RetriesExhaustedError extends Error {
	override readonly name = 'RetriesExhaustedError';

	/** When an attempt makes sense again, in milliseconds since the epoch, where the server has said so. */
	readonly retryAt?: number;

	/** What the last attempt came to; undefined where none was made. */
	override readonly cause?: GraphResponseError | ConnectionError;

	constructor(
		{ retryAt }: { retryAt?: number },
		request: HttpRequest,
		/** Requests that were sent. */
		readonly tries: number,
		last?: Attempt,
	) {
		super(`Gave up after ${tries} tries`);
		this.retryAt = retryAt;
		this.cause = last && asError(last, request);
	}
}

/** A POST was sent, and nobody knows whether it created something. It must be looked up, never replayed blindly. */
export class UnconfirmedPostError extends Error {
	override readonly name = 'UnconfirmedPostError';

	/** Milliseconds to wait before looking; undefined where the server asks to wait for longer than the request may. */
	readonly delayMs?: number;

	/** Whether the request may be sent again once nothing new is found. */
	readonly mayReplay: boolean;

	override readonly cause: GraphResponseError | ConnectionError;

	constructor(
		{ delayMs, mayReplay }: { delayMs?: number; mayReplay: boolean },
		request: HttpRequest,
		last: Attempt,
	) {
		super('It is unknown whether the request took effect');
		this.delayMs = delayMs;
		this.mayReplay = mayReplay;
		this.cause = asError(last, request);
	}
}

/** An answer as the error that it stands for. */
export function asError(
	attempt: Attempt,
	{ method, url, body }: HttpRequest,
): GraphResponseError | ConnectionError {
	if (attempt instanceof ConnectionError) return attempt;
	const { pathname, searchParams } = new URL(url);
	const { status, headers } = attempt;
	return new GraphResponseError(
		status,
		readErrorDetails(attempt),
		method,
		pathname,
		headers,
		body?.length,
		searchParams.has('$skiptoken'),
	);
}

/**
 * Whether Graph refuses the token of a request: with 401, or with 403 and the code of an expired or broken token. A new
 * token helps. Source: n8n issues #17450 and #17484 quote the 403 with "Lifetime validation failed, the token is expired."
 */
export function refusesToken(response: HttpResponse | undefined): boolean {
	if (response?.status !== 403) return response?.status === 401;
	return readErrorDetails(response).code?.toLowerCase() === 'invalidauthenticationtoken';
}

/** Microsoft Entra issued no token, or n8n has none to send. */
export class SignInError extends Error {
	override readonly name = 'SignInError';

	constructor(
		/** `unreachable` may pass: no answer, or one that speaks of trouble or of too many requests. */
		readonly reason: 'notConnected' | 'reconnect' | 'refused' | 'unreachable',
		/** Entra's number, for example `AADSTS7000222`, where it is known. */
		readonly code?: string,
		/** Entra's own sentence, without trace IDs. */
		readonly detail?: string,
		/** Entra's trace ID, correlation ID and timestamp, in Graph's names. */
		readonly identification: Identification = {},
	) {
		super(`Sign-in failed${code ? ` (${code})` : ''}`);
	}
}

const MAX_MESSAGE_LENGTH = 500;

/** A code is a word or a few. Longer ones are cut, because patterns search them. */
const MAX_CODE_LENGTH = 200;

/**
 * Reads the error of an answer defensively: Graph spells `innerError` two ways, other layers answer with plain text,
 * HTML or nothing at all.
 */
export function readErrorDetails(response: HttpResponse): GraphErrorDetails {
	const body = objectOf(response.body);
	const error = objectOf(body.error);
	const inner = objectOf(error.innerError ?? error.innererror);
	const said = text(error.message) ?? text(body.error) ?? text(body.message);
	const message = said ?? (response.body === body ? undefined : plainText(response.text));
	const { requestId, clientRequestId, date } = readIdentification(response);
	return {
		code: (text(error.code) ?? text(body.code))?.slice(0, MAX_CODE_LENGTH),
		message: message?.slice(0, MAX_MESSAGE_LENGTH),
		requestId: response.headers['request-id'] ?? text(inner['request-id']) ?? text(body.traceId) ?? requestId,
		clientRequestId: clientRequestId ?? text(inner['client-request-id']),
		date: date ?? text(inner.date),
	};
}

/** Reads what an answer is found by, of a success too. */
export function readIdentification({ headers, envelopeRequestId }: HttpResponse): Identification {
	return {
		requestId: headers['request-id'] ?? envelopeRequestId,
		clientRequestId: headers['client-request-id'],
		date: headers.date,
	};
}

/** A short extract of a text body; of an HTML page only what stands between the tags. */
function plainText(body: string): string | undefined {
	const start = body.slice(0, 4 * MAX_MESSAGE_LENGTH);
	const visible = /^\s*</.test(start)
		? start.replace(/<(script|style)[\s\S]*?(<\/\1>|$)|<[^>]*(>|$)/gi, ' ')
		: start;
	return text(visible.replace(/\s+/g, ' ').trim().slice(0, 200));
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function objectOf(value: unknown): Record<string, unknown> {
	return isJsonObject(value) ? value : {};
}
