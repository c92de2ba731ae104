import { createServer } from 'node:net';

import { openServer } from '../../emulator/http/server';

/**
 * A port on loopback that nobody listens on now. Between this and its use another program could take it, which then fails by
 * name (EADDRINUSE).
 * @param preferred is taken when nobody listens on it
 */
export async function freePort(preferred = 0): Promise<number> {
	const { port, close } = await openServer(createServer(), preferred).catch(
		async () => await openServer(createServer()),
	);
	await close();
	return port;
}
