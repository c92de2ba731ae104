import { parseArgs } from 'node:util';

import { startEmulator } from './index';

/**
 * Runs the emulator until Ctrl-C: `tsx test/emulator/cli.ts --port 8787` serves Graph on 8787 and Entra on 8788,
 * on loopback only, and prints one line of JSON. Its `accessToken` is the user's, for an hour. `--port 0` takes free ports. `--time-scale 0.1` makes evaluations
 * finish in a tenth of the documented time.
 */
async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { port: { type: 'string', default: '8787' }, 'time-scale': { type: 'string', default: '1' } },
	});
	const [port, evaluationTimeScale] = [Number(values.port), Number(values['time-scale'])];
	if (!Number.isInteger(port) || port < 0 || port > 65_534)
		throw new Error(`--port must be 0 to 65534, not ${values.port}.`);
	if (!(evaluationTimeScale >= 0)) throw new Error('--time-scale must be a number of at least 0.');

	const emulator = await startEmulator({
		graphPort: port,
		entraPort: port && port + 1,
		switches: { evaluationTimeScale },
	});
	const { graphApiBaseUrl, authorityHost, tenantId, clientId, clientSecret, workspaceId, sessionId, user } =
		emulator;
	const { username, password } = user;
	console.log(
		JSON.stringify({
			graphApiBaseUrl,
			authorityHost,
			tenantId,
			clientId,
			clientSecret,
			workspaceId,
			sessionId,
			username,
			password,
			accessToken: emulator.entra.issueToken(),
		}),
	);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void emulator.stop());
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
