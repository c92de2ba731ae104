import type { AttemptHeaders } from './headers';
import type { HttpRequest, HttpResponse } from './http';

/** Most parts that Graph takes. Source: Microsoft Graph docs, "Combine multiple HTTP requests using JSON batching". */
export const MAX_PARTS = 20;

/** The address of `$batch` and of what its parts are relative to. @param baseUrl origin of Graph */
export function batchAddress(baseUrl: string, version: string): { url: string; root: string } {
	return { url: `${baseUrl}/${version}/$batch`, root: `${baseUrl}/${version}/` };
}

/** Whether a request can be a part: a GET below the version that the batch is sent to. */
export function isBatchable({ method, url }: HttpRequest, root: string): boolean {
	return method === 'GET' && url.startsWith(root);
}

/** A request as it is sent. */
export type Part = HttpRequest & { headers: AttemptHeaders };

/**
 * Builds the envelope for some GETs. IDs are their positions.
 *
 * @param parts at most `MAX_PARTS`, each `isBatchable`
 */
export function batchRequest(
	parts: readonly Part[],
	{ url, root }: { url: string; root: string },
): HttpRequest {
	const requests = parts.map((part, index) => ({
		id: String(index),
		method: part.method,
		url: `/${part.url.slice(root.length)}`,
		headers: part.headers,
	}));
	return {
		method: 'POST',
		url,
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
	parts: readonly Part[],
	{ date, 'request-id': envelopeRequestId }: Readonly<Record<string, string>> = {},
): Array<HttpResponse | undefined> | undefined {
	const { responses } = (body ?? {}) as { responses?: unknown };
	if (!Array.isArray(responses)) return undefined;
	const answers = new Array<HttpResponse | undefined>(parts.length).fill(undefined);
	for (const response of responses as unknown[]) {
		const answer = readPart(response);
		const part = parts[answer?.index ?? Number.NaN];
		if (!answer || !part) continue;
		answer.response.headers['client-request-id'] ??= part.headers['client-request-id'];
		if (date !== undefined) answer.response.headers.date ??= date;
		if (envelopeRequestId !== undefined) answer.response.envelopeRequestId = envelopeRequestId;
		answers[answer.index] ??= answer.response;
	}
	return answers;
}

function readPart(part: unknown): { index: number; response: HttpResponse } | undefined {
	if (typeof part !== 'object' || part === null) return undefined;
	const { id, status, headers, body } = part as Record<string, unknown>;
	if (typeof id !== 'string' || !/^\d{1,2}$/.test(id) || typeof status !== 'number') return undefined;
	return { index: Number(id), response: { status, headers: readHeaders(headers), ...readBody(body) } };
}

function readHeaders(headers: unknown): Record<string, string> {
	if (typeof headers !== 'object' || headers === null) return {};
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name.toLowerCase(), textOf(value)]),
	);
}

/** Values that are neither text nor number are left out. */
function textOf(value: unknown): string {
	const values = [value].flat().filter((entry) => typeof entry === 'string' || typeof entry === 'number');
	return values.join(', ');
}

/** A part holds JSON as a value, any other body as text. */
function readBody(body: unknown): Pick<HttpResponse, 'text' | 'body'> {
	if (typeof body === 'object' && body !== null) return { text: '', body };
	return { text: typeof body === 'string' ? body : '' };
}
