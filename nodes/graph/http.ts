/**
 * Requests and answers, as the Graph layer builds and reads them. A `SendHttpRequest` sends them with n8n's helper, its
 * token and its proxy settings.
 */

import { randomUUID } from 'node:crypto';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../version';

export interface HttpRequest {
	method: 'GET' | 'POST' | 'PATCH';
	/** Absolute, with the query, sent as it is. */
	url: string;
	headers: Record<string, string>;
	/** JSON text. A string, because n8n's helper drops an empty object, and Graph wants `{}` for an evaluation. */
	body?: string;
}

export interface HttpResponse {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	/** The body as it came, decoded from UTF-8. Empty for a part of a batch with a body of JSON. */
	text: string;
	/** The body as a value of JSON; undefined where it is none. */
	body?: unknown;
	/** `request-id` of the batch, because a part may have none. */
	envelopeRequestId?: string;
}

/**
 * Sends one request with the credential's token. Returns every status, a second 401 included.
 *
 * @throws ConnectionError, SignInError or CancelledError when there is no complete answer
 */
export type SendHttpRequest = (request: HttpRequest) => Promise<HttpResponse>;

/** Code of a ConnectionError for a body that is larger than any answer of Graph. Another attempt has the same result. */
export const BODY_TOO_LARGE = 'ERR_BODY_TOO_LARGE';

/** An answer whose body is parsed once, because it can be megabytes. */
export function httpResponse(status: number, headers: object, text: string): HttpResponse {
	return { status, headers: lowerCaseHeaders(headers), text, body: parsed(text) };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Whether a value of JSON is an object. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Header values as text; one that came twice is joined with a comma, as HTTP allows. */
export function lowerCaseHeaders(headers: object): Record<string, string> {
	const found: Record<string, string> = {};
	for (const [name, value] of Object.entries(headers)) {
		if (value !== undefined && value !== null) found[name.toLowerCase()] = [value].flat().join(', ');
	}
	return found;
}

/** Names package and version in Graph's logs. */
export const USER_AGENT = `${PACKAGE_NAME}/${PACKAGE_VERSION}`;

/**
 * Adds the headers of one attempt, alone or as a part of a batch: each has a `client-request-id` of its own, which
 * Microsoft's support can find. Source: Microsoft Graph docs, "Best practices", chapter on reliability and support.
 */
export function identified(request: HttpRequest): HttpRequest {
	const headers = { ...request.headers, 'User-Agent': USER_AGENT, 'client-request-id': randomUUID() };
	return { ...request, headers };
}
