import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

import type { GraphAnswer } from '../graph/answer';

/** The bytes of a body. @param ascii true writes every character above ASCII as an escape */
export function bytesOf(body: unknown): Buffer {
	if (body === undefined || body === null) return Buffer.alloc(0);
	if (Buffer.isBuffer(body)) return body;
	return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body), 'utf8');
}

/** Sends an answer as Graph does: chunked, and gzipped for clients that accept it (observed). */
export function deliver(
	answer: GraphAnswer,
	acceptEncoding: string | undefined,
	response: ServerResponse,
): void {
	const bytes = bytesOf(answer.body);
	if (bytes.length === 0) {
		response.writeHead(answer.status, answer.headers).end();
		return;
	}
	const zipped = /\bgzip\b/i.test(acceptEncoding ?? '');
	response.writeHead(answer.status, { ...answer.headers, ...(zipped && { 'content-encoding': 'gzip' }) });
	// Without a Content-Length a write before the end makes Node send chunks.
	response.write(zipped ? gzipSync(bytes) : bytes);
	response.end();
}
