import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A request, read to its end. */
export interface ReceivedRequest {
	method: string;
	/** Without the query. */
	path: string;
	query: URLSearchParams;
	headers: IncomingMessage['headers'];
	/** Parsed JSON; the text where it is none; undefined where there is none. */
	body: unknown;
}

export interface Reply {
	status: number;
	/** Sent as JSON; a text is sent as server-sent events. */
	body: unknown;
}

export interface ServerCertificate {
	/** PEM. */
	key: string;
	/** PEM. */
	cert: string;
}

/** A server on loopback that stands in for a service. */
export class HttpReceiver {
	private constructor(
		/** Without a slash at the end. */
		readonly origin: string,
		private readonly server: Server,
		private readonly sockets: Set<Socket>,
	) {}

	/**
	 * @param answer a defect in it comes back as status 500 with its stack
	 * @param certificate with it the server speaks TLS
	 */
	static async open(
		answer: (request: ReceivedRequest) => Reply,
		certificate?: ServerCertificate,
	): Promise<HttpReceiver> {
		const onRequest = (message: IncomingMessage, response: ServerResponse) =>
			void read(message)
				.then((request) => send(response, answer(request)))
				.catch((error: unknown) =>
					send(response, { status: 500, body: { defect: error instanceof Error ? error.stack : error } }),
				);
		const server = certificate ? createTlsServer(certificate, onRequest) : createServer(onRequest);
		const sockets = new Set<Socket>();
		server.on(certificate ? 'secureConnection' : 'connection', (socket: Socket) => {
			sockets.add(socket);
			socket.once('close', () => sockets.delete(socket));
		});
		const port = await listen(server);
		return new HttpReceiver(`${certificate ? 'https' : 'http'}://127.0.0.1:${port}`, server, sockets);
	}

	get port(): number {
		return Number(new URL(this.origin).port);
	}

	/** Stops listening and cuts the connections. */
	async close(): Promise<void> {
		const closed = new Promise((resolve) => this.server.close(resolve));
		for (const socket of this.sockets) socket.destroy();
		await closed;
	}
}

/** Listens on a free port of loopback. @returns the port */
export async function listen(server: Server): Promise<number> {
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, '127.0.0.1', resolve);
	});
	return (server.address() as AddressInfo).port;
}

async function read(message: IncomingMessage): Promise<ReceivedRequest> {
	const chunks: Buffer[] = [];
	for await (const chunk of message) chunks.push(chunk as Buffer);
	const { pathname, searchParams } = new URL(message.url ?? '/', 'http://receiver');
	return {
		method: message.method ?? '',
		path: pathname,
		query: searchParams,
		headers: message.headers,
		body: parse(Buffer.concat(chunks).toString('utf8')),
	};
}

function parse(text: string): unknown {
	if (text === '') return undefined;
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}

function send(response: ServerResponse, { status, body }: Reply): void {
	const isStream = typeof body === 'string';
	response.writeHead(status, {
		'content-type': isStream ? 'text/event-stream' : 'application/json; charset=utf-8',
	});
	response.end(isStream ? body : JSON.stringify(body));
}
