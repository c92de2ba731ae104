import { effects, type Effect } from '../emulator';
import { Fixture, itemsOf, type NodeParameters } from './harness';
import { PROMPT, SESSION } from './harness/documented';
import { CONTINUING, expectProtocolRules, outcomesOf, shownOf } from './harness/outcomes';

const READ = 'SecurityCopilotWorkspaces.Read.All';
const READ_WRITE = 'SecurityCopilotWorkspaces.ReadWrite.All';

const get: NodeParameters = { sessionId: SESSION };
const create: NodeParameters = { operation: 'create', displayName: 'Incident 4711' };
const ask: NodeParameters = { operation: 'ask', prompt: 'who am I' };
const evaluate = { resource: 'evaluation', operation: 'create', sessionId: SESSION, promptId: PROMPT };

const fixture = Fixture.use();

const run = async (parameters: NodeParameters, items: object[] = [{}]) =>
	await fixture.run(parameters, { items: items as never, settings: CONTINUING });

describe('A permission that is missing', () => {
	it.each<[string, NodeParameters, string[]]>([
		['get', get, [READ]],
		['create', create, [READ_WRITE]],
		['ask', ask, [READ, READ_WRITE]],
		['evaluation create', evaluate, [READ, READ_WRITE]],
	])('is named, and nothing is paid: %s', async (_what, parameters, scopes) => {
		const effect = effects.graphError(403, { code: 'Authorization_RequestDenied' });
		fixture.graph.addFault({ effect, count: 1_000 });
		const ended = await run(parameters);
		expect(outcomesOf(ended)).toEqual(['missingPermission']);
		for (const scope of scopes) expect(shownOf(ended)).toContain(scope);
		expect(fixture.graph.costs).toEqual([]);
	});

	it('to read that shows only while polling is told with the evaluation that was started', async () => {
		fixture.graph.addFault({
			match: { method: 'GET', path: /evaluations\/[^/]+$/ },
			effect: effects.graphError(403, { code: 'Authorization_RequestDenied' }),
			count: 1_000,
		});
		const ended = await run(ask);
		const [{ evaluationId }] = fixture.graph.costs as [(typeof fixture.graph.costs)[number]];
		expect(shownOf(ended)).toContain(READ);
		expect(shownOf(ended)).toContain(`evaluation ${evaluationId}: go on`);
		expect(itemsOf(ended)[0]?.json.details).toMatchObject({ evaluationId });
	});
});

describe('A role that is missing', () => {
	const message = 'Auth token does not contain valid permissions or user does not have valid roles.';

	it.each<[string, Effect]>([
		['as an error of Graph', effects.graphError(403, { message })],
		['with a trace ID', effects.answer(403, { message, code: '403', traceId: SESSION })],
		['with nothing', effects.answer(403)],
	])('is told, however Graph says it: %s', async (_how, effect) => {
		fixture.graph.addFault({ effect });
		const ended = await run(create);
		expect(shownOf(ended)).toMatch(/Copilot contributor/);
		expect(fixture.sent).toHaveLength(1);
		expectProtocolRules(fixture, ended);
	});

	it('in one workspace leaves the other items', async () => {
		const { id: workspace } = fixture.graph.addWorkspace();
		fixture.graph.addSession({ workspaceId: workspace });
		fixture.graph.setRole('default', 'none');
		const parameters = { operation: 'getAll', workspaceId: '={{ $json.workspace }}' };
		const ended = await run(parameters, [{ workspace: 'default' }, { workspace }]);
		expect(outcomesOf(ended)).toEqual([expect.not.stringMatching('result'), 'result']);
	});

	it('behind a session that was found blames no token, and does not call the session created', async () => {
		const { id } = fixture.graph.addSession({ displayName: 'Incident 4711' });
		fixture.graph.addFault({ match: { path: /\/prompts/ }, effect: effects.answer(403), count: 1_000 });
		const ended = await run({ ...ask, askIn: 'namedSession', displayName: 'Incident 4711' });
		expect(outcomesOf(ended)).toEqual(['accessDenied']);
		expect(shownOf(ended)).not.toMatch(/has created|token lacks/);
		expect(itemsOf(ended)[0]?.json.details).toMatchObject({ sessionId: id });
	});
});

it.each([401, 403, 412])(
	'A token of the app alone that is refused with %i: the delegated sign-in is named, without a loop',
	async (status) => {
		fixture.graph.switches.appOnly = 'accept';
		fixture.fillIn({ grantType: 'clientCredentials' });
		fixture.graph.addFault({ effect: effects.graphError(status), count: 1_000 });
		const ended = await run(get);
		expect(outcomesOf(ended)).toEqual(['appOnlyRefused']);
		expect(shownOf(ended)).toContain('User (Delegated)');
		expect(fixture.sent).toHaveLength(status === 401 ? 2 : 1);
	},
);

it.each([
	[429, 'evaluationCapacityExceeded', 4],
	[403, 'evaluationCapacityExceeded', 1],
	[503, 'outcomeUnknown', 2],
] as const)(
	'Capacity that is refused at the POST of an evaluation (%s): nothing is paid, and a workflow can read why',
	async (status, reference, mostPosts) => {
		const message = "Security Copilot can't respond to requests due to high usage.";
		const effect = effects.graphError(status, { message });
		fixture.graph.addFault({ match: { method: 'POST', path: /evaluations$/ }, effect, count: 99 });
		const ended = await run(evaluate);
		expect(outcomesOf(ended)).toEqual([reference]);
		expect(shownOf(ended)).toContain('compute units');
		expect(fixture.graph.costs).toEqual([]);
		expect(fixture.shown(({ method }) => method === 'POST').length).toBeLessThanOrEqual(mostPosts);
		expectProtocolRules(fixture, ended);
	},
);
