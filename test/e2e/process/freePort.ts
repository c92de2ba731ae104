import { createServer, type AddressInfo } from 'node:net';

/**
 * A port on loopback that nobody listens on now. Between this and its use another program could take it, which then fails by
 * name (EADDRINUSE).
 * @param preferred is taken when nobody listens on it
 */
export async function freePort(preferred = 0): Promise<number> {
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
