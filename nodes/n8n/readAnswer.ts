import { ConnectionError, readIdentification } from '../graph/errors';
import { BODY_TOO_LARGE, httpResponse, type HttpResponse } from '../graph/http';
import { withDeadline } from './time';

/** A batch of twenty answers of 2 MB each still fits. What is larger must not fill the memory of the n8n process. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Longest time from the headers to the last byte. */
const BODY_TIMEOUT_MS = 90_000;

/** An answer of which the headers have come, as n8n's helper returns it. */
export interface Received {
	statusCode: number;
	headers: object;
	/** A stream for `encoding: 'stream'`; of a status that n8n has thrown, anything. */
	body: unknown;
}

/** A stream of Node, without an import of its module. */
interface BodyStream extends AsyncIterable<Uint8Array> {
	destroy(): void;
}

/**
 * Reads the body of an answer, as UTF-8.
 *
 * @param host that answered
 * @throws ConnectionError where the body of a success breaks off, is too slow or too large; then its connection is closed
 */
export async function readAnswer(
	{ statusCode: status, headers, body }: Received,
	host: string,
): Promise<HttpResponse> {
	if (!isStream(body)) {
		return httpResponse(status, headers, typeof body === 'string' ? body : JSON.stringify(body ?? ''));
	}
	try {
		return httpResponse(status, headers, await withDeadline(BODY_TIMEOUT_MS, collect(body)));
	} catch (error) {
		body.destroy();
		const answer = httpResponse(status, headers, '');
		// The status of a refusal says enough.
		if (status >= 300) return answer;
		const { code } = error as { code?: unknown };
		const failure = new ConnectionError(String(code ?? 'ECONNRESET'), host, false);
		failure.identification = readIdentification(answer);
		throw failure;
	}
}

function isStream(body: unknown): body is BodyStream {
	return typeof (body as Partial<BodyStream> | null | undefined)?.destroy === 'function';
}

async function collect(stream: BodyStream): Promise<string> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	for await (const chunk of stream) {
		size += chunk.byteLength;
		if (size > MAX_BODY_BYTES) throw Object.assign(new Error('Too large'), { code: BODY_TOO_LARGE });
		chunks.push(chunk);
	}
	// TextDecoder drops a byte order mark, which some gateways put in front.
	return new TextDecoder().decode(Buffer.concat(chunks));
}
