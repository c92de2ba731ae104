import { importPKCS8, SignJWT } from 'jose';

import { entraErrors } from '../index';
import { Client, startForEachTest } from './client';
import { oauthFlows, REDIRECT_URI, refusal } from './oauthFlows';

const started = startForEachTest();
const { authorize, signIn, redeem, refresh, application } = oauthFlows(() => started.emulator);

describe('sign-in', () => {
	it('shows a page whose form leads back with a code and the state', async () => {
		const { authorityHost, user } = started.emulator;
		const page = await (await authorize()).text();
		const action = /action="([^"]+)"/.exec(page)![1]!;
		const text = (value: string) =>
			value.replace(/&#(\d+);/g, (_entity, code: string) => String.fromCharCode(Number(code)));
		const form = new URLSearchParams({ loginfmt: user.username, passwd: 'wrong' });
		for (const [, name, value] of page.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)) {
			form.set(name!, text(value!));
		}
		const send = async () =>
			await fetch(`${authorityHost}${action}`, { method: 'POST', body: form, redirect: 'manual' });
		expect(await (await send()).text()).toContain('AADSTS50126');
		form.set('passwd', user.password);
		const location = new URL((await send()).headers.get('location')!);
		expect(`${location.origin}${location.pathname}`).toBe(REDIRECT_URI);
		expect(location.searchParams.get('state')).toBe('a state');
		expect((await redeem(location.searchParams.get('code')!)).status).toBe(200);
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
	});
});

describe('an authorization code', () => {
	it('works once', async () => {
		const code = (await signIn()).get('code')!;
		const body = { token_type: 'Bearer', expires_in: 3600, refresh_token: expect.any(String) };
		expect(await redeem(code)).toMatchObject({ status: 200, body });
		expect(await redeem(code)).toMatchObject(refusal(400, 'invalid_grant', 54005));
	});

	it('expires after ten minutes, and belongs to its redirect URI and its verifier', async () => {
		const [late, elsewhere] = [await signIn(), await signIn()].map((answer) => answer.get('code')!);
		const challenge = { code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' };
		const challenged = (await signIn(challenge)).get('code')!;
		expect(await redeem(elsewhere!, { redirect_uri: 'http://localhost/other' })).toMatchObject(
			refusal(400, 'invalid_request', 50011),
		);
		expect(await redeem(challenged)).toMatchObject(refusal(400, 'invalid_grant', 501481));
		started.emulator.advance(600_000);
		expect(await redeem(late!)).toMatchObject(refusal(400, 'invalid_grant', 70008));
	});
});

describe('a refresh token', () => {
	const first = async (): Promise<string> =>
		(await redeem((await signIn()).get('code')!)).body.refresh_token as string;

	it('is replaced; the old one keeps working, but its reuse is counted', async () => {
		const { entra } = started.emulator;
		const old = await first();
		expect((await refresh(old)).body.refresh_token).not.toBe(old);
		expect((await refresh(old)).status).toBe(200);
		expect(entra.reusedRefreshTokens).toBe(1);
		entra.refreshTokenReuse = 'refuse';
		expect(await refresh(old)).toMatchObject(refusal(400, 'invalid_grant', 70000));
	});

	it('can expire and be revoked', async () => {
		const old = await first();
		started.emulator.advance(90 * 24 * 3_600_000);
		expect(await refresh(old)).toMatchObject(refusal(400, 'invalid_grant', 700082));
		const other = await first();
		started.emulator.entra.revokeGrants();
		expect(await refresh(other)).toMatchObject(refusal(400, 'invalid_grant', 50173));
	});

	it('fails as ordered, and then works', async () => {
		const kept = await first();
		started.emulator.entra.failNextTokenRequests(1, entraErrors.multifactorRequired());
		expect(await refresh(kept)).toMatchObject(refusal(400, 'interaction_required', 50076));
		expect((await refresh(kept)).status).toBe(200);
	});
});

describe('an access token', () => {
	it('is accepted by Graph until it expires, and never recorded', async () => {
		const { body } = await redeem((await signIn()).get('code')!);
		const client = new Client(started.emulator, body.access_token as string);
		expect((await client.get('/workspaces')).status).toBe(200);
		started.emulator.advance(3_600_000);
		const error = {
			code: 'InvalidAuthenticationToken',
			message: 'Lifetime validation failed, the token is expired.',
		};
		expect(await client.get('/workspaces')).toMatchObject({ status: 401, body: { error } });
		expect(started.emulator.graph.requests[0]!.headers['authorization']).toBe('Bearer <token:2>');
	});
});

describe('client credentials', () => {
	it('take the secret from the body', async () => {
		expect((await application()).status).toBe(200);
	});

	const EXPIRED = 'Xq18Q~emulator.expired_value-0123456789ab';
	it.each([
		['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client', 7000215],
		['an expired secret', { client_secret: EXPIRED }, 401, 'invalid_client', 7000222],
		['no secret', { client_secret: '' }, 401, 'invalid_client', 7000218],
		['an unknown client', { client_id: 'nobody' }, 400, 'unauthorized_client', 700016],
		['delegated scopes', { scope: 'https://graph.microsoft.com/User.Read' }, 400, 'invalid_scope', 1002012],
		['no scope', { scope: '' }, 400, 'invalid_request', 900144],
		['an unknown grant', { grant_type: 'magic' }, 400, 'unsupported_grant_type', 70003],
		['another resource', { scope: 'https://vault.azure.net/.default' }, 400, 'invalid_resource', 500011],
	])('refuse %s', async (_case, form, status, error, number) => {
		expect(await application(form)).toMatchObject(refusal(status, error, number));
	});
});

it('A client assertion is refused for a wrong audience, time, issuer, certificate or signature', async () => {
	const { authorityHost, tenantId, clientId, certificate } = started.emulator;
	const key = await importPKCS8(certificate.privateKey, 'RS256');
	const seconds = Math.floor(Date.now() / 1000);
	const x5t = Buffer.from(certificate.thumbprint, 'hex').toString('base64url');
	const identity = {
		iss: clientId,
		sub: clientId,
		aud: `${authorityHost}/${tenantId}/oauth2/v2.0/token`,
		jti: 'x',
	};
	const sign = async (claims: object, header: object = {}) =>
		await new SignJWT({ ...identity, exp: seconds + 600, ...claims })
			.setProtectedHeader({ alg: 'RS256', x5t, ...header })
			.sign(key);
	const send = async (client_assertion: string) => await application({ client_secret: '', client_assertion });
	const sound = await sign({});
	expect((await send(sound)).status).toBe(200);
	for (const wrong of [
		await sign({ aud: 'https://elsewhere.example/' }),
		await sign({ exp: seconds - 301 }),
		await sign({ iss: 'another' }),
		await sign({}, { x5t: 'AAAA' }),
		sound.replace(/\.[^.]*$/, '.AAAA'),
	])
		expect(await send(wrong)).toMatchObject(refusal(401, 'invalid_client', 700027));
});
