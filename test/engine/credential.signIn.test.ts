import { effects, entraErrors } from '../emulator';
import { credentialRuns } from './credentialRuns';
import { itemsOf, jsonOf, outputsOf, Fixture } from './harness';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const READ = 'https://graph.microsoft.com/SecurityCopilotWorkspaces.Read.All';

const fixture = Fixture.use();

const { get, getMany, failureOf } = credentialRuns(fixture);

const storedToken = () => fixture.credential.oauthTokenData as { access_token?: string } | undefined;

describe('A token that Graph accepts', () => {
	it('is used as it is', async () => {
		await get();
		await get();
		expect(fixture.tokenRequests).toEqual([]);
		expect(fixture.engine.credentials.tokensStored).toBe(0);
	});
});

describe('F-18, F-19 An expired token', () => {
	beforeEach(() => fixture.emulator.entra.expireAccessTokens());

	it('is refreshed once and stored once, and the request is repeated', async () => {
		const before = storedToken()?.access_token;
		const run = await get();
		expect(jsonOf(run)).toEqual([expect.objectContaining({ id: SESSION })]);
		expect(fixture.sent.map(({ status, headers }) => [status, headers.authorization])).toEqual([
			[401, 'Bearer <token:1>'],
			[200, 'Bearer <token:2>'],
		]);
		expect(fixture.tokenRequests.map(({ body }) => body)).toEqual([
			expect.objectContaining({ grant_type: 'refresh_token', client_id: fixture.emulator.clientId }),
		]);
		expect(fixture.engine.credentials.tokensStored).toBe(1);
		expect(storedToken()?.access_token).not.toBe(before);
		expect(fixture.leaksIn(run)).toEqual([]);
	});

	it('is not refreshed again by the next run', async () => {
		await get();
		await get();
		expect(fixture.tokenRequests).toHaveLength(1);
		expect(fixture.sent.map(({ status }) => status)).toEqual([401, 200, 200]);
	});

	it('keeps the refresh token that came with the new one', async () => {
		await get();
		fixture.emulator.entra.expireAccessTokens();
		fixture.emulator.entra.refreshTokenReuse = 'refuse';
		expect((await get()).status).toBe('success');
		expect(fixture.emulator.entra.reusedRefreshTokens).toBe(0);
	});

	it.each([3, 12, 45])('is refreshed once for %i items at a time', async (count) => {
		const { run, asked } = await getMany(count);
		expect(outputsOf(run)[1] ?? []).toEqual([]);
		expect(itemsOf(run).map(({ json }) => json.id)).toEqual(asked);
		expect(fixture.tokenRequests).toHaveLength(1);
		expect(fixture.engine.credentials.tokensStored).toBe(1);
	});

	it('is refreshed on the way through a list', async () => {
		fixture.emulator.graph.switches.pageSize = 2;
		const fault = fixture.emulator.graph.addFault({
			match: { path: /skiptoken/ },
			effect: effects.expiredToken(),
		});
		const run = await get({ operation: 'getAll', returnAll: true });
		expect(jsonOf(run)).toHaveLength(3);
		expect(fault.remaining).toBe(0);
		expect(fixture.tokenRequests).toHaveLength(2);
	});

	it.each<[string, () => void]>([
		['was revoked', () => fixture.emulator.entra.revokeGrants()],
		['is too old', () => fixture.emulator.entra.expireRefreshTokens()],
		[
			'needs a second factor',
			() => fixture.emulator.entra.failNextTokenRequests(9, entraErrors.multifactorRequired()),
		],
		[
			'lost its consent',
			() => fixture.emulator.entra.failNextTokenRequests(9, entraErrors.consentRequired('x')),
		],
		['belongs to an app whose secret is wrong', () => (fixture.credential.clientSecret = 'wrong')],
		[
			'belongs to an app that is gone',
			() => (fixture.credential.clientId = '00000000-0000-4000-8000-000000000000'),
		],
		[
			'is refused by an Entra that is down',
			() => fixture.emulator.entra.failNextTokenRequests(9, entraErrors.unavailable()),
		],
	])('whose grant %s is an error after one try', async (_what, breakGrant) => {
		breakGrant();
		const error = await failureOf(get());
		expect(error.context.itemIndex).toBe(0);
		expect(fixture.sent.map(({ status }) => status)).toEqual([401]);
		expect(fixture.tokenRequests).toHaveLength(1);
		expect(fixture.engine.credentials.tokensStored).toBe(0);
	});

	it.each([3, 12])('whose grant was revoked is an error of each of %i items', async (count) => {
		fixture.emulator.entra.revokeGrants();
		const { run } = await getMany(count);
		expect(itemsOf(run)).toEqual([]);
		expect(outputsOf(run)[1]?.map(({ pairedItem }) => pairedItem)).toEqual(
			Array.from({ length: count }, (_, item) => ({ item })),
		);
		expect(fixture.leaksIn(run)).toEqual([]);
	});

	it('whose grant was revoked is tried for no item after those under way', async () => {
		fixture.emulator.entra.revokeGrants();
		const { run } = await getMany(40);
		expect(outputsOf(run)[1]).toHaveLength(40);
		// Two batches, and the first read of them alone.
		expect(fixture.sent.filter(({ batchPart }) => !batchPart).length).toBeLessThanOrEqual(3);
	});

	it('is an error after one try when Entra cannot be reached', async () => {
		fixture.credential.authorityHost = 'http://127.0.0.1:9';
		const error = await failureOf(get());
		expect(error.context.itemIndex).toBe(0);
		expect(fixture.contacted).toEqual([fixture.emulator.graphApiBaseUrl, 'http://127.0.0.1:9']);
	});

	it('is tried again by the next run after Entra was down', async () => {
		fixture.emulator.entra.failNextTokenRequests(1, entraErrors.unavailable());
		await failureOf(get());
		expect((await get()).status).toBe('success');
	});
});

describe('F-19 A token that is refused whatever is done', () => {
	it('is refreshed once, and then it is an error with 401', async () => {
		const fault = fixture.emulator.graph.addFault({ effect: effects.expiredToken(), count: 100 });
		const error = await failureOf(get());
		expect(error).toMatchObject({ httpCode: '401', context: { itemIndex: 0 } });
		expect(fault.applied).toBe(2);
		expect(fixture.tokenRequests).toHaveLength(1);
	});

	it('ends with an error of each part of a batch, without a loop', async () => {
		fixture.emulator.graph.addFault({
			match: { path: /sessions/ },
			effect: effects.expiredToken(),
			count: 1_000,
		});
		const { run } = await getMany(12);
		expect(outputsOf(run)[1]).toHaveLength(12);
		expect(fixture.tokenRequests.length).toBeLessThanOrEqual(1);
	});
});

describe('F-21, F-22 A token that does not allow what is asked', () => {
	const UNRELATED = {
		customScopes: true,
		enabledScopes: 'openid offline_access https://graph.microsoft.com/User.Read',
	};

	it('of another scope is an error with 403 and is not tried again', async () => {
		await fixture.signIn(UNRELATED);
		expect(await failureOf(get())).toMatchObject({ httpCode: '403', context: { itemIndex: 0 } });
		expect(fixture.sent).toHaveLength(1);
		expect(fixture.tokenRequests).toEqual([]);
	});

	it('of the access Read Only is enough for what only reads', async () => {
		await fixture.signIn({ access: 'read' });
		expect((await get()).status).toBe('success');
		expect(fixture.emulator.entra.requests.at(-1)?.answer).toMatchObject({
			scope: expect.stringContaining(READ),
		});
		expect(fixture.emulator.entra.requests.at(-1)?.answer).not.toMatchObject({
			scope: expect.stringContaining('ReadWrite'),
		});
	});

	it.each(['graph', 'traceId', 'empty'] as const)(
		'of a user without a role is an error with 403, however Graph says it (%s)',
		async (shape) => {
			fixture.emulator.graph.switches.roles = 'none';
			fixture.emulator.graph.switches.roleErrorShape = shape;
			expect(await failureOf(get())).toMatchObject({ httpCode: '403', context: { itemIndex: 0 } });
			expect(fixture.sent).toHaveLength(1);
		},
	);

	it('of a user without a role in one workspace leaves the other items', async () => {
		const { graph } = fixture.emulator;
		const { id: workspace } = graph.addWorkspace();
		graph.addSession({ workspaceId: workspace });
		graph.setRole('default', 'none');
		const run = await fixture.run(
			{ resource: 'session', operation: 'getAll', workspaceId: '={{ $json.workspace }}' },
			{
				items: [{ workspace: 'default' }, { workspace }],
				settings: { onError: 'continueErrorOutput' },
			},
		);
		expect(itemsOf(run).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
		expect(outputsOf(run)[1]?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }]);
	});
});

describe('Without a sign-in', () => {
	it('a user gets an error before anything is sent', async () => {
		fixture.fillIn();
		const error = await failureOf(get());
		expect(error.context.itemIndex).toBe(0);
		expect(fixture.contacted).toEqual([]);
	});

	it('each item gets it', async () => {
		fixture.fillIn();
		const { run } = await getMany(5);
		expect(outputsOf(run)[1]).toHaveLength(5);
		expect(fixture.contacted).toEqual([]);
	});
});
