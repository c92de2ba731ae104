import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';

import { openServer, type OpenServer } from '../../../emulator/http/server';

/**
 * The only way out of n8n, and it leads nowhere: an HTTP proxy that connects the hosts it has a receiver for to that
 * receiver, and refuses everything else.
 */
export class OutsideProxy {
	private constructor(
		private readonly server: OpenServer,
		/** `host:port` of what was refused. */
		readonly refused: string[],
	) {}

	/** @param ports where the receiver of a `host:port` listens on loopback */
	static async open(ports: Record<string, number>): Promise<OutsideProxy> {
		const refused: string[] = [];
		const server = createServer((request, response) => {
			refused.push(String(request.url));
			response.writeHead(403).end();
		});
		server.on('connect', (request, client: Socket) => {
			const port = ports[request.url ?? ''];
			client.on('error', () => client.destroy());
			if (port !== undefined) return tunnel(client, port);
			refused.push(String(request.url));
			return client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
		});
		return new OutsideProxy(await openServer(server), refused);
	}

	get url(): string {
		return `http://127.0.0.1:${this.server.port}`;
	}

	async close(): Promise<void> {
		await this.server.close();
	}
}

function tunnel(client: Socket, port: number): void {
	const target = connect(port, '127.0.0.1', () => {
		client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
		client.pipe(target).pipe(client);
	});
	target.on('error', () => client.destroy());
	client.once('close', () => target.destroy());
}
