import type { ReceivedRequest } from '../http/listener';
import type { Identifiers } from '../identifiers';
import type { GraphAnswer } from './answer';
import { graphErrors } from './errors';

/** One request inside `$batch` (page "Combine multiple HTTP requests using JSON batching"). */
export interface BatchPart {
	id: string;
	method: string;
	url: string;
	headers?: Record<string, string>;
	body?: unknown;
}

/** One answer within the answer to a batch. */
export interface PartAnswer {
	id: string;
	status: number;
	headers: Record<string, string | string[]>;
	body?: unknown;
}

const LARGEST_BATCH = 20;

/**
 * Reads the envelope.
 * @throws GraphError 400 when it is malformed; then no part was run
 */
export function readBatch(bytes: Buffer): BatchPart[] {
	const requests = parse(bytes)?.requests;
	if (!Array.isArray(requests) || requests.length === 0) {
		throw graphErrors.invalidBatch('Invalid batch payload format.');
	}
	if (requests.length > LARGEST_BATCH) {
		throw graphErrors.invalidBatch(
			`Number of batch request steps exceeds the maximum value of ${LARGEST_BATCH}.`,
		);
	}
	const seen = new Set<string>();
	return requests.map((part: Partial<BatchPart> | null) => {
		if (typeof part?.id !== 'string' || !part.id)
			throw graphErrors.invalidBatch('Each request must have an id.');
		const { id, method, url } = part;
		if (seen.has(id.toLowerCase()))
			throw graphErrors.invalidBatch(`Request Id ${id} has to be unique in a batch.`);
		if (typeof method !== 'string' || typeof url !== 'string') {
			throw graphErrors.invalidBatch(`Request Id ${id} needs a method and a url.`);
		}
		if (/^\/?\$batch\b/i.test(url))
			throw graphErrors.invalidBatch('Nested batch requests are not supported.');
		seen.add(id.toLowerCase());
		return part as BatchPart;
	});
}

function parse(bytes: Buffer): { requests?: unknown } | null {
	try {
		return JSON.parse(bytes.toString('utf8')) as { requests?: unknown } | null;
	} catch {
		throw graphErrors.unreadableBody('the batch is no JSON');
	}
}

/**
 * Runs the parts one by one and answers them in another order.
 * @param run answers a part as if it had come alone
 */
export function runBatch(
	parts: BatchPart[],
	run: (part: BatchPart) => GraphAnswer,
	identifiers: Identifiers,
): object {
	const answers = parts.map((part): PartAnswer => ({ id: part.id, ...run(part) }));
	return { responses: identifiers.shuffle(answers) };
}

export const isBatch = ({ method, url }: ReceivedRequest): boolean =>
	method === 'POST' && /^\/beta\/(\$|%24)batch\/?$/i.test(url);

/** A part as a request of its own. The token of the envelope counts for it. */
export function partRequest(
	{ method, url, headers = {}, body }: BatchPart,
	envelope: ReceivedRequest,
): ReceivedRequest {
	const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
	const { authorization, host } = envelope.headers;
	return {
		method: method.toUpperCase(),
		url: `/beta/${url.replace(/^\//, '')}`,
		headers: { ...own, ...(host && { host }), ...(authorization && { authorization }) },
		body: body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body)),
		arrival: envelope.arrival,
	};
}
