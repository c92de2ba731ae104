import { CREDENTIAL_TYPE, credentialData, EXAMPLE_CREDENTIAL } from '../n8n/credentials';
import { exampleWorkflow, withCredential } from '../n8n/workflows';
import { DeployedWorkflow } from '../server/DeployedWorkflow';
import type { Fixture } from '../fixture/Fixture';
import { assertGotSession } from './expectations';

/** The example workflow, signed in as an app. */
export async function run(fixture: Fixture): Promise<void> {
	const { emulator } = fixture;
	emulator.graph.switches.appOnly = 'accept';
	const n8n = await fixture.server();
	const { name } = EXAMPLE_CREDENTIAL;
	const data = credentialData(emulator, 'clientCredentials');
	const credential = { id: await n8n.createCredential(name, CREDENTIAL_TYPE, data), name };
	const workflow = withCredential(await exampleWorkflow('get-session'), CREDENTIAL_TYPE, credential);

	assertGotSession(await (await DeployedWorkflow.deploy(n8n, workflow)).run(), workflow);
}
