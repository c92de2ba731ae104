import { effects, entraErrors, scripts, type Effect } from '../../emulator';
import { itemsOf, shownText, Fixture, type NodeParameters } from '../harness';
import { CONTINUING, expectProtocolRules, outcomesOf, shownOf } from '../harness/outcomes';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const PROMPT = '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01';
const READ = 'SecurityCopilotWorkspaces.Read.All';
const READ_WRITE = 'SecurityCopilotWorkspaces.ReadWrite.All';

const get: NodeParameters = { sessionId: SESSION };
const create: NodeParameters = { operation: 'create', displayName: 'Incident 4711' };
const ask: NodeParameters = { operation: 'ask', prompt: 'who am I' };
const evaluate = { resource: 'evaluation', operation: 'create', sessionId: SESSION, promptId: PROMPT };

const fixture = Fixture.use();

const always = (effect: Effect) => fixture.emulator.graph.addFault({ effect, count: 1_000 });

describe('F-19 A token endpoint that refuses is told with its number, once', () => {
	it.each<[string, () => ReturnType<typeof entraErrors.revoked>, RegExp]>([
		// n8n drops Entra's number here.
		['a grant that was revoked', () => entraErrors.revoked(), /sign-in of[^]*has ended[^]*sign-in logs/],
		[
			'a secret that has expired',
			() => entraErrors.expiredSecret(fixture.emulator.clientId),
			/secret[^]*expired[^]*AADSTS7000222/i,
		],
		['a second factor', () => entraErrors.multifactorRequired(), /connect[^]*AADSTS5007\d/i],
	])('%s', async (_how, refusal, said) => {
		fixture.emulator.entra.expireAccessTokens();
		fixture.emulator.entra.failNextTokenRequests(99, refusal());
		const run = await fixture.run(create, { settings: CONTINUING });
		expect(shownOf(run)).toMatch(said);
		expect(fixture.tokenRequests).toHaveLength(1);
		expect(fixture.sent.map(({ status }) => status)).toEqual([401]);
		expectProtocolRules(fixture, run);
	});
});

it('F-20 A claims challenge asks to sign in again; its claims are neither shown nor written', async () => {
	const CLAIMS = Buffer.from('{"access_token":{"nbf":{"essential":true}}}').toString('base64');
	const challenge = `Bearer realm="", error="insufficient_claims", claims="${CLAIMS}"`;
	const written: unknown[] = [];
	for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
		jest.spyOn(console, method).mockImplementation((...values) => void written.push(...values));
	}
	always(effects.graphError(401, { headers: { 'www-authenticate': challenge } }));
	const run = await fixture.run(get, { settings: CONTINUING });
	jest.restoreAllMocks();
	expect(outcomesOf(run)).toEqual(['claimsChallenge']);
	expect(shownText([run, written])).not.toContain(CLAIMS.replace(/=+$/, ''));
	expect(fixture.sent).toHaveLength(2);
	expectProtocolRules(fixture, run);
});

describe('F-21 403 names what is missing', () => {
	it.each<[string, NodeParameters, string[]]>([
		['get', get, [READ]],
		['create', create, [READ_WRITE]],
		['ask', ask, [READ, READ_WRITE]],
		['evaluation create', evaluate, [READ, READ_WRITE]],
	])('%s', async (_what, parameters, scopes) => {
		always(effects.graphError(403, { code: 'Authorization_RequestDenied' }));
		const run = await fixture.run(parameters, { settings: CONTINUING });
		expect(outcomesOf(run)).toEqual(['missingPermission']);
		for (const scope of scopes) expect(shownOf(run)).toContain(scope);
		expect(fixture.emulator.graph.costs).toEqual([]);
	});

	it('of any shape: permission, role and workspace are named', async () => {
		always(effects.answer(403));
		const run = await fixture.run(create, { settings: CONTINUING });
		expect(shownOf(run)).toMatch(/permission[^]*Copilot contributor[^]*workspace/);
		expect(fixture.sent).toHaveLength(1);
	});

	it('blames no token for a session that was found, and does not call it created', async () => {
		const { id } = fixture.emulator.graph.addSession({ displayName: 'Incident 4711' });
		fixture.emulator.graph.addFault({
			match: { path: /\/prompts/ },
			effect: effects.answer(403),
			count: 1_000,
		});
		const named = { ...ask, askIn: 'namedSession', displayName: 'Incident 4711' };
		const run = await fixture.run(named, { settings: CONTINUING });
		expect(outcomesOf(run)).toEqual(['accessDenied']);
		expect(shownOf(run)).not.toMatch(/has created|token lacks/);
		expect(itemsOf(run)[0]?.json.details).toMatchObject({ sessionId: id });
	});
});

describe('F-23 Who may write and not read', () => {
	it.each<[string, NodeParameters]>([
		['ask', ask],
		['evaluation create', evaluate],
	])('pays nothing: one read comes before the first POST: %s', async (_what, parameters) => {
		await fixture.signIn({
			customScopes: true,
			enabledScopes: `https://graph.microsoft.com/${READ_WRITE} offline_access`,
		});
		const run = await fixture.run(parameters, { settings: CONTINUING });
		expect(fixture.sent.filter(({ method }) => method === 'POST')).toEqual([]);
		expect(outcomesOf(run)).toEqual(['missingPermission']);
		expect(shownOf(run)).toContain(READ);
	});

	it('and finds out only while polling, is told the evaluation that was started', async () => {
		fixture.emulator.graph.addFault({
			match: { method: 'GET', path: /evaluations\/[^/]+$/ },
			effect: effects.graphError(403, { code: 'Authorization_RequestDenied' }),
			count: 1_000,
		});
		const run = await fixture.run(ask, { settings: CONTINUING });
		const [cost] = fixture.emulator.graph.costs;
		expect(fixture.emulator.graph.costs).toHaveLength(1);
		expect(shownOf(run)).toContain(READ);
		expect(shownOf(run)).toContain(`evaluation ${cost?.evaluationId}: go on`);
		expect(itemsOf(run)[0]?.json.details).toMatchObject({ evaluationId: cost?.evaluationId });
	});
});

it.each([401, 403, 412])(
	'F-24 A token of the app alone that is refused with %i: the delegated sign-in is named, without a loop',
	async (status) => {
		fixture.emulator.graph.switches.appOnly = 'accept';
		fixture.fillIn({ grantType: 'clientCredentials' });
		always(effects.graphError(status));
		const run = await fixture.run(get, { settings: CONTINUING });
		expect(outcomesOf(run)).toEqual(['appOnlyRefused']);
		expect(shownOf(run)).toContain('User (Delegated)');
		expect(fixture.sent).toHaveLength(status === 401 ? 2 : 1);
		expectProtocolRules(fixture, run);
	},
);

it.each([
	[402, 'No subscription is active.', 'licenceMissing'],
	[403, 'A licence is required.', 'accessDenied'],
])('F-25 %i "%s" ends at once, and the words of the service are shown', async (status, message, outcome) => {
	always(effects.graphError(status, { message }));
	const run = await fixture.run(get, { settings: CONTINUING });
	expect(outcomesOf(run)).toEqual([outcome]);
	expect(shownOf(run)).toContain(message);
	expect(fixture.sent).toHaveLength(1);
});

it('an expired token is told as one although the status is 403', async () => {
	const expired = {
		code: 'InvalidAuthenticationToken',
		message: 'Lifetime validation failed, the token is expired.',
	};
	always(effects.graphError(403, expired));
	const run = await fixture.run(get, { settings: CONTINUING });
	expect(outcomesOf(run)).toEqual(['tokenExpired']);
	expect(shownOf(run)).toContain('connect it again');
});

describe('F-55 Capacity', () => {
	it.each([
		['post429', 'evaluationCapacityExceeded', 4],
		['post403', 'evaluationCapacityExceeded', 1],
		['post503', 'evaluationOutcomeUnknown', 2],
	] as const)(
		'that is refused at the POST of an evaluation (%s): nothing is paid, and a workflow can read why: %s',
		async (capacity, reference, mostPosts) => {
			const { graph } = fixture.emulator;
			graph.switches.capacity = capacity;
			graph.scriptEvaluations(/who am I/, scripts.endingIn('capacityExceeded'));
			const run = await fixture.run(evaluate, { settings: CONTINUING });
			expect(outcomesOf(run)).toEqual([reference]);
			expect(shownOf(run)).toContain('compute units');
			expect(graph.costs).toEqual([]);
			expect(fixture.sent.filter(({ method }) => method === 'POST').length).toBeLessThanOrEqual(mostPosts);
			expectProtocolRules(fixture, run);
		},
	);
});
