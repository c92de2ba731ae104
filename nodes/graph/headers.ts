import { randomUUID } from 'node:crypto';
import { PACKAGE_VERSION } from '../version';
import type { HttpRequest, SendHttpRequest } from './http';

/** Names package and version to whoever reads Graph's logs. */
export const USER_AGENT = `n8n-nodes-security-copilot/${PACKAGE_VERSION}`;

/**
 * Gives every attempt a `client-request-id` of its own, which Microsoft's support can find.
 * Source: Microsoft Graph docs, "Best practices", chapter on reliability and support.
 */
export function withIdentification(send: SendHttpRequest): SendHttpRequest {
	return async (request) => await send({ ...request, headers: identified(request) });
}

/** Headers of one attempt. Parts of a batch get their own. */
export function identified({ headers }: Pick<HttpRequest, 'headers'>): Record<string, string> {
	return { ...headers, 'User-Agent': USER_AGENT, 'client-request-id': randomUUID() };
}
