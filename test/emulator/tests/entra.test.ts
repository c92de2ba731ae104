import { randomUUID, X509Certificate } from 'node:crypto';

import { importPKCS8, SignJWT } from 'jose';

import { entraErrors, startEmulator, type Emulator } from '../index';
import { Client } from './client';

const REDIRECT_URI = 'http://localhost:5678/rest/oauth2-credential/callback';
const SCOPE = 'openid offline_access https://graph.microsoft.com/SecurityCopilotWorkspaces.Read.All';

describe('Entra', () => {
	let emulator: Emulator;

	beforeAll(async () => {
		emulator = await startEmulator();
	});
	beforeEach(() => emulator.reset());
	afterAll(() => emulator.stop());

	const authorize = async (parameters: Record<string, string> = {}, tenant = emulator.tenantId) => {
		const query = new URLSearchParams({
			client_id: emulator.clientId,
			response_type: 'code',
			redirect_uri: REDIRECT_URI,
			scope: SCOPE,
			state: 'a state',
			...parameters,
		});
		return await fetch(`${emulator.authorityHost}/${tenant}/oauth2/v2.0/authorize?${query}`, {
			redirect: 'manual',
		});
	};

	const signIn = async (parameters: Record<string, string> = {}): Promise<URLSearchParams> => {
		const response = await authorize({ login_hint: emulator.user.username, ...parameters });
		return new URL(response.headers.get('location')!).searchParams;
	};

	const token = async (
		form: Record<string, string>,
		tenant = emulator.tenantId,
		headers: Record<string, string> = {},
	) => {
		const response = await fetch(`${emulator.authorityHost}/${tenant}/oauth2/v2.0/token`, {
			method: 'POST',
			headers,
			body: new URLSearchParams(form),
		});
		// eslint-disable-next-line @typescript-eslint/no-explicit-any
		return { status: response.status, body: (await response.json()) as any };
	};

	const secret = () => ({ client_id: emulator.clientId, client_secret: emulator.clientSecret });
	const redeem = async (code: string, more: Record<string, string> = {}) =>
		await token({ ...secret(), grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI, ...more });
	const refresh = async (refresh_token: string) =>
		await token({ ...secret(), grant_type: 'refresh_token', refresh_token });
	const application = async (more: Record<string, string> = {}) =>
		await token({
			...secret(),
			grant_type: 'client_credentials',
			scope: 'https://graph.microsoft.com/.default',
			...more,
		});

	/** What every refusal looks like: Entra's shape, the number in the text and beside it. */
	const refusal = (status: number, error: string, number: number) => ({
		status,
		body: {
			error,
			error_description: expect.stringMatching(
				new RegExp(
					`^AADSTS${number}: .* Trace ID: [0-9a-f-]{36} Correlation ID: [0-9a-f-]{36} Timestamp: \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ$`,
				),
			),
			error_codes: [number],
			trace_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
		},
	});

	describe('sign-in', () => {
		it('shows a page whose form leads back with a code and the state', async () => {
			const page = await (await authorize()).text();
			const action = /action="([^"]+)"/.exec(page)![1]!;
			const form = new URLSearchParams();
			for (const [, name, value] of page.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)) {
				form.set(
					name!,
					value!.replace(/&#(\d+);/g, (_entity, code: string) => String.fromCharCode(Number(code))),
				);
			}
			form.set('loginfmt', emulator.user.username);
			form.set('passwd', emulator.user.password);
			const response = await fetch(`${emulator.authorityHost}${action}`, {
				method: 'POST',
				body: form,
				redirect: 'manual',
			});
			expect(response.status).toBe(302);
			const location = new URL(response.headers.get('location')!);
			expect(`${location.origin}${location.pathname}`).toBe(REDIRECT_URI);
			expect(location.searchParams.get('state')).toBe('a state');
			expect((await redeem(location.searchParams.get('code')!)).status).toBe(200);
		});

		it('shows the page again after a wrong password', async () => {
			const form = new URLSearchParams({
				client_id: emulator.clientId,
				response_type: 'code',
				redirect_uri: REDIRECT_URI,
				scope: SCOPE,
				loginfmt: emulator.user.username,
				passwd: 'wrong',
			});
			const response = await fetch(`${emulator.authorityHost}/${emulator.tenantId}/login`, {
				method: 'POST',
				body: form,
			});
			expect(response.status).toBe(200);
			expect(await response.text()).toContain('AADSTS50126');
		});

		it('refuses an unknown redirect URI, client and tenant on a page, without a redirect', async () => {
			const answers = [
				await authorize({ redirect_uri: 'https://evil.example/' }),
				await authorize({ client_id: 'nobody' }),
				await authorize({}, 'nowhere.example'),
			];
			const texts = await Promise.all(answers.map((answer) => answer.text()));
			expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
			expect(texts.map((text) => /AADSTS\d+/.exec(text)?.[0])).toEqual([
				'AADSTS50011',
				'AADSTS700016',
				'AADSTS90002',
			]);
		});

		it('sends other refusals back to the client', async () => {
			expect((await signIn({ scope: 'Everything.Read' })).get('error')).toBe('invalid_scope');
			expect((await signIn({ prompt: 'none', login_hint: 'nobody@contoso.com' })).get('error')).toBe(
				'login_required',
			);
			emulator.entra.failNext('authorize', 1, entraErrors.consentDeclined());
			expect((await signIn()).get('error_description')).toMatch(/^AADSTS65004/);
			expect((await signIn()).get('code')).toEqual(expect.any(String));
		});

		it('needs no page once the browser is signed in', async () => {
			emulator.entra.signedInUser = emulator.user.username;
			expect((await authorize()).status).toBe(302);
			expect((await authorize({ prompt: 'login' })).status).toBe(200);
		});
	});

	describe('authorization code', () => {
		it('works once', async () => {
			const code = (await signIn()).get('code')!;
			const { status, body } = await redeem(code);
			expect(status).toBe(200);
			expect(body).toMatchObject({
				token_type: 'Bearer',
				expires_in: 3600,
				refresh_token: expect.any(String),
			});
			expect(await redeem(code)).toMatchObject(refusal(400, 'invalid_grant', 54005));
		});

		it('expires after ten minutes', async () => {
			const code = (await signIn()).get('code')!;
			emulator.advance(600_000);
			expect(await redeem(code)).toMatchObject(refusal(400, 'invalid_grant', 70008));
		});

		it('asks for the verifier once a challenge was sent', async () => {
			const code = (await signIn({ code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' })).get(
				'code',
			)!;
			expect(await redeem(code)).toMatchObject(refusal(400, 'invalid_grant', 501481));
		});

		it('belongs to its redirect URI', async () => {
			const code = (await signIn()).get('code')!;
			expect(await redeem(code, { redirect_uri: 'http://localhost/other' })).toMatchObject(
				refusal(400, 'invalid_request', 50011),
			);
		});
	});

	describe('refresh token', () => {
		const first = async (): Promise<string> =>
			(await redeem((await signIn()).get('code')!)).body.refresh_token as string;

		it('is replaced; the old one keeps working, but its reuse is counted', async () => {
			const old = await first();
			const { body } = await refresh(old);
			expect(body.refresh_token).not.toBe(old);
			expect((await refresh(old)).status).toBe(200);
			expect(emulator.entra.reusedRefreshTokens).toBe(1);
			emulator.entra.refreshTokenReuse = 'refuse';
			expect(await refresh(old)).toMatchObject(refusal(400, 'invalid_grant', 70000));
		});

		it('can expire and be revoked', async () => {
			const token = await first();
			emulator.advance(90 * 24 * 3_600_000);
			expect(await refresh(token)).toMatchObject(refusal(400, 'invalid_grant', 700082));
			const other = await first();
			emulator.entra.revokeGrants();
			expect(await refresh(other)).toMatchObject(refusal(400, 'invalid_grant', 50173));
		});

		it('fails as ordered, and then works', async () => {
			const token = await first();
			emulator.entra.failNextTokenRequests(1, entraErrors.multifactorRequired());
			expect(await refresh(token)).toMatchObject(refusal(400, 'interaction_required', 50076));
			expect((await refresh(token)).status).toBe(200);
			emulator.entra.directory.applications[0]!.consented = false;
			expect(await refresh(token)).toMatchObject(refusal(400, 'invalid_grant', 65001));
		});
	});

	describe('client credentials', () => {
		it('take the secret from the body or a Basic header, with or without form encoding', async () => {
			expect((await application()).status).toBe(200);
			const { clientId, clientSecret } = emulator;
			const form = { grant_type: 'client_credentials', scope: 'https://graph.microsoft.com/.default' };
			for (const pair of [`${clientId}:${clientSecret}`, `${clientId}:${encodeURIComponent(clientSecret)}`]) {
				const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
				expect((await token(form, 'contoso.com', { authorization })).status).toBe(200);
			}
		});

		it.each([
			['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client', 7000215],
			[
				'an expired secret',
				{ client_secret: 'Xq18Q~emulator.expired_value-0123456789ab' },
				401,
				'invalid_client',
				7000222,
			],
			['no secret', { client_secret: '' }, 401, 'invalid_client', 7000218],
			['an unknown client', { client_id: 'nobody' }, 400, 'unauthorized_client', 700016],
			['delegated scopes', { scope: 'https://graph.microsoft.com/User.Read' }, 400, 'invalid_scope', 1002012],
			['no scope', { scope: '' }, 400, 'invalid_request', 900144],
			['an unknown grant', { grant_type: 'magic' }, 400, 'unsupported_grant_type', 70003],
			['no grant', { grant_type: '' }, 400, 'invalid_request', 900144],
			['another resource', { scope: 'https://vault.azure.net/.default' }, 400, 'invalid_resource', 500011],
		])('refuse %s', async (_case, form, status, error, number) => {
			expect(await application(form)).toMatchObject(refusal(status, error, number));
		});

		it('need a tenant', async () => {
			const form = {
				...secret(),
				grant_type: 'client_credentials',
				scope: 'https://graph.microsoft.com/.default',
			};
			expect(await token(form, 'organizations')).toMatchObject(refusal(400, 'invalid_request', 50059));
			expect(await token(form, 'nowhere.example')).toMatchObject(refusal(400, 'invalid_request', 90002));
		});
	});

	describe('client assertion', () => {
		const endpoint = () => `${emulator.authorityHost}/${emulator.tenantId}/oauth2/v2.0/token`;

		const assertion = async (
			claims: Record<string, unknown> = {},
			header: Record<string, string> = {},
			algorithm = 'RS256',
		) => {
			const { privateKey, thumbprint } = emulator.certificate;
			const seconds = Math.floor(Date.now() / 1000);
			const identity = { iss: emulator.clientId, sub: emulator.clientId, aud: endpoint(), jti: randomUUID() };
			return await new SignJWT({ ...identity, nbf: seconds, exp: seconds + 600, ...claims })
				.setProtectedHeader({
					alg: algorithm,
					x5t: Buffer.from(thumbprint, 'hex').toString('base64url'),
					...header,
				})
				.sign(await importPKCS8(privateKey, algorithm));
		};

		const send = async (client_assertion: string) =>
			await token({
				grant_type: 'client_credentials',
				scope: 'https://graph.microsoft.com/.default',
				client_id: emulator.clientId,
				client_assertion,
				client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
			});

		it.each(['RS256', 'PS256'])('is accepted with %s, once', async (algorithm) => {
			const signed = await assertion({}, {}, algorithm);
			expect((await send(signed)).status).toBe(200);
			expect(await send(signed)).toMatchObject(refusal(401, 'invalid_client', 50027));
		});

		it('may name the certificate by SHA-256', async () => {
			const { thumbprintSha256 } = emulator.certificate;
			const named = { x5t: '', 'x5t#S256': Buffer.from(thumbprintSha256, 'hex').toString('base64url') };
			expect((await send(await assertion({}, named, 'PS256'))).status).toBe(200);
		});

		it('is refused for a wrong audience, time, issuer, certificate or signature', async () => {
			expect(await send(await assertion({ aud: 'https://elsewhere.example/' }))).toMatchObject(
				refusal(401, 'invalid_client', 700023),
			);
			expect(await send(await assertion({ exp: Math.floor(Date.now() / 1000) - 301 }))).toMatchObject(
				refusal(401, 'invalid_client', 700024),
			);
			expect(await send(await assertion({ iss: 'another' }))).toMatchObject(
				refusal(401, 'invalid_client', 700021),
			);
			expect(await send(await assertion({}, { x5t: 'AAAA' }))).toMatchObject(
				refusal(401, 'invalid_client', 700027),
			);
			const [header, payload] = (await assertion()).split('.');
			expect(await send(`${header}.${payload}.AAAA`)).toMatchObject(refusal(401, 'invalid_client', 700027));
		});

		it('belongs to a certificate whose thumbprint is the portal’s', () => {
			const { certificate, thumbprint } = emulator.certificate;
			expect(new X509Certificate(certificate).fingerprint.replaceAll(':', '')).toBe(thumbprint);
		});
	});

	it('describes itself by discovery', async () => {
		const read = async (path: string) =>
			(await (await fetch(`${emulator.authorityHost}${path}`)).json()) as Record<string, unknown>;
		expect(await read('/contoso.com/v2.0/.well-known/openid-configuration')).toMatchObject({
			issuer: `${emulator.authorityHost}/${emulator.tenantId}/v2.0`,
			token_endpoint: `${emulator.authorityHost}/contoso.com/oauth2/v2.0/token`,
		});
		expect(await read('/common/discovery/instance')).toHaveProperty('metadata');
		expect(await read('/common/discovery/v2.0/keys')).toMatchObject({ keys: [{ kty: 'RSA', use: 'sig' }] });
	});

	it('gives tokens that Graph accepts until they expire, and never records them', async () => {
		const { body } = await redeem((await signIn()).get('code')!);
		const client = new Client(emulator, body.access_token as string);
		expect((await client.get('/workspaces')).status).toBe(200);
		emulator.advance(3_600_000);
		const { status, body: refusal } = await client.get('/workspaces');
		expect(status).toBe(401);
		expect(refusal.error).toMatchObject({
			code: 'InvalidAuthenticationToken',
			message: 'Lifetime validation failed, the token is expired.',
		});
		expect(emulator.graph.requests[0]!.headers['authorization']).toBe('Bearer <token:1>');
	});
});
