import { strict as assert } from 'node:assert';

import { CREDENTIAL_TYPE } from '../n8n/credentials';
import { connectedCredential } from '../server/connectAccount';
import type { Fixture } from '../fixture/Fixture';

/** The test of the credential of a user who has connected the account. */
export async function run(fixture: Fixture): Promise<void> {
	const { emulator } = fixture;
	const n8n = await fixture.server();
	const { id, name } = await connectedCredential(n8n, emulator);

	const result = await n8n.testCredential(id, name, CREDENTIAL_TYPE);
	assert.deepEqual(result, { status: 'OK', message: 'Connection successful!' });
	assert.deepEqual(
		emulator.graph.requests.map(({ method, url, status }) => [method, url, status]),
		[['GET', '/beta/security/securityCopilot/workspaces', 200]],
	);
}
