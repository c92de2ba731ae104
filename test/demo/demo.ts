import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '../emulator';
import { connect, credentialFor, Engine, errorOf, jsonOf } from '../engine/harness';
import { PACKAGE_DIRECTORY } from '../engine/harness/packageDirectory';

const WORKFLOW = 'examples/get-session.json';

/**
 * `npm run demo`: the main job of this package, on n8n's own engine and real sockets. Exit status 0 only when the
 * workflow ended with the session that Microsoft documents.
 */
async function demo(): Promise<void> {
	const emulator = await startEmulator();
	try {
		console.log(
			`1. Emulator of Microsoft Graph on ${emulator.graphApiBaseUrl}, of Microsoft Entra on ${emulator.authorityHost}`,
		);

		const engine = await Engine.start(new Map([['securityCopilot1', credentialFor(emulator)]]));
		await connect(engine.credentials, 'securityCopilot1', emulator);
		console.log(
			`2. Signed in as ${emulator.user.username} (OAuth 2.0 authorization code with PKCE, n8n's own OAuth code)`,
		);

		const workflow = JSON.parse(await readFile(join(PACKAGE_DIRECTORY, WORKFLOW), 'utf8'));
		const run = await engine.run(workflow);
		if (run.status !== 'success') throw new Error(errorOf(run).message);
		const request = emulator.graph.requests.at(-1);
		console.log(
			`3. Ran ${WORKFLOW} on n8n-core: ${request?.method} ${request?.url} was answered ${request?.status}\n`,
		);

		const [session] = jsonOf(run);
		console.log('The session, as the node passes it on:\n');
		console.log(JSON.stringify(session, null, 2));
		const [next] = jsonOf(run, 'Use the session') as Array<{ summary?: string }>;
		console.log(`\nThe Set node behind it reads: ${next?.summary}`);
		if ((session as { id?: string } | undefined)?.id !== emulator.sessionId) {
			throw new Error('This is not the session that was asked for');
		}
	} finally {
		await emulator.stop();
	}
}

demo().then(
	() => process.exit(0),
	(error: unknown) => {
		console.error(`The demo did not work: ${error instanceof Error ? error.message : String(error)}`);
		process.exit(1);
	},
);
