import { createServer, type AddressInfo } from 'node:net';

/**
 * Ports on loopback that nobody listens on now. They are held until all are known, so they differ; between this and
 * their use another program could take one, which then fails by name (EADDRINUSE).
 */
export async function freePorts(count: number): Promise<number[]> {
	const listeners = await Promise.all(Array.from({ length: count }, async () => await listen(0)));
	const ports = listeners.map((listener) => (listener.address() as AddressInfo).port);
	await Promise.all(
		listeners.map((listener) => new Promise<void>((resolve) => listener.close(() => resolve()))),
	);
	return ports;
}

/** A port on loopback: the preferred one, or another one when somebody listens on that. */
export async function portOrAnother(preferred = 0): Promise<number> {
	const listener = await listen(preferred).catch(async () => await listen(0));
	const { port } = listener.address() as AddressInfo;
	await new Promise<void>((resolve) => listener.close(() => resolve()));
	return port;
}

async function listen(port: number) {
	const listener = createServer();
	return await new Promise<typeof listener>((resolve, reject) => {
		listener.once('error', reject);
		listener.listen(port, '127.0.0.1', () => resolve(listener));
	});
}
