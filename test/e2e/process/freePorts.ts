import { createServer, type AddressInfo } from 'node:net';

/**
 * Ports on loopback that nobody listens on now. They are held until all are known, so they differ; between this and
 * their use another program could take one, which then fails by name (EADDRINUSE).
 */
export async function freePorts(count: number): Promise<number[]> {
	const listeners = await Promise.all(Array.from({ length: count }, listen));
	const ports = listeners.map((listener) => (listener.address() as AddressInfo).port);
	await Promise.all(
		listeners.map((listener) => new Promise<void>((resolve) => listener.close(() => resolve()))),
	);
	return ports;
}

async function listen() {
	const listener = createServer();
	return await new Promise<typeof listener>((resolve, reject) => {
		listener.once('error', reject);
		listener.listen(0, '127.0.0.1', () => resolve(listener));
	});
}
