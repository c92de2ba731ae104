import { sleep } from 'n8n-workflow';
import { BODY_TOO_LARGE } from '../graph/http';

/** A batch of twenty answers of 2 MB each still fits. What is larger must not fill the memory of the n8n process. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** What n8n's helper returns for `encoding: 'stream'`, without an import of Node's module. */
export interface BodyStream extends AsyncIterable<Uint8Array> {
	destroy(error?: Error): void;
}

/** Something took too long. */
export class DeadlineError extends Error {
	override readonly name = 'DeadlineError';
	readonly code = 'ETIMEDOUT';
}

/** @throws DeadlineError when something takes longer than so many milliseconds */
export async function withDeadline<T>(milliseconds: number, pending: Promise<T>): Promise<T> {
	const done = new AbortController();
	const late = sleep(milliseconds, done.signal).then(() => {
		throw new DeadlineError();
	});
	try {
		return await Promise.race([pending, late]);
	} finally {
		done.abort();
	}
}

/** Reads a body to its end as UTF-8. @returns the text, or the code of the problem; then its connection is closed */
export async function readBody(
	stream: BodyStream,
	milliseconds: number,
): Promise<{ text: string; bodyProblem?: string }> {
	const collect = async () => {
		const chunks: Uint8Array[] = [];
		let size = 0;
		for await (const chunk of stream) {
			size += chunk.byteLength;
			if (size > MAX_BODY_BYTES) throw Object.assign(new Error('Too large'), { code: BODY_TOO_LARGE });
			chunks.push(chunk);
		}
		// TextDecoder drops a byte order mark, which some gateways put in front.
		return new TextDecoder().decode(Buffer.concat(chunks));
	};
	try {
		return { text: await withDeadline(milliseconds, collect()) };
	} catch (error) {
		stream.destroy();
		return { text: '', bodyProblem: String((error as { code?: unknown }).code ?? 'ECONNRESET') };
	}
}
