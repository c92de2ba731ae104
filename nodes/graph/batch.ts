import { lowerCaseHeaders, type IdentifiedRequest, type HttpRequest, type HttpResponse } from './http';

/** Most parts that Graph takes. Source: Microsoft Graph docs, "Combine multiple HTTP requests using JSON batching". */
export const MAX_PARTS = 20;

/**
 * Whether a request can be a part: a GET below the version that the batch is sent to.
 *
 * @param root address of that version, with a slash at the end
 */
export function isBatchable({ method, url }: HttpRequest, root: string): boolean {
	return method === 'GET' && url.startsWith(root);
}

/**
 * Builds the envelope for some GETs. IDs are their positions.
 *
 * @param parts at most `MAX_PARTS`, each `isBatchable`
 */
export function batchRequest(parts: readonly IdentifiedRequest[], root: string): HttpRequest {
	const requests = parts.map(({ method, url, headers }, index) => ({
		id: String(index),
		method,
		url: `/${url.slice(root.length)}`,
		headers,
	}));
	return {
		method: 'POST',
		url: `${root}$batch`,
		headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
		body: JSON.stringify({ requests }),
	};
}

/**
 * Reads the answers of a batch, whose order is not promised. An answer that came twice counts once.
 *
 * @param parts as they were sent
 * @param headers of the whole answer: its `Date` holds for the parts, and a part without a `request-id` is found by that
 * of the batch
 * @returns one entry per part in the order of the request; undefined for a part that was not answered; or undefined
 * when the whole body is not that of a batch
 */
export function batchResponses(
	body: unknown,
	parts: readonly IdentifiedRequest[],
	{ date, 'request-id': envelopeRequestId }: Readonly<Record<string, string>> = {},
): Array<HttpResponse | undefined> | undefined {
	const { responses } = (body ?? {}) as { responses?: unknown };
	if (!Array.isArray(responses)) return undefined;
	const answers = new Array<HttpResponse | undefined>(parts.length).fill(undefined);
	for (const response of responses as unknown[]) {
		const { id, status, headers, body: content } = (response ?? {}) as Record<string, unknown>;
		const index = typeof id === 'string' && /^\d+$/.test(id) ? Number(id) : Number.NaN;
		const part = parts[index];
		if (!part || typeof status !== 'number') continue;
		answers[index] ??= {
			status,
			headers: {
				'client-request-id': part.headers['client-request-id'],
				...(date !== undefined && { date }),
				...lowerCaseHeaders(headers ?? {}),
			},
			// A part holds JSON as a value, any other body as text.
			text: typeof content === 'string' ? content : '',
			...(typeof content === 'object' && content !== null && { body: content }),
			envelopeRequestId,
		};
	}
	return answers;
}
