import {
	ConfidentialClientApplication,
	CryptoProvider,
	type Configuration,
	type INetworkModule,
	type NetworkRequestOptions,
} from '@azure/msal-node';
import { createRemoteJWKSet, jwtVerify } from 'jose';

import { startForEachTest } from './client';

const SCOPES = [
	'https://graph.microsoft.com/SecurityCopilotWorkspaces.Read.All',
	'https://graph.microsoft.com/SecurityCopilotWorkspaces.ReadWrite.All',
];
const REDIRECT_URI = 'http://localhost:3000/callback';

/** Microsoft's library insists on https; this carries its requests to the http listener. */
const overLoopback: INetworkModule = {
	sendGetRequestAsync: async (url, options) => await send('GET', url, options),
	sendPostRequestAsync: async (url, options) => await send('POST', url, options),
};

async function send<T>(method: string, url: string, { headers, body }: NetworkRequestOptions = {}) {
	const forwarded = { ...headers, 'x-forwarded-proto': 'https' };
	const response = await fetch(url.replace(/^https:/, 'http:'), { method, headers: forwarded, body });
	const answer = (await response.json()) as T;
	return { status: response.status, headers: Object.fromEntries(response.headers), body: answer };
}

describe('@azure/msal-node signs in', () => {
	const started = startForEachTest();

	const configuration = (auth: Partial<Configuration['auth']> = {}): Configuration => {
		const { authorityHost, tenantId, clientId } = started.emulator;
		const authority = `${authorityHost.replace('http:', 'https:')}/${tenantId}`;
		return {
			auth: { clientId, authority, knownAuthorities: [new URL(authority).host], ...auth },
			system: { networkClient: overLoopback },
		};
	};
	const application = (auth: Partial<Configuration['auth']>) =>
		new ConfidentialClientApplication(configuration(auth));

	/** The token's claims, once the signature was checked against the published keys. */
	const verified = async (token: string) => {
		const keys = createRemoteJWKSet(
			new URL(`${started.emulator.authorityHost}/${started.emulator.tenantId}/discovery/v2.0/keys`),
		);
		return (await jwtVerify(token, keys, { audience: 'https://graph.microsoft.com' })).payload;
	};

	/** Signs the user in, with PKCE. */
	const authorized = async (client: ConfidentialClientApplication) => {
		const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
		const url = await client.getAuthCodeUrl({
			scopes: SCOPES,
			redirectUri: REDIRECT_URI,
			codeChallenge: challenge,
			codeChallengeMethod: 'S256',
			loginHint: started.emulator.user.username,
		});
		const response = await fetch(url.replace(/^https:/, 'http:'), { redirect: 'manual' });
		return { code: new URL(response.headers.get('location')!).searchParams.get('code')!, verifier };
	};

	it('with an authorization code and PKCE, then with the refresh token', async () => {
		const client = application({ clientSecret: started.emulator.clientSecret });
		const { code, verifier } = await authorized(client);
		const first = await client.acquireTokenByCode({
			code,
			scopes: SCOPES,
			redirectUri: REDIRECT_URI,
			codeVerifier: verifier,
		});
		expect(first.account?.username).toBe('adele@contoso.com');
		expect(await verified(first.accessToken)).toMatchObject({
			scp: 'SecurityCopilotWorkspaces.Read.All SecurityCopilotWorkspaces.ReadWrite.All',
			tid: started.emulator.tenantId,
			appid: started.emulator.clientId,
		});

		const second = await client.acquireTokenSilent({
			account: first.account!,
			scopes: SCOPES,
			forceRefresh: true,
		});
		expect(second.accessToken).not.toBe(first.accessToken);
		expect(started.emulator.entra.requests.at(-1)?.body).toMatchObject({ grant_type: 'refresh_token' });
	});

	it('is refused with a wrong PKCE verifier', async () => {
		const client = application({ clientSecret: started.emulator.clientSecret });
		const { code } = await authorized(client);
		await expect(
			client.acquireTokenByCode({ code, scopes: SCOPES, redirectUri: REDIRECT_URI, codeVerifier: 'another' }),
		).rejects.toThrow(/AADSTS501481/);
	});

	it('with a client secret', async () => {
		const client = application({ clientSecret: started.emulator.clientSecret });
		const result = await client.acquireTokenByClientCredential({
			scopes: ['https://graph.microsoft.com/.default'],
		});
		expect(await verified(result!.accessToken)).toMatchObject({
			idtyp: 'app',
			roles: ['SecurityCopilotWorkspaces.Read.All', 'SecurityCopilotWorkspaces.ReadWrite.All'],
		});
	});

	it('with a certificate', async () => {
		const { privateKey, thumbprintSha256 } = started.emulator.certificate;
		const client = application({ clientCertificate: { privateKey, thumbprintSha256 } });
		const result = await client.acquireTokenByClientCredential({
			scopes: ['https://graph.microsoft.com/.default'],
		});
		expect(await verified(result!.accessToken)).toMatchObject({
			idtyp: 'app',
			tid: started.emulator.tenantId,
		});
		expect(started.emulator.entra.requests.find(({ method }) => method === 'POST')?.body).toMatchObject({
			client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
		});
	});

	it('understands a refusal as its own server error', async () => {
		const client = application({ clientSecret: 'wrong' });
		await expect(
			client.acquireTokenByClientCredential({ scopes: ['https://graph.microsoft.com/.default'] }),
		).rejects.toMatchObject({
			errorCode: 'invalid_client',
			errorMessage: expect.stringContaining('AADSTS7000215'),
		});
	});
});
