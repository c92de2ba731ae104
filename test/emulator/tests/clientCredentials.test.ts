import { randomUUID } from 'node:crypto';

import { importPKCS8, SignJWT } from 'jose';

import { startEmulator, type Emulator } from '../index';
import { oauthFlows, refusal } from './oauthFlows';

describe('applications sign in to Entra', () => {
	let emulator: Emulator;

	beforeAll(async () => {
		emulator = await startEmulator();
	});
	beforeEach(() => emulator.reset());
	afterAll(() => emulator.stop());
	const { token, secret, application } = oauthFlows(() => emulator);

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
	});
});
