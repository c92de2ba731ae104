import { strict as assert } from 'node:assert';

import { CREDENTIAL_TYPE, credentialData } from '../n8n/credentials';
import { connectedCredential } from '../server/connectAccount';
import type { Fixture } from '../fixture/Fixture';
import { tokenRequests } from './entraRequests';

const READ_WORKSPACES = ['GET', '/beta/security/securityCopilot/workspaces', 200];

/** The test that the editor runs when a credential is saved: of a connected user, of an app, of an app with a wrong secret. */
export async function run(fixture: Fixture): Promise<void> {
	const { emulator } = fixture;
	emulator.graph.switches.appOnly = 'accept';
	const n8n = await fixture.server();
	const requests = () => emulator.graph.requests.map(({ method, url, status }) => [method, url, status]);

	const user = await connectedCredential(n8n, emulator);
	const connected = await n8n.testCredential(user.id, user.name, CREDENTIAL_TYPE);
	assert.equal(connected.status, 'OK', connected.message);
	assert.deepEqual(requests(), [READ_WORKSPACES]);

	const data = credentialData(emulator, 'clientCredentials');
	const test = async (name: string, clientSecret: unknown) => {
		const id = await n8n.createCredential(name, CREDENTIAL_TYPE, { ...data, clientSecret });
		return await n8n.testCredential(id, name, CREDENTIAL_TYPE);
	};
	const right = await test('App with the right secret', data['clientSecret']);
	assert.equal(right.status, 'OK', right.message);
	const { grant_type: grantType, scope } = tokenRequests(emulator).at(-1) ?? {};
	assert.deepEqual([grantType, scope], ['client_credentials', 'https://graph.microsoft.com/.default']);
	assert.deepEqual(requests(), [READ_WORKSPACES, READ_WORKSPACES]);

	const wrong = await test('App with a wrong secret', 'not the secret');
	assert.equal(wrong.status, 'Error');
	assert.equal(requests().length, 2, 'Graph was called without a token.');
}
