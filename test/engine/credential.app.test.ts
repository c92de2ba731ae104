import { credentialRuns } from './credentialRuns';
import { itemsOf, jsonOf, outputsOf, Fixture } from './harness';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const APP_ONLY = { grantType: 'clientCredentials' };

const fixture = Fixture.use();

const { get, getMany, failureOf } = credentialRuns(fixture);

describe('The app itself', () => {
	const certificate = () => ({
		...APP_ONLY,
		clientCredentialType: 'certificate',
		privateKey: fixture.emulator.certificate.privateKey,
		certificate: fixture.emulator.certificate.certificate,
	});

	beforeEach(() => {
		fixture.emulator.graph.switches.appOnly = 'accept';
		fixture.fillIn(APP_ONLY);
	});

	it('gets a token with its secret, in the body, for what an administrator consented to', async () => {
		const run = await get();
		expect(jsonOf(run)).toEqual([expect.objectContaining({ id: SESSION })]);
		expect(
			fixture.tokenRequests.map(({ body, headers }) => ({ body, authorization: headers.authorization })),
		).toEqual([
			{
				body: {
					grant_type: 'client_credentials',
					scope: 'https://graph.microsoft.com/.default',
					client_id: fixture.emulator.clientId,
					client_secret: fixture.emulator.clientSecret,
				},
				authorization: undefined,
			},
		]);
		expect(fixture.engine.credentials.tokensStored).toBe(1);
		expect(fixture.leaksIn(run)).toEqual([]);
	});

	it('gets a token with its certificate, and sends neither key nor secret', async () => {
		fixture.fillIn(certificate());
		const run = await get();
		expect(jsonOf(run)).toEqual([expect.objectContaining({ id: SESSION })]);
		const [{ body }] = fixture.tokenRequests as [(typeof fixture.tokenRequests)[0]];
		expect(body).toEqual({
			grant_type: 'client_credentials',
			scope: 'https://graph.microsoft.com/.default',
			client_id: fixture.emulator.clientId,
			client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
			client_assertion: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
		});
		expect(fixture.leaksIn(run)).toEqual([]);
	});

	it.each([3, 12, 45])('gets one token for %i items at a time', async (count) => {
		const { run, asked } = await getMany(count);
		expect(itemsOf(run).map(({ json }) => json.id)).toEqual(asked);
		expect(fixture.tokenRequests).toHaveLength(1);
		expect(fixture.engine.credentials.tokensStored).toBe(1);
	});

	it('uses its token until Graph refuses it, and then gets another', async () => {
		await get();
		await get();
		expect(fixture.tokenRequests).toHaveLength(1);
		fixture.emulator.entra.expireAccessTokens();
		expect((await get()).status).toBe('success');
		expect(fixture.tokenRequests).toHaveLength(2);
	});

	it.each<[string, () => Record<string, unknown>]>([
		['a wrong secret', () => ({ ...APP_ONLY, clientSecret: 'wrong-secret-value' })],
		['an expired secret', () => ({ ...APP_ONLY, clientSecret: 'Xq18Q~emulator.expired_value-0123456789ab' })],
		['an unknown client ID', () => ({ ...APP_ONLY, clientId: '00000000-0000-4000-8000-000000000000' })],
		['an unknown tenant', () => ({ ...APP_ONLY, tenantId: '00000000-0000-4000-8000-000000000000' })],
		['a key that is none', () => ({ ...certificate(), privateKey: 'no key' })],
		['a certificate that is none', () => ({ ...certificate(), certificate: 'no certificate' })],
	])('with %s gets an error, and nothing is sent to Graph', async (_what, fields) => {
		fixture.fillIn(fields() as never);
		const error = await failureOf(get());
		expect(error.context.itemIndex).toBe(0);
		expect(fixture.sent).toEqual([]);
		expect(fixture.tokenRequests.length).toBeLessThanOrEqual(1);
	});

	it('with a wrong secret is tried once, however many items wait', async () => {
		fixture.fillIn({ ...APP_ONLY, clientSecret: 'wrong-secret-value' });
		const { run } = await getMany(12);
		expect(outputsOf(run)[1]).toHaveLength(12);
		expect(fixture.tokenRequests).toHaveLength(1);
		expect(fixture.leaksIn(run)).toEqual([]);
	});

	it('F-24 that Graph does not admit is an error with 403', async () => {
		fixture.emulator.graph.switches.appOnly = 'refuse';
		expect(await failureOf(get())).toMatchObject({ httpCode: '403', context: { itemIndex: 0 } });
	});
});
