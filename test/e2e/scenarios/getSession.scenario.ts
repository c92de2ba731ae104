import { CREDENTIAL_TYPE, credentialData, EXAMPLE_CREDENTIAL } from '../n8n/credentials';
import { exampleWorkflow } from '../n8n/workflows';
import type { Fixture } from '../fixture/Fixture';
import { assertGotSession } from './expectations';

/** The example workflow as it is, imported and run from the command line, signed in as an app. */
export async function run(fixture: Fixture): Promise<void> {
	const { emulator } = fixture;
	emulator.graph.switches.appOnly = 'accept';
	const n8n = await fixture.commandLine();
	const workflow = await exampleWorkflow('get-session');
	const data = credentialData(emulator, 'clientCredentials');
	await n8n.importCredentials({ ...EXAMPLE_CREDENTIAL, type: CREDENTIAL_TYPE, data });
	await n8n.importWorkflows(workflow);

	assertGotSession(await n8n.execute(workflow.id), workflow);
}
