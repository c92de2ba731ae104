import { randomUUID } from 'node:crypto';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../version';
import { ConnectionError } from './errors';
import type { HttpRequest, SendHttpRequest } from './http';

/** Names package and version in Graph's logs. */
export const USER_AGENT = `${PACKAGE_NAME}/${PACKAGE_VERSION}`;

/**
 * Gives every attempt a `client-request-id` of its own, which Microsoft's support can find.
 * Source: Microsoft Graph docs, "Best practices", chapter on reliability and support.
 */
export function withIdentification(send: SendHttpRequest): SendHttpRequest {
	return async (request) => {
		const headers = identified(request);
		const outcome = await send({ ...request, headers }).catch((error: unknown) => asSent(error, headers));
		if (outcome instanceof Error) throw outcome;
		// Not every layer that answers repeats it.
		outcome.headers['client-request-id'] ??= headers['client-request-id'];
		return outcome;
	};
}

/** Microsoft's support finds a request without an answer by the ID and time that it was sent with. */
function asSent(error: unknown, headers: AttemptHeaders): Error {
	if (error instanceof ConnectionError) {
		error.identification = {
			clientRequestId: headers['client-request-id'],
			// The machine's clock, because logs are searched by it.
			date: new Date().toISOString(),
		};
	}
	return error instanceof Error ? error : new Error(String(error));
}

/** Headers that every attempt has. */
export type AttemptHeaders = Record<string, string> & { 'client-request-id': string };

/** Headers of one attempt. Parts of a batch get their own. */
export function identified({ headers }: Pick<HttpRequest, 'headers'>): AttemptHeaders {
	return { ...headers, 'User-Agent': USER_AGENT, 'client-request-id': randomUUID() };
}
