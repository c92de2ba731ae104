import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { ClientOAuth2 } from '@n8n/client-oauth2';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import type { Emulator } from '../../emulator';
import type { TestCredentials } from './TestCredentials';

export const CREDENTIAL_TYPE = 'securityCopilotOAuth2Api';

const REDIRECT_URI = 'http://localhost:5678/rest/oauth2-credential/callback';

/** What a user fills into the credential to reach the emulator. */
export function credentialFor(
	emulator: Emulator,
	fields: ICredentialDataDecryptedObject = {},
): ICredentialDataDecryptedObject {
	return {
		grantType: 'authorizationCode',
		tenantId: emulator.tenantId,
		clientId: emulator.clientId,
		clientSecret: emulator.clientSecret,
		graphApiBaseUrl: emulator.graphApiBaseUrl,
		authorityHost: emulator.authorityHost,
		...fields,
	};
}

/**
 * What happens behind the editor's Connect button: n8n's OAuth2 client goes to the authorization address of the
 * resolved credential, the user signs in, the code is redeemed with PKCE, the token is stored.
 *
 * @param emulator the one that the credential names; its user signs in without a page
 */
export async function connect(credentials: TestCredentials, id: string, emulator: Emulator): Promise<void> {
	const stored = credentials.stored.get(id)!;
	const resolved = credentials.resolve(CREDENTIAL_TYPE, stored);
	const verifier = randomBytes(32).toString('base64url');
	const client = new ClientOAuth2({
		clientId: String(resolved.clientId),
		clientSecret: String(resolved.clientSecret),
		accessTokenUri: String(resolved.accessTokenUrl),
		authorizationUri: String(resolved.authUrl),
		redirectUri: REDIRECT_URI,
		scopes: String(resolved.scope).split(' '),
		authentication: resolved.authentication as 'body',
		state: 'state',
	});
	const challenge = createHash('sha256').update(verifier).digest('base64url');
	const address = client.code.getUri({
		query: {
			...Object.fromEntries(new URLSearchParams(String(resolved.authQueryParameters))),
			code_challenge: challenge,
			code_challenge_method: 'S256',
			login_hint: emulator.user.username,
		},
	});
	const location = await redirectFrom(address);
	const token = await client.code.getToken(location, { body: { code_verifier: verifier } });
	stored.oauthTokenData = token.data;
}

/** With Node's own client: that of `fetch` leaves timers on the clock of a test. */
async function redirectFrom(address: string): Promise<string> {
	const [answer] = (await once(get(address), 'response')) as [IncomingMessage];
	answer.resume();
	const { location } = answer.headers;
	if (location === undefined) throw new Error(`Sign-in was answered with ${answer.statusCode}`);
	return location;
}
