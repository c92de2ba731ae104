import { holdsMoreThan, MAX_VALUES } from './density';

/**
 * The seam between what knows Graph and what can send. Graph code builds requests and reads answers; how they
 * travel (n8n's helper, its token, its proxy settings) is the sender's business.
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
 * Sends one request with the credential's token. Answers with every status, a second 401 included.
 *
 * @throws ConnectionError, SignInError or CancelledError when there is no answer
 */
export type SendHttpRequest = (request: HttpRequest) => Promise<HttpResponse>;

/** Code for a body that is larger, or holds more, than any answer of Graph can. Asking again would bring it again. */
export const BODY_TOO_LARGE = 'ERR_BODY_TOO_LARGE';

/** A text as the body of an answer. Where parsing it would fill the memory, the body is not there. */
export function bodyOf(text: string): Pick<HttpResponse, 'text' | 'bodyProblem'> {
	return holdsMoreThan(MAX_VALUES, text) ? { text: '', bodyProblem: BODY_TOO_LARGE } : { text };
}

/** Lets no body through that must not be parsed. */
export function withBoundedBodies(send: SendHttpRequest): SendHttpRequest {
	return async (request) => {
		const response = await send(request);
		return { ...response, ...bodyOf(response.text) };
	};
}

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
