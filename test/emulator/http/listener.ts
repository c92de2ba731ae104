import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';

import { openServer } from './server';

/** When and where a request reached the server, before it waited for anything. */
export interface Arrival {
	/** When its headers had come; its body may have taken longer. Emulator time, milliseconds since the epoch. */
	time: number;
	/** Number of the connection. */
	connection: number;
}

/** A request as it came over the wire, read to its end. */
export interface ReceivedRequest {
	method: string;
	/** Raw path and query, exactly as the client wrote them. */
	url: string;
	headers: Record<string, string>;
	body: Buffer;
	arrival: Arrival;
}

/** PEMs. */
export interface ServerCertificate {
	key: string;
	cert: string;
}

export interface ListenerOptions {
	/** 0 takes a free port. */
	port: number;
	/** Emulator time, milliseconds since the epoch. */
	now: () => number;
	onRequest: (request: ReceivedRequest, response: ServerResponse) => Promise<void> | void;
	/** With it the server speaks TLS. */
	certificate?: ServerCertificate;
}

export interface Listener {
	/** `http://127.0.0.1:<port>`, without a slash at the end; with a certificate `https:`. */
	readonly origin: string;
	/** Stops listening and cuts the open connections. */
	close(): Promise<void>;
}

// Above this a body is not kept; the Graph side answers 413 long before (see graph/body.ts).
const LARGEST_BODY = 32 * 1024 * 1024;

/**
 * Starts an HTTP server on 127.0.0.1 only, with real sockets.
 * @throws the error of `listen`, for example EADDRINUSE
 */
export async function openListener({
	port,
	now,
	onRequest,
	certificate,
}: ListenerOptions): Promise<Listener> {
	const numbers = new WeakMap<Socket, number>();
	let connections = 0;
	const answer = (message: IncomingMessage, response: ServerResponse) => {
		const arrival = { time: now(), connection: numbers.get(message.socket) ?? 0 };
		void read(message, arrival)
			.then(
				async (request) => {
					await onRequest(request, response);
				},
				() => message.destroy(),
			)
			.catch((error: unknown) => {
				// A defect of the emulator itself must be seen by the test, not look like a hang.
				if (response.headersSent) return response.destroy();
				response.writeHead(500, {
					'content-type': 'text/plain',
					'x-emulator-reason': 'defect in the emulator',
				});
				return response.end(error instanceof Error ? error.stack : String(error));
			});
	};
	const server = certificate ? createTlsServer(certificate, answer) : createServer(answer);
	server.on('connection', (socket: Socket) => numbers.set(socket, (connections += 1)));
	// Longer than any test pauses: a connection that dies by itself would look like a fault nobody ordered.
	server.keepAliveTimeout = 120_000;
	server.on('clientError', (_error, socket) => socket.destroy());

	const { port: boundPort, close } = await openServer(server, port);
	return { origin: `${certificate ? 'https' : 'http'}://127.0.0.1:${boundPort}`, close };
}

async function read(message: IncomingMessage, arrival: Arrival): Promise<ReceivedRequest> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of message) {
		size += (chunk as Buffer).length;
		if (size <= LARGEST_BODY) chunks.push(chunk as Buffer);
	}
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(message.headers)) {
		if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
	}
	const { method = 'GET', url = '/' } = message;
	return { method, url, headers, body: Buffer.concat(chunks), arrival };
}
