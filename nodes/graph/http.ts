/**
 * Requests and answers, as the Graph layer builds and reads them. A `SendHttpRequest` sends them with n8n's helper, its
 * token and its proxy settings.
 */

export type HttpMethod = 'GET' | 'POST' | 'PATCH';

export interface HttpRequest {
	method: HttpMethod;
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
	/** The body as text, decoded from UTF-8. Empty where `body` is given. */
	text: string;
	/** The body where it came parsed: parts of a batch do. */
	body?: unknown;
	/** `request-id` of the batch, because a part may have none. */
	envelopeRequestId?: string;
	/** Code of the reason why the body is missing although the status arrived. */
	bodyProblem?: string;
}

/**
 * Sends one request with the credential's token. Returns every status, a second 401 included.
 *
 * @throws ConnectionError, SignInError or CancelledError when there is no answer
 */
export type SendHttpRequest = (request: HttpRequest) => Promise<HttpResponse>;

/** Code for a body that is larger than any answer of Graph. Another attempt has the same result. */
export const BODY_TOO_LARGE = 'ERR_BODY_TOO_LARGE';

/**
 * The body of an answer as JSON, wherever it comes from.
 *
 * @returns undefined when it is not JSON
 */
export function jsonOf(response: HttpResponse): unknown {
	if (response.body !== undefined) return response.body;
	try {
		return JSON.parse(response.text);
	} catch {
		return undefined;
	}
}
