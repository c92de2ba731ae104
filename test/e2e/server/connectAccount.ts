import type { Emulator } from '../../emulator';
import { CREDENTIAL_TYPE, credentialData, EXAMPLE_CREDENTIAL } from '../n8n/credentials';
import type { CredentialReference } from '../n8n/workflows';
import type { N8nClient } from './N8nClient';

/**
 * What a click on "Connect" does, with the browser's part played here: get the address of the sign-in page from n8n,
 * sign in there, and follow the redirect back to n8n with the session cookie.
 * @throws Error with the step that failed and what was answered
 */
export async function connectAccount(
	client: N8nClient,
	credentialId: string,
	{ entra, user }: Emulator,
): Promise<void> {
	const { data: authorizeUrl } = await client.rest.json<{ data: string }>(
		'GET',
		`/rest/oauth2-credential/auth?id=${credentialId}`,
	);
	entra.signedInUser = user.username;
	const signIn = await fetch(authorizeUrl, { redirect: 'manual' });
	const redirect = signIn.headers.get('location');
	if (!redirect) throw new Error(`Entra did not redirect: ${signIn.status} ${await signIn.text()}`);

	const callback = await client.rest.send('GET', redirect);
	// n8n shows failures on this page too, so what counts is whether it has tokens now.
	const { oauthTokenData } = await client.credentialData(credentialId);
	if (oauthTokenData !== true) {
		throw new Error(`n8n did not connect the account: ${callback.status} ${await callback.text()}`);
	}
}

/** A new credential of a user who has connected the account. @returns what nodes refer to */
export async function connectedCredential(
	client: N8nClient,
	emulator: Emulator,
): Promise<CredentialReference> {
	const { name } = EXAMPLE_CREDENTIAL;
	const data = credentialData(emulator, 'authorizationCode');
	const id = await client.createCredential(name, CREDENTIAL_TYPE, data);
	await connectAccount(client, id, emulator);
	return { id, name };
}
