import { strict as assert } from 'node:assert';

import { CREDENTIAL_TYPE } from '../n8n/credentials';
import { exampleWorkflow, withCredential } from '../n8n/workflows';
import { connectedCredential } from '../server/connectAccount';
import { DeployedWorkflow } from '../server/DeployedWorkflow';
import type { Fixture } from '../fixture/Fixture';
import { tokenRequests } from './entraRequests';
import { assertGotSession } from './expectations';

/** A user's access token ends between two runs: the second one gets a new token, and the third one uses it. */
export async function run(fixture: Fixture): Promise<void> {
	const { emulator } = fixture;
	const n8n = await fixture.server();
	const credential = await connectedCredential(n8n, emulator);
	const workflow = withCredential(await exampleWorkflow('get-session'), CREDENTIAL_TYPE, credential);
	const deployed = await DeployedWorkflow.deploy(n8n, workflow);

	assertGotSession(await deployed.run(), workflow);
	emulator.entra.expireAccessTokens();
	assertGotSession(await deployed.run(), workflow);
	assertGotSession(await deployed.run(), workflow);

	const grantTypes = tokenRequests(emulator).map((form) => form['grant_type']);
	assert.deepEqual(grantTypes, ['authorization_code', 'refresh_token']);
	const statuses = emulator.graph.requests.map(({ status }) => status);
	assert.deepEqual(statuses, [200, 401, 200, 200]);
}
