import type { AddressInfo, Server, Socket } from 'node:net';

export interface OpenServer {
	readonly port: number;
	/** Stops listening and cuts the open connections. */
	close(): Promise<void>;
}

/**
 * Lets a server listen on 127.0.0.1 only.
 * @param port 0 takes a free one
 * @throws the error of `listen`, for example EADDRINUSE
 */
export async function openServer(server: Server, port = 0): Promise<OpenServer> {
	const sockets = new Set<Socket>();
	server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket));
	});
	return {
		port: await listen(server, port),
		close: async () => {
			if (!server.listening) return;
			const closed = new Promise<void>((resolve) => server.close(() => resolve()));
			for (const socket of sockets) socket.destroy();
			await closed;
		},
	};
}

/** @returns the port @throws the error of `listen` */
export async function listen(server: Server, port = 0): Promise<number> {
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => {
			server.off('error', reject);
			resolve();
		});
	});
	return (server.address() as AddressInfo).port;
}
