import { channel } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';

/** Damage to the connection or to the bytes, done with real sockets. */
export type WireFault =
	/** TCP reset without an answer. */
	| { kind: 'reset' }
	/** The connection ends in good order, without an answer. */
	| { kind: 'closeBeforeHeaders' }
	/** Headers and a part of the body arrive. */
	| { kind: 'closeMidBody' }
	/** Nothing ever arrives. */
	| { kind: 'hang' }
	/** Content-Encoding says gzip, the bytes are not. */
	| { kind: 'brokenGzip' }
	/** Content-Length promises more than comes, or with a negative excess less. */
	| { kind: 'wrongLength'; excess: number }
	/** Spaces without end after the JSON, up to `bytes`, streamed. */
	| { kind: 'hugeBody'; bytes: number }
	/** A full answer; then the kept-alive connection is cut. */
	| { kind: 'closeAfterAnswer' };

export type Headers = Record<string, string | string[]>;

interface Delivery {
	status: number;
	headers: Headers;
	bytes: Buffer;
	response: ServerResponse;
}

/** Tells each answer that will never be sent, so that a virtual clock need not watch for it to come. */
export const hanging = channel('emulator.hanging');

/** Sends an answer through a fault. */
export function deliverDamaged(fault: WireFault, { status, headers, bytes, response }: Delivery): void {
	const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
	switch (fault.kind) {
		case 'hang':
			hanging.publish(response);
			return;
		case 'reset':
			response.socket?.resetAndDestroy();
			return;
		case 'closeBeforeHeaders':
			response.socket?.end();
			return;
		case 'closeMidBody':
			response.writeHead(status, headers);
			response.write(half, () => response.socket?.end());
			return;
		case 'wrongLength':
			response.writeHead(status, { ...headers, 'content-length': String(bytes.length + fault.excess) });
			response.write(bytes, () => response.socket?.end());
			return;
		case 'brokenGzip':
			response.writeHead(status, { ...headers, 'content-encoding': 'gzip' }).end(bytes);
			return;
		case 'closeAfterAnswer':
			response.once('finish', () => response.socket?.end());
			response.writeHead(status, headers).end(bytes);
			return;
		case 'hugeBody':
			response.writeHead(status, headers);
			response.write(bytes);
			return pad(fault.bytes, response);
	}
}

/** Writes spaces as fast as the client takes them. */
function pad(total: number, response: ServerResponse): void {
	const block = Buffer.alloc(64 * 1024, ' ');
	let sent = 0;
	const more = (): void => {
		while (sent < total) {
			const size = Math.min(block.length, total - sent);
			sent += size;
			if (!response.write(block.subarray(0, size))) {
				response.once('drain', more);
				return;
			}
		}
		response.end();
	};
	more();
}
