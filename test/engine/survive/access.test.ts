import { effects, entraErrors, type Effect } from '../../emulator';
import { itemsOf, shownText, TestBench, type NodeParameters } from '../harness';
import { CONTINUING, expectGoodManners, outcomesOf, shownOf } from './outcomes';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const PROMPT = '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01';
const READ = 'SecurityCopilotWorkspaces.Read.All';
const READ_WRITE = 'SecurityCopilotWorkspaces.ReadWrite.All';

const get: NodeParameters = { sessionId: SESSION };
const create: NodeParameters = { operation: 'create', displayName: 'Incident 4711' };
const ask: NodeParameters = { operation: 'ask', prompt: 'who am I' };
const evaluate = { resource: 'evaluation', operation: 'create', sessionId: SESSION, promptId: PROMPT };

const BOTH: Array<[string, NodeParameters]> = [
	['get', get],
	['create', create],
];

const bench = TestBench.set();

const always = (effect: Effect) => bench.emulator.graph.addFault({ effect, count: 1_000 });

describe.each(BOTH)(
	'F-19 A token endpoint that refuses is told with its number, once: %s',
	(_what, parameters) => {
		it.each<[string, () => void, RegExp]>([
			[
				'a grant that was revoked',
				() => bench.emulator.entra.failNextTokenRequests(99, entraErrors.revoked()),
				// n8n drops Entra's number here.
				/sign-in of[^]*has ended[^]*connect it again[^]*sign-in logs[^]*credentialNeedsReconnect/,
			],
			[
				'a secret that has expired',
				() =>
					bench.emulator.entra.failNextTokenRequests(99, entraErrors.expiredSecret(bench.emulator.clientId)),
				/secret[^]*expired[^]*AADSTS7000222/i,
			],
			[
				'a second factor',
				() => bench.emulator.entra.failNextTokenRequests(99, entraErrors.multifactorRequired()),
				/connect[^]*AADSTS5007\d/i,
			],
		])('%s', async (_how, refuse, said) => {
			bench.emulator.entra.expireAccessTokens();
			refuse();
			const run = await bench.run(parameters, { settings: CONTINUING });
			expect(shownOf(run)).toMatch(said);
			expect(bench.tokenRequests).toHaveLength(1);
			expect(bench.sent.map(({ status }) => status)).toEqual([401]);
			expectGoodManners(bench, run);
		});
	},
);

describe('F-20 A claims challenge', () => {
	const CLAIMS = Buffer.from('{"access_token":{"nbf":{"essential":true}}}').toString('base64');
	const challenge = `Bearer realm="", error="insufficient_claims", claims="${CLAIMS}"`;

	it.each(BOTH)(
		'asks to sign in again; its claims are neither shown nor written: %s',
		async (_what, parameters) => {
			const written: unknown[] = [];
			for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
				jest.spyOn(console, method).mockImplementation((...values) => void written.push(...values));
			}
			always(effects.graphError(401, { headers: { 'www-authenticate': challenge } }));
			const run = await bench.run(parameters, { settings: CONTINUING });
			jest.restoreAllMocks();
			expect(outcomesOf(run)).toEqual(['claimsChallenge']);
			expect(shownOf(run)).toMatch(/polic[^]*connect it again|connect it again[^]*polic/i);
			expect(shownText([run, written])).not.toContain(CLAIMS.replace(/=+$/, ''));
			expect(bench.sent).toHaveLength(2);
			expectGoodManners(bench, run);
		},
	);
});

describe('F-21 403 names what is missing', () => {
	it.each<[string, NodeParameters, string[]]>([
		['get', get, [READ]],
		['create', create, [READ_WRITE]],
		['update', { operation: 'update', sessionId: SESSION, displayName: 'x' }, [READ_WRITE]],
		['ask', ask, [READ, READ_WRITE]],
		['evaluation create', evaluate, [READ, READ_WRITE]],
	])('%s', async (_what, parameters, scopes) => {
		always(effects.graphError(403, { code: 'Authorization_RequestDenied' }));
		const run = await bench.run(parameters, { settings: CONTINUING });
		expect(outcomesOf(run)).toEqual(['missingPermission']);
		for (const scope of scopes) expect(shownOf(run)).toContain(scope);
		expect(bench.emulator.graph.costs).toEqual([]);
	});

	it.each(BOTH)('by its name: %s', async (_what, parameters) => {
		const message = `Missing scope permissions on the request. API requires one of '${READ}, ${READ_WRITE}'. Scopes on the request 'User.Read'`;
		always(effects.graphError(403, { code: 'Forbidden', message }));
		const run = await bench.run(parameters, { settings: CONTINUING });
		expect(outcomesOf(run)).toEqual(['missingPermission']);
		expect(bench.sent).toHaveLength(1);
	});

	it.each(BOTH)('of any shape: permission, role and workspace are named: %s', async (_what, parameters) => {
		always(effects.answer(403));
		const run = await bench.run(parameters, { settings: CONTINUING });
		expect(shownOf(run)).toMatch(/permission[^]*Copilot contributor[^]*workspace/);
		expect(bench.sent).toHaveLength(1);
	});
});

describe('F-23 Who may write and not read', () => {
	const writeOnly = {
		customScopes: true,
		enabledScopes: `https://graph.microsoft.com/${READ_WRITE} offline_access`,
	};

	it.each<[string, NodeParameters]>([
		['ask', ask],
		['evaluation create', evaluate],
	])('pays nothing: one read comes before the first POST: %s', async (_what, parameters) => {
		await bench.signIn(writeOnly);
		const run = await bench.run(parameters, { settings: CONTINUING });
		expect(bench.sent.filter(({ method }) => method === 'POST')).toEqual([]);
		expect(bench.sent.length).toBeGreaterThan(0);
		expect(outcomesOf(run)).toEqual(['missingPermission']);
		expect(shownOf(run)).toContain(READ);
	});

	it.each<[string, NodeParameters]>([
		['ask', ask],
		['evaluation create', evaluate],
	])(
		'and finds out only while polling, is told the evaluation that was started: %s',
		async (_what, parameters) => {
			bench.emulator.graph.addFault({
				match: { method: 'GET', path: /evaluations\/[^/]+$/ },
				effect: effects.graphError(403, { code: 'Authorization_RequestDenied' }),
				count: 1_000,
			});
			const run = await bench.run(parameters, { settings: CONTINUING });
			const [cost] = bench.emulator.graph.costs;
			expect(bench.emulator.graph.costs).toHaveLength(1);
			expect(shownOf(run)).toContain(READ);
			expect(itemsOf(run)[0]?.json.details).toMatchObject({ evaluationId: cost?.evaluationId });
			expect(shownOf(run)).toContain(cost?.evaluationId);
		},
	);
});

describe('F-24 A token of the app alone that is refused', () => {
	it.each(
		[401, 403, 412].flatMap((status) =>
			BOTH.map(([what, parameters]) => [status, what, parameters] as const),
		),
	)(
		'with %i: the delegated sign-in is named, nothing is tried in a loop: %s',
		async (status, _what, parameters) => {
			bench.emulator.graph.switches.appOnly = 'accept';
			bench.fillIn({ grantType: 'clientCredentials' });
			always(effects.graphError(status));
			const run = await bench.run(parameters, { settings: CONTINUING });
			expect(outcomesOf(run)).toEqual(['appOnlyRefused']);
			expect(shownOf(run)).toContain('User (Delegated)');
			expect(bench.sent).toHaveLength(status === 401 ? 2 : 1);
			expectGoodManners(bench, run);
		},
	);
});

describe('F-25 What is not paid for, or not set up', () => {
	it.each(
		(
			[
				[402, 'No subscription is active.', 'licenceMissing'],
				[403, 'A licence is required.', 'licenceMissing'],
				[403, 'The tenant is not onboarded to Security Copilot.', 'tenantNotOnboarded'],
			] as const
		).flatMap(([status, message, outcome]) =>
			BOTH.map(([what, parameters]) => [status, message, what, outcome, parameters] as const),
		),
	)(
		'%i "%s" ends at once, and the words of the service are shown: %s',
		async (status, message, _what, outcome, parameters) => {
			always(effects.graphError(status, { message }));
			const run = await bench.run(parameters, { settings: CONTINUING });
			expect(outcomesOf(run)).toEqual([outcome]);
			expect(shownOf(run)).toContain(message);
			expect(bench.sent).toHaveLength(1);
		},
	);
});

it.each(BOTH)(
	'F-26 A token of another cloud or audience: cloud and tenant are to be checked: %s',
	async (_what, parameters) => {
		always(effects.graphError(401, { message: 'Access token validation failure. Invalid audience.' }));
		const run = await bench.run(parameters, { settings: CONTINUING });
		expect(shownOf(run)).toMatch(/Tenant[^]*cloud/);
		expect(bench.sent).toHaveLength(2);
	},
);

describe('F-55 Capacity that is refused at the POST of an evaluation', () => {
	it.each(['post429', 'post403', 'post503'] as const)(
		'%s: nothing is paid twice, and capacity is named',
		async (capacity) => {
			const { graph } = bench.emulator;
			graph.switches.capacity = capacity;
			graph.scriptEvaluations(/who am I/, [
				{ state: 'created' },
				{ after: 1_000, state: 'completed', result: { type: 'capacityExceeded', content: null } },
			]);
			const run = await bench.run(evaluate, { settings: CONTINUING });
			expect(outcomesOf(run)).not.toEqual(['result']);
			expect(shownOf(run)).toMatch(/capacity|compute units/i);
			expect(graph.costs).toEqual([]);
			const posts = bench.sent.filter(({ method }) => method === 'POST').length;
			expect(posts).toBeLessThanOrEqual(capacity === 'post429' ? 4 : capacity === 'post503' ? 2 : 1);
			expectGoodManners(bench, run);
		},
	);
});
