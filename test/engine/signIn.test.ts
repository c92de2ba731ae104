import { effects, entraErrors } from '../emulator';
import { errorOf, Fixture, itemsOf, type NodeParameters } from './harness';
import { SESSION } from './harness/documented';
import { CONTINUING, expectProtocolRules, outcomesOf } from './harness/outcomes';

const APP: Record<string, string> = { grantType: 'clientCredentials' };

const fixture = Fixture.use();

const get = async (parameters: NodeParameters = {}) =>
	await fixture.run({ sessionId: SESSION, ...parameters });

/** Gets sessions at the same time: three go as single requests, twenty as a batch. */
async function getMany(count: number) {
	const items = Array.from({ length: count }, () => ({ id: fixture.graph.addSession().id }));
	const run = await fixture.run({ sessionId: '={{ $json.id }}' }, { items, settings: CONTINUING });
	expect(itemsOf(run).map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
	expectProtocolRules(fixture, run);
	return run;
}

const results = (count: number) => Array<string>(count).fill('result');

const statuses = () => fixture.sent.map(({ status }) => status);

/** What was asked of Entra and stored, in how many times. */
const tokens = () => [fixture.tokenRequests.length, fixture.engine.credentials.tokensStored];

/** Signs in as the app, which has no token yet. @param fields of the credential that differ */
function useApp(fields: Record<string, string> = {}): void {
	fixture.graph.switches.appOnly = 'accept';
	fixture.fillIn({ ...APP, ...fields });
}

const certificate = () => ({ clientCredentialType: 'certificate', ...fixture.emulator.certificate });

describe('A token', () => {
	it('is used as long as Graph accepts it, refreshed and stored once when it does not, and the request is repeated', async () => {
		await get();
		expect(tokens()).toEqual([0, 0]);
		fixture.emulator.entra.expireAccessTokens();
		expect((await get()).status).toBe('success');
		expect((await get()).status).toBe('success');
		expect(fixture.sent.map(({ status, headers }) => [status, headers.authorization])).toEqual([
			[200, 'Bearer <token:1>'],
			[401, 'Bearer <token:1>'],
			[200, 'Bearer <token:2>'],
			[200, 'Bearer <token:2>'],
		]);
		expect(tokens()).toEqual([1, 1]);
	});

	it('is refreshed with the refresh token that came with the one before', async () => {
		const { entra } = fixture.emulator;
		entra.expireAccessTokens();
		await get();
		entra.expireAccessTokens();
		entra.refreshTokenReuse = 'refuse';
		expect((await get()).status).toBe('success');
		expect(entra.reusedRefreshTokens).toBe(0);
	});

	it('is refreshed on the way through a list', async () => {
		fixture.graph.switches.pageSize = 2;
		fixture.graph.addFault({ match: { path: /skiptoken/ }, effect: effects.expiredToken() });
		expect(itemsOf(await get({ operation: 'getAll', returnAll: true }))).toHaveLength(3);
		expect(tokens()).toEqual([1, 1]);
	});

	it('that is refused whatever is done is refreshed once, and then it is an error', async () => {
		fixture.graph.addFault({ match: { path: /sessions/ }, effect: effects.expiredToken(), count: 1_000 });
		expect(errorOf(await get())).toMatchObject({ httpCode: '401', context: { itemIndex: 0 } });
		expect([statuses(), fixture.tokenRequests.length]).toEqual([[401, 401], 1]);
		expect(outcomesOf(await getMany(12))).toEqual(Array(12).fill('tokenExpired'));
		expect(fixture.tokenRequests.length).toBeLessThanOrEqual(2);
	});
});

describe.each([3, 20])('%i items at the same time', (count) => {
	it('with an expired token cost one refresh', async () => {
		fixture.emulator.entra.expireAccessTokens();
		expect(outcomesOf(await getMany(count))).toEqual(results(count));
		expect([...tokens(), fixture.emulator.entra.reusedRefreshTokens]).toEqual([1, 1, 0]);
	});

	it('with an expired token that is told as 403 cost one refresh', async () => {
		const expired = { code: 'InvalidAuthenticationToken', message: 'The token is expired.' };
		const effect = effects.graphError(403, expired);
		fixture.graph.addFault({ match: { token: '<token:1>' }, effect, count: 100 });
		expect(outcomesOf(await getMany(count))).toEqual(results(count));
		expect(tokens()).toEqual([1, 1]);
	});

	it.each<[string, object | undefined]>([
		['no token', undefined],
		['an empty token, which n8n takes for none,', { access_token: '' }],
	])('with %s cost one token request', async (_what, token) => {
		useApp();
		if (token) fixture.credential.oauthTokenData = token as never;
		expect(outcomesOf(await getMany(count))).toEqual(results(count));
		expect(tokens()).toEqual([1, 1]);
	});

	it('with no token ask an endpoint that is out of reach twice at most', async () => {
		useApp();
		fixture.emulator.entra.failNextTokenRequests(99, entraErrors.unavailable());
		expect(outcomesOf(await getMany(count))).toEqual(Array(count).fill('signInUnreachable'));
		expect(fixture.tokenRequests.length).toBeLessThanOrEqual(2);
		expect(fixture.sent).toEqual([]);
	});

	it('whose sign-in has ended cost no more refusals than requests were under way', async () => {
		fixture.emulator.entra.expireAccessTokens();
		fixture.emulator.entra.revokeGrants();
		expect(outcomesOf(await getMany(count))).not.toContain('result');
		expect(fixture.tokenRequests.length).toBeLessThanOrEqual(3);
		expect(fixture.sent.filter(({ batchPart }) => !batchPart).length).toBeLessThanOrEqual(3);
	});
});

it.each<[string, () => void, string]>([
	['was revoked', () => fixture.emulator.entra.revokeGrants(), 'sign-in of[^]*has ended'],
	[
		'needs a second factor',
		() => fixture.emulator.entra.failNextTokenRequests(9, entraErrors.multifactorRequired()),
		'connect[^]*AADSTS5007\\d',
	],
	['belongs to an app whose secret is wrong', () => (fixture.credential.clientSecret = 'wrong'), 'secret'],
	[
		'is refused by an Entra that is down',
		() => fixture.emulator.entra.failNextTokenRequests(9, entraErrors.unavailable()),
		'sign-in|Entra',
	],
	['asks an Entra that is out of reach', () => (fixture.credential.authorityHost = 'http://127.0.0.1:9'), ''],
])('A refresh that %s is an error after one try', async (_what, breakGrant, said) => {
	fixture.emulator.entra.expireAccessTokens();
	breakGrant();
	const run = await get();
	const { message, description, context } = errorOf(run);
	expect(`${message} ${description}`).toMatch(new RegExp(said, 'i'));
	expect(context.itemIndex).toBe(0);
	expect([statuses(), fixture.contacted.length]).toEqual([[401], 2]);
	expectProtocolRules(fixture, run);
});

it('An endpoint that is out of reach once costs one item', async () => {
	useApp();
	fixture.emulator.entra.failNextTokenRequests(1, entraErrors.unavailable());
	expect(outcomesOf(await getMany(3))).toEqual(['signInUnreachable', ...results(2)]);
});

it('A refresh is tried again by the next run after Entra was down', async () => {
	fixture.emulator.entra.expireAccessTokens();
	fixture.emulator.entra.failNextTokenRequests(1, entraErrors.unavailable());
	expect((await get()).status).toBe('error');
	expect((await get()).status).toBe('success');
});

describe('Without a sign-in', () => {
	it('each item of a user fails before anything is sent', async () => {
		fixture.fillIn();
		expect(outcomesOf(await getMany(5))).toEqual(Array(5).fill('credentialNotConnected'));
		expect(fixture.contacted).toEqual([]);
	});
});

describe('The app itself', () => {
	it.each<[string, () => Record<string, string>, () => object]>([
		['its secret, in the body', () => ({}), () => ({ client_secret: fixture.emulator.clientSecret })],
		[
			'its certificate, and sends neither key nor secret',
			certificate,
			() => ({
				client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
				client_assertion: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
			}),
		],
	])('gets a token with %s', async (_how, fields, proof) => {
		useApp(fields());
		const run = await get();
		expect(run.status).toBe('success');
		expect(fixture.tokenRequests.map(({ body }) => body)).toEqual([
			{
				grant_type: 'client_credentials',
				scope: 'https://graph.microsoft.com/.default',
				client_id: fixture.emulator.clientId,
				...proof(),
			},
		]);
		expect(fixture.leaksIn(run)).toEqual([]);
	});

	it('uses its token until Graph refuses it, and then gets another', async () => {
		useApp();
		await get();
		await get();
		expect(tokens()).toEqual([1, 1]);
		fixture.emulator.entra.expireAccessTokens();
		expect((await get()).status).toBe('success');
		expect(tokens()).toEqual([2, 2]);
	});

	it.each<[string, () => Record<string, string>]>([
		['a wrong secret', () => ({ clientSecret: 'wrong-secret-value' })],
		['an unknown tenant', () => ({ tenantId: '00000000-0000-4000-8000-000000000000' })],
		['a key that is none', () => ({ ...certificate(), privateKey: 'no key' })],
	])(
		'with %s is tried once, however many items wait, and nothing is sent to Graph',
		async (_what, fields) => {
			useApp(fields());
			expect(outcomesOf(await getMany(12))).not.toContain('result');
			expect(fixture.sent).toEqual([]);
			expect(fixture.tokenRequests.length).toBeLessThanOrEqual(1);
		},
	);
});
