import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

import { deliverDamaged, type WireFault } from '../faults/wire';
import type { GraphAnswer } from '../graph/answer';

/** The bytes of a body: JSON for objects, strings and buffers as they are. */
export function bytesOf(body: unknown): Buffer {
	if (body === undefined || body === null) return Buffer.alloc(0);
	if (Buffer.isBuffer(body)) return body;
	return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body), 'utf8');
}

/**
 * Sends an answer as Graph does: chunked, and gzipped for clients that accept it (observed).
 * @param wire damage on the way; damaged answers are not gzipped, so that a test sees the bytes it ordered
 */
export function deliver(
	answer: GraphAnswer,
	acceptEncoding: string | undefined,
	response: ServerResponse,
	wire?: WireFault,
): void {
	const { status, headers } = answer;
	const bytes = bytesOf(answer.body);
	if (wire) return deliverDamaged(wire, { status, headers, bytes, response });
	if (bytes.length === 0) {
		response.writeHead(status, headers).end();
		return;
	}
	const zipped = /\bgzip\b/i.test(acceptEncoding ?? '');
	response.writeHead(status, { ...headers, ...(zipped && { 'content-encoding': 'gzip' }) });
	// Without a Content-Length a write before the end makes Node send chunks.
	response.write(zipped ? gzipSync(bytes) : bytes);
	response.end();
}
