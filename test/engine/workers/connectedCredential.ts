import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { Emulator } from '../../emulator';
import { Engine } from '../harness/Engine';
import { connect, credentialFor } from '../harness/signIn';

/** A credential with a token, as n8n's database would give it to every worker. */
export async function connectedCredential(emulator: Emulator): Promise<ICredentialDataDecryptedObject> {
	const { credentials } = await Engine.start(new Map([['credential', credentialFor(emulator)]]));
	await connect(credentials, 'credential', emulator);
	return credentials.stored.get('credential')!;
}
