/**
 * Requests and answers. The code that knows Graph builds and reads them; how they are sent (n8n's helper, its token, its
 * proxy settings) is the matter of a `SendHttpRequest`.
 */

export type HttpMethod = 'GET' | 'POST' | 'PATCH';

export interface HttpRequest {
	method: HttpMethod;
	/** Absolute, complete with query: it is sent as it stands. */
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
	/** `request-id` of the batch that brought it: a part need not have one of its own. */
	envelopeRequestId?: string;
	/** Why the body is not there, as a code; the status came all the same. */
	bodyProblem?: string;
}

/**
 * Sends one request with the credential's token. Returns every status, a second 401 included.
 *
 * @throws ConnectionError, SignInError or CancelledError when there is no answer
 */
export type SendHttpRequest = (request: HttpRequest) => Promise<HttpResponse>;

/** Code for a body that is larger than any answer of Graph. The same request would bring it again. */
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
