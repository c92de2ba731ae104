import { entraErrors, startEmulator, type Emulator } from '../index';
import { Client } from './client';
import { enterDeviceCode, oauthFlows, refusal, SCOPE } from './oauthFlows';

/** Page "OAuth 2.0 device authorization grant flow". */
describe('device code flow', () => {
	let emulator: Emulator;

	beforeAll(async () => {
		emulator = await startEmulator();
	});
	beforeEach(() => emulator.reset());
	afterAll(() => emulator.stop());
	const { token } = oauthFlows(() => emulator);

	const ask = async (form: Record<string, string> = {}, tenant = emulator.tenantId) => {
		const response = await fetch(`${emulator.authorityHost}/${tenant}/oauth2/v2.0/devicecode`, {
			method: 'POST',
			body: new URLSearchParams({ client_id: emulator.clientId, scope: SCOPE, ...form }),
		});
		return { status: response.status, body: (await response.json()) as Record<string, string> };
	};
	const redeem = async (device_code: string, more: Record<string, string> = {}) =>
		await token({
			grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
			client_id: emulator.clientId,
			device_code,
			...more,
		});
	const started = async () =>
		(await ask()).body as { device_code: string; user_code: string; verification_uri: string };

	it('hands out a code for the client and one for the user', async () => {
		const { status, body } = await ask();
		expect(status).toBe(200);
		expect(body).toEqual({
			device_code: expect.stringMatching(/^\S{40,}$/),
			user_code: expect.stringMatching(/^[A-Z0-9]{9}$/),
			verification_uri: `${emulator.authorityHost}/common/oauth2/deviceauth`,
			expires_in: 900,
			interval: 5,
			message: `To sign in, use a web browser to open the page ${body['verification_uri']} and enter the code ${body['user_code']} to authenticate.`,
		});
	});

	it('is pending until the user has signed in, and gives tokens once', async () => {
		const { device_code, user_code, verification_uri } = await started();
		expect(await redeem(device_code)).toMatchObject(refusal(400, 'authorization_pending', 70016));
		expect(await enterDeviceCode(verification_uri, user_code.toLowerCase(), emulator.user)).toContain(
			'signed in',
		);
		const { status, body } = await redeem(device_code);
		expect(status).toBe(200);
		expect(body).toMatchObject({ token_type: 'Bearer', refresh_token: expect.any(String) });
		expect((await new Client(emulator, body.access_token as string).get('/workspaces')).status).toBe(200);
		expect(await redeem(device_code)).toMatchObject(refusal(400, 'invalid_grant', 54005));
	});

	it('refreshes without a secret what was given without one, and nothing else', async () => {
		const { device_code, user_code, verification_uri } = await started();
		await enterDeviceCode(verification_uri, user_code, emulator.user);
		const { body } = await redeem(device_code);
		const refresh = async (refresh_token: string) =>
			await token({ grant_type: 'refresh_token', client_id: emulator.clientId, refresh_token });
		expect((await refresh(body.refresh_token as string)).status).toBe(200);
		const { signIn, redeem: redeemCode } = oauthFlows(() => emulator);
		const confidential = await redeemCode((await signIn()).get('code')!);
		expect(await refresh(confidential.body.refresh_token as string)).toMatchObject(
			refusal(401, 'invalid_client', 7000218),
		);
	});

	it('ends when the user cancels, and after 15 minutes', async () => {
		const declined = await started();
		await enterDeviceCode(declined.verification_uri, declined.user_code, 'cancel');
		expect(await redeem(declined.device_code)).toMatchObject(refusal(400, 'authorization_declined', 65004));

		const late = await started();
		emulator.advance(900_000);
		expect(await redeem(late.device_code)).toMatchObject(refusal(400, 'expired_token', 70020));
		expect(await enterDeviceCode(late.verification_uri, late.user_code, emulator.user)).toContain(
			'AADSTS70018',
		);
	});

	it('takes no wrong password, no user of another tenant, and no code that nobody was given', async () => {
		const { device_code, user_code, verification_uri } = await started();
		const { username, password } = emulator.user;
		const enter = async (code: string, user: { username: string; password: string }) =>
			/AADSTS\d+/.exec(await enterDeviceCode(verification_uri, code, user))?.[0];
		expect(await enter(user_code, { username, password: 'wrong' })).toBe('AADSTS50126');
		const { users } = emulator.entra.directory;
		expect(await enter(user_code, users[1]!)).toBe('AADSTS50058');
		expect(await enter('NOBODYHAS', { username, password })).toBe('AADSTS70018');
		expect(await redeem(device_code)).toMatchObject(refusal(400, 'authorization_pending', 70016));
		expect(await redeem('unknown')).toMatchObject(refusal(400, 'bad_verification_code', 70018));
	});

	it('needs an app that allows public client flows, or its secret', async () => {
		emulator.entra.directory.applications[0]!.isFallbackPublicClient = false;
		const { device_code } = await started();
		expect(await redeem(device_code)).toMatchObject(refusal(401, 'invalid_client', 7000218));
		expect(await redeem(device_code, { client_secret: emulator.clientSecret })).toMatchObject(
			refusal(400, 'authorization_pending', 70016),
		);
	});

	it('refuses an unknown client, tenant and scope, and fails as ordered', async () => {
		expect(await ask({ client_id: 'nobody' })).toMatchObject(refusal(400, 'unauthorized_client', 700016));
		expect(await ask({}, 'nowhere.example')).toMatchObject(refusal(400, 'invalid_request', 90002));
		expect(await ask({ scope: 'Everything.Read' })).toMatchObject(refusal(400, 'invalid_scope', 70011));
		emulator.entra.failNext('devicecode', 1, entraErrors.unavailable());
		expect(await ask()).toMatchObject(refusal(503, 'temporarily_unavailable', 90033));
		expect((await ask()).status).toBe(200);
	});
});
