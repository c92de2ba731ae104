import { strict as assert } from 'node:assert';

import { CREDENTIAL_TYPE, credentialData } from '../n8n/credentials';
import type { Fixture } from '../fixture/Fixture';
import { tokenRequests } from './entraRequests';

/** The test of an app's credential, which the editor runs when it is saved: with a right secret and with a wrong one. */
export async function run(fixture: Fixture): Promise<void> {
	const { emulator } = fixture;
	emulator.graph.switches.appOnly = 'accept';
	const n8n = await fixture.server();
	const data = credentialData(emulator, 'clientCredentials');
	const test = async (name: string, clientSecret: unknown) => {
		const id = await n8n.createCredential(name, CREDENTIAL_TYPE, { ...data, clientSecret });
		return await n8n.testCredential(id, name, CREDENTIAL_TYPE);
	};

	const right = await test('App with the right secret', data['clientSecret']);
	assert.deepEqual(right, { status: 'OK', message: 'Connection successful!' });
	assert.deepEqual(
		tokenRequests(emulator).map((form) => [form['grant_type'], form['scope']]),
		[['client_credentials', `https://graph.microsoft.com/.default`]],
	);
	assert.deepEqual(
		emulator.graph.requests.map(({ method, url, status }) => [method, url, status]),
		[['GET', '/beta/security/securityCopilot/workspaces', 200]],
	);

	const wrong = await test('App with a wrong secret', 'not the secret');
	assert.equal(wrong.status, 'Error');
	assert.equal(emulator.graph.requests.length, 1, 'Graph was called without a token.');
}
