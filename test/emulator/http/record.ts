import type { ReceivedRequest } from './listener';

/** One request as a test reads it: the proof of what a client sent, how often and when. */
export interface RecordedRequest {
	/** When it arrived: emulator time, milliseconds since the epoch. */
	time: number;
	method: string;
	/** Raw path and query. */
	url: string;
	/** Names in lower case; `authorization` holds a label such as `Bearer <token:3>`, never the token. */
	headers: Record<string, string>;
	/** Parsed JSON or form; the raw text where it is neither; undefined without a body. */
	body: unknown;
	status?: number;
	/** `request-id` that the answer had, where there was one. */
	requestId?: string;
	answer?: unknown;
	/** `WWW-Authenticate` of the answer. */
	challenge?: string;
	/** Name of the fault that was applied. */
	fault?: string;
	/** A part of a `$batch` request; the envelope has its own record. */
	batchPart?: true;
	/** Id of the part within its batch. */
	partId?: string;
	/** Sent before a `Retry-After` was over, by a client that could know of it. */
	early?: true;
	/** A paging URL that this server never handed out. */
	unknownNextLink?: true;
}

/**
 * Makes the record of a request.
 * @param labelOf replaces the value of the Authorization header
 */
export function recordOf(
	request: ReceivedRequest,
	time: number,
	labelOf: (authorization: string) => string,
): RecordedRequest {
	const headers = { ...request.headers };
	if (headers['authorization'] !== undefined) headers['authorization'] = labelOf(headers['authorization']);
	return { time, method: request.method, url: request.url, headers, body: bodyOf(request) };
}

/** Parsed JSON or form; the raw text where it is neither; undefined without a body. */
export function bodyOf({ body, headers }: ReceivedRequest): unknown {
	if (body.length === 0) return undefined;
	const text = body.toString('utf8');
	if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
		return Object.fromEntries(new URLSearchParams(text));
	}
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
