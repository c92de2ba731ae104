import { entraErrors, startEmulator, type Emulator } from '../index';
import { Client } from './client';
import { oauthFlows, REDIRECT_URI, refusal, SCOPE } from './oauthFlows';

describe('users sign in to Entra', () => {
	let emulator: Emulator;

	beforeAll(async () => {
		emulator = await startEmulator();
	});
	beforeEach(() => emulator.reset());
	afterAll(() => emulator.stop());
	const { authorize, signIn, redeem, refresh } = oauthFlows(() => emulator);

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
