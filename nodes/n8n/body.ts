import { BODY_TOO_LARGE } from '../graph/http';
import { deadlines } from './deadlines';

/**
 * No answer of Security Copilot comes near this: a batch of twenty answers of 2 MB each still fits. What is larger is
 * a fault, and must not fill the memory of an n8n that other workflows share.
 */
export const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** What all bodies of this process may hold while they are being read. */
const MAX_UNDER_WAY_BYTES = 3 * MAX_BODY_BYTES;

let underWayBytes = 0;

/** A body that was given up: too large, too slow, or broken on the way. */
export class BodyError extends Error {
	override readonly name = 'BodyError';

	constructor(
		/** `ETIMEDOUT`, the one for a body that is too large, or Node's or zlib's code. */
		readonly code: string,
	) {
		super(`The body of the answer could not be read (${code})`);
	}
}

/** What n8n's helper hands out for `encoding: 'stream'`: a Node stream, read here without importing Node's module. */
export interface BodyStream extends AsyncIterable<Uint8Array> {
	destroy(error?: Error): void;
}

/**
 * Reads a body to its end as UTF-8, or gives it up and closes its connection.
 *
 * @param deadlineMs point in time, milliseconds since the epoch; progress does not extend it
 * @throws BodyError
 */
export async function readBody(stream: BodyStream, deadlineMs: number): Promise<string> {
	const chunks: Uint8Array[] = [];
	const problem = await collect(stream, chunks, deadlineMs);
	if (problem) {
		stream.destroy();
		throw problem;
	}
	// TextDecoder drops a byte order mark, which some gateways put in front.
	return new TextDecoder().decode(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
}

async function collect(
	stream: BodyStream,
	chunks: Uint8Array[],
	deadlineMs: number,
): Promise<BodyError | undefined> {
	const deadline = deadlineOf(stream, deadlineMs);
	let size = 0;
	let isOver = false;
	const readAll = async (): Promise<BodyError | undefined> => {
		for await (const chunk of stream) {
			if (isOver) break;
			size += chunk.byteLength;
			underWayBytes += chunk.byteLength;
			if (size > MAX_BODY_BYTES || underWayBytes > MAX_UNDER_WAY_BYTES) return new BodyError(BODY_TOO_LARGE);
			chunks.push(chunk);
		}
		return undefined;
	};
	try {
		return await Promise.race([readAll(), deadline.passed]);
	} catch (error) {
		return error instanceof BodyError
			? error
			: new BodyError(String((error as { code?: unknown }).code ?? 'ECONNRESET'));
	} finally {
		isOver = true;
		deadline.remove();
		underWayBytes -= size;
	}
}

/**
 * Destroying the stream alone would not end the reading of a body that has fallen silent: around what came from the
 * network there is a generator, which hears of it with the next byte only. Source: axios, `lib/adapters/http.js`
 * (`enforceMaxContentLength`), with the `maxContentLength` that n8n's helper sets.
 */
function deadlineOf(
	stream: BodyStream,
	deadlineMs: number,
): { passed: Promise<BodyError>; remove: () => void } {
	let remove!: () => void;
	const passed = new Promise<BodyError>((resolve) => {
		const deadline = deadlines.add(deadlineMs, () => {
			const late = new BodyError('ETIMEDOUT');
			stream.destroy(late);
			resolve(late);
		});
		remove = () => deadline.remove();
	});
	return { passed, remove };
}
