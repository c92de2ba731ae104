import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';

import { CREDENTIAL_TYPE } from '../n8n/credentials';
import { exampleWorkflow, withCredential } from '../n8n/workflows';
import { connectedCredential } from '../server/connectAccount';
import { DeployedWorkflow } from '../server/DeployedWorkflow';
import type { Fixture } from '../fixture/Fixture';
import { assertGotSession } from './expectations';
import { authorizeRequests, tokenRequests } from './entraRequests';

/** A user connects an account with PKCE; a workflow sees what this user may see, and the token is renewed once when it ends. */
export async function run(fixture: Fixture): Promise<void> {
	const { emulator } = fixture;
	const n8n = await fixture.server();
	const credential = await connectedCredential(n8n, emulator);

	const [authorize] = authorizeRequests(emulator);
	const [redeem, ...more] = tokenRequests(emulator);
	assert.equal(redeem?.['grant_type'], 'authorization_code');
	assert.deepEqual(more, []);
	if (fixture.release.sendsPkce) assertPkce(authorize, redeem);

	const workflow = withCredential(await exampleWorkflow('get-session'), CREDENTIAL_TYPE, credential);
	const deployed = await DeployedWorkflow.deploy(n8n, workflow);
	assertGotSession(await deployed.run(), workflow);
	emulator.entra.expireAccessTokens();
	assertGotSession(await deployed.run(), workflow);
	assertGotSession(await deployed.run(), workflow);

	const grantTypes = tokenRequests(emulator).map((form) => form['grant_type']);
	assert.deepEqual(grantTypes, ['authorization_code', 'refresh_token']);
	const statuses = emulator.graph.requests.map(({ status }) => status);
	const refusals = Array<number>(fixture.release.refusalsBeforeRenewal).fill(401);
	assert.deepEqual(statuses, [200, ...refusals, 200, 200]);
}

function assertPkce(authorize?: URLSearchParams, redeem?: Record<string, string>): void {
	const verifier = redeem?.['code_verifier'] ?? '';
	assert.match(verifier, /^[\w.~-]{43,128}$/);
	assert.equal(authorize?.get('code_challenge_method'), 'S256');
	assert.equal(
		authorize?.get('code_challenge'),
		createHash('sha256').update(verifier).digest('base64url'),
		'The code verifier does not belong to the code challenge.',
	);
}
