import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';

import { listen } from '../HttpReceiver';

/**
 * The only way out of n8n, and it leads nowhere: an HTTP proxy that connects the hosts it has a receiver for to that
 * receiver, and refuses everything else.
 */
export class OutsideProxy {
	/** `host:port` of what was refused. */
	readonly refused: string[] = [];
	private readonly sockets = new Set<Socket>();
	private port = 0;

	private constructor(private readonly server: Server) {}

	/** @param ports where the receiver of a `host:port` listens on loopback */
	static async open(ports: Record<string, number>): Promise<OutsideProxy> {
		const server = createServer((request, response) => {
			proxy.refused.push(String(request.url));
			response.writeHead(403).end();
		});
		const proxy = new OutsideProxy(server);
		server.on('connect', (request, client: Socket) => {
			const port = ports[request.url ?? ''];
			client.on('error', () => client.destroy());
			if (port !== undefined) return proxy.tunnel(client, port);
			proxy.refused.push(String(request.url));
			return client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
		});
		server.on('connection', (socket: Socket) => proxy.keep(socket));
		proxy.port = await listen(server);
		return proxy;
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	async close(): Promise<void> {
		const closed = new Promise((resolve) => this.server.close(resolve));
		for (const socket of this.sockets) socket.destroy();
		await closed;
	}

	private tunnel(client: Socket, port: number): void {
		const target = connect(port, '127.0.0.1', () => {
			client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			client.pipe(target).pipe(client);
		});
		this.keep(target);
		target.on('error', () => client.destroy());
		client.once('close', () => target.destroy());
	}

	private keep(socket: Socket): void {
		this.sockets.add(socket);
		socket.once('close', () => this.sockets.delete(socket));
	}
}
