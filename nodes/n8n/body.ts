import { BODY_TOO_LARGE } from '../graph/http';
import { deadlines } from './deadlines';

/**
 * No answer of Security Copilot comes near this: a batch of twenty answers of 2 MB each still fits. What is larger is
 * a fault, and must not fill the memory of an n8n that other workflows share.
 */
export const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** What all bodies of this process may hold while they are being read; beyond it the largest of them is given up. */
const MAX_UNDER_WAY_BYTES = 3 * MAX_BODY_BYTES;

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
 * @param deadlineMs point in time by `performance.now`; progress does not extend it
 * @throws BodyError
 */
export async function readBody(stream: BodyStream, deadlineMs: number): Promise<string> {
	return await new Reading(stream).read(deadlineMs);
}

/** A body that is being read. */
class Reading {
	private static readonly underWay = new Set<Reading>();
	private static bytesUnderWay = 0;

	private chunks: Uint8Array[] = [];
	private size = 0;
	private giveUp!: (problem: BodyError) => void;
	/**
	 * Destroying the stream alone would not end the reading of a body that has fallen silent: around what came from the
	 * network there is a generator, which hears of it with the next byte only. Source: axios, `lib/adapters/http.js`
	 * (`enforceMaxContentLength`), with the `maxContentLength` that n8n's helper sets.
	 */
	private readonly givenUp = new Promise<never>((_resolve, reject) => (this.giveUp = reject));

	constructor(private readonly stream: BodyStream) {}

	async read(deadlineMs: number): Promise<string> {
		Reading.underWay.add(this);
		const deadline = deadlines.add(deadlineMs, () => this.giveUp(new BodyError('ETIMEDOUT')));
		try {
			await Promise.race([this.collect(), this.givenUp]);
			// TextDecoder drops a byte order mark, which some gateways put in front.
			return new TextDecoder().decode(this.chunks.length === 1 ? this.chunks[0] : Buffer.concat(this.chunks));
		} catch (error) {
			this.stream.destroy();
			throw asBodyError(error);
		} finally {
			deadline.remove();
			this.forget();
		}
	}

	private async collect(): Promise<void> {
		for await (const chunk of this.stream) {
			if (!Reading.underWay.has(this)) return;
			this.chunks.push(chunk);
			this.size += chunk.byteLength;
			Reading.bytesUnderWay += chunk.byteLength;
			if (this.size > MAX_BODY_BYTES) throw new BodyError(BODY_TOO_LARGE);
			if (Reading.bytesUnderWay > MAX_UNDER_WAY_BYTES) Reading.giveUpLargest();
		}
	}

	/** One answer that fills the memory must not cost another its place. */
	private static giveUpLargest(): void {
		const [largest] = [...Reading.underWay].sort((one, other) => other.size - one.size);
		largest?.giveUp(new BodyError(BODY_TOO_LARGE));
		largest?.forget();
	}

	private forget(): void {
		if (!Reading.underWay.delete(this)) return;
		Reading.bytesUnderWay -= this.size;
		this.chunks = [];
	}
}

function asBodyError(error: unknown): BodyError {
	if (error instanceof BodyError) return error;
	return new BodyError(String((error as { code?: unknown }).code ?? 'ECONNRESET'));
}
