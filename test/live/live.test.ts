import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { effects, startEmulator, type Emulator } from '../emulator';
import { ASKING, live, READING, TOKEN_VARIABLE, USAGE, WRITING } from './live';

const PROMPT = 'CANARY question';

let emulator: Emulator;
beforeAll(async () => {
	emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

/** The whole command over sockets; its waits take no time. */
async function run(args: string[], token = emulator.entra.issueToken()) {
	const printed: string[] = [];
	let passedMs = 0;
	const code = await live(['--graph', emulator.graphApiBaseUrl, ...args], {
		environment: { [TOKEN_VARIABLE]: token },
		print: (text) => printed.push(text),
		sleep: async (milliseconds) => {
			passedMs += milliseconds;
			emulator.advance(milliseconds);
			await new Promise(setImmediate);
		},
		now: () => Date.now() + passedMs,
	});
	const report = printed.join('\n');
	const rows = report.split('\n').filter((line) => line.startsWith('| `'));
	const answers = Object.fromEntries(
		rows.map((line) => {
			const [, name = '', , answer] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
			return [name.replaceAll('`', ''), answer];
		}),
	);
	return { code, report, rows, answers };
}

/** What was sent to create or change something: "POST sessions", "PATCH sessions" and such. */
const changes = () =>
	emulator.graph.requests
		.filter(({ method, url }) => method !== 'GET' && !url.endsWith('/$batch'))
		.map(({ method, url }) => `${method} ${url.match(/sessions|prompts|evaluations/g)?.at(-1)}`);

it('prints its usage without a token, and for a secret as an argument', async () => {
	for (const [args, token] of [[[], ''] as const, [['--token', 'hunter2'], 'a token'] as const]) {
		expect(await run([...args], token)).toMatchObject({ code: 2, report: USAGE });
	}
});

it.each([
	['plain http', ['--graph', 'http://graph.example'], /needs an https: address/],
	['a session link', ['--session', 'https://x/?st=hunter2'], /contains a slash/],
	['--ask without a session', ['--ask', 'What?'], /--session, or create/],
	['--ask without a prompt', ['--write', '--ask', ' '], /text of a prompt/],
])('refuses %s, without its value, and sends nothing', async (_case, args, message) => {
	const { code, report } = await run(args);
	expect([code, report]).toEqual([2, expect.stringMatching(message)]);
	expect(report).not.toContain('hunter2');
	expect(emulator.graph.requests).toEqual([]);
});

it('reads, and reports what the emulator does', async () => {
	const before = JSON.stringify(emulator.graph.dump());
	const scopes = ['SecurityCopilotWorkspaces.Read.All'];
	const { code, answers, report } = await run([], emulator.entra.issueToken({ scopes }));
	expect(answers).toEqual({
		permissions: '`scp`: SecurityCopilotWorkspaces.Read.All; `roles`: none; workspaces: 200; sessions: 200',
		workspaceAlias:
			'workspaces: 2, `default` among them: no; with sessions of `default`, which has 3: 1 of 2',
		headers: expect.stringMatching(/client-request-id, .*request-id/),
		sessionList:
			'items: 3; next link: no; by `createdDateTime`: descending; by `lastModifiedDateTime`: descending',
		pages: '3; 1; the link leads to other sessions: yes',
		select:
			'list: `id`; session: `id`; without it: `createdDateTime`, `displayName`, `id`, `lastModifiedDateTime`',
		sessionFilter: '400 BadRequest',
		unknownIds: ['session', 'no GUID', 'workspace']
			.map((what) => `${what}: 404 NotFound with \`code\`, \`innerError\`, \`message\``)
			.join('; '),
		batch: expect.stringMatching(/^envelope 200; parts: 200 and 200; headers of parts: .*request-id/),
		evaluations: 'prompt: 200; its evaluations: a collection of 2',
		pluginFilters: 'one: accepted: 3 of 3 match; without it 3 of 4 match; combined: 400 BadRequest',
		timestamps: '6 digits and Z, 7 digits and Z',
		enumerations: expect.stringMatching(/^prompt type: `prompt`; evaluation state: `completed`; /),
	});
	expect(code).toBe(0);
	expect(report).toContain('13 of 13 checks could be made.');
	expect(JSON.stringify(emulator.graph.dump())).toBe(before);
});

it('reports the other way round what is the other way round', async () => {
	Object.assign(emulator.graph.switches, {
		batch: 'off',
		evaluationListShape: 'bareEntity',
		filter: 'basic',
		sessionOrder: 'oldestFirst',
		malformedId: '400',
		workspaceListing: 'alias',
	});
	emulator.graph.addEvaluation({
		promptId: emulator.graph.store.allSessions()[2]!.prompts[0]!.id,
		state: 'paused',
		result: { type: 'shrugged' },
	});
	const { answers } = await run([]);
	expect(answers).toMatchObject({
		workspaceAlias: expect.stringContaining('`default` among them: yes'),
		sessionList: expect.stringMatching(/^items: 3; next link: no; by `createdDateTime`: ascending/),
		sessionFilter: 'accepted: 1 of 1 match; without it 1 of 3 match',
		unknownIds: expect.stringContaining('no GUID: 400 BadRequest'),
		batch: 'no: 404 NotFound',
		evaluations: 'prompt: 200; its evaluations: one bare entity',
		enumerations: expect.stringContaining('evaluation state: `paused`; evaluation result: `shrugged`;'),
		timestamps: expect.stringContaining('0001-01-01 in evaluation `completedDateTime`'),
	});
});

it('goes on behind a refusal, waits out Retry-After, and reports status, code and request-id', async () => {
	emulator.graph.switches.evaluationListPermission = 'none';
	const fault = emulator.graph.addFault({ match: { path: /plugins$/ }, effect: effects.throttled(7) });
	const { code, answers, rows } = await run([]);
	expect(code).toBe(1);
	expect(rows.find((row) => row.startsWith('| `evaluations`'))).toMatch(
		/\*\*not answered:\*\* refused: 403 Authorization_RequestDenied \| 403 \| [0-9a-f-]{36} \|/,
	);
	expect(answers.enumerations).toMatch(/^prompt type: `prompt`; evaluation state: none/);
	expect(fault.remaining).toBe(0);
	expect(emulator.graph.requests.filter(({ early }) => early)).toEqual([]);
});

it('takes no general refusal for an answer', async () => {
	emulator.graph.switches.roles = 'none';
	const { answers } = await run([]);
	const answered = Object.keys(answers).filter((name) => !answers[name]!.startsWith('**not answered'));
	expect(answered).toEqual(['permissions']);
});

it('sends the token to Graph only', async () => {
	const { elsewhere } = emulator;
	const link = { '@odata.nextLink': `${elsewhere.origin}/beta/security/securityCopilot/x` };
	const [changed, moved] = [
		effects.change((body) => ({ ...body, ...link })),
		effects.redirect(302, elsewhere.origin),
	];
	emulator.graph.addFault({ match: { path: /\$top=1$/ }, effect: changed, count: 10 });
	emulator.graph.addFault({ match: { path: /plugins$/ }, effect: moved, count: 10 });
	const { answers } = await run([]);
	expect(answers.pages).toBe('3; 1; away from Graph, and was not followed');
	expect(answers.pluginFilters).toBe('**not answered:** refused: 302 without a code');
	expect(elsewhere.requests).toEqual([]);
});

it('creates one session with --write, and evaluates one prompt with --ask', async () => {
	const { code, answers } = await run(['--write', '--ask', PROMPT]);
	expect(code).toBe(0);
	expect(changes()).toEqual(['POST sessions', 'POST prompts', 'POST evaluations']);
	expect(emulator.graph.costs).toHaveLength(1);
	expect(answers).toMatchObject({
		createSession: expect.stringMatching(/`id`, .*; read right after: 200; listed after 0\.\d s$/),
		ask: expect.stringMatching(
			/right after: 200; states: `created`, `running`, `completed`; result: `success`; ended after 1\d\.\d s$/,
		),
	});
});

it('ends the wait for an evaluation that does not end', async () => {
	emulator.graph.scriptEvaluations(/CANARY/, [{ state: 'created' }, { after: 100, state: 'running' }]);
	const { answers } = await run(['--session', emulator.sessionId, '--ask', PROMPT]);
	expect(answers.ask).toMatch(
		/states: `created`, `running`; result: `unknown`; still running after 60\d\.\d s$/,
	);
});

it.each([
	['a session', /sessions$/, ['POST sessions'], 'createSession', 0],
	['an evaluation', /evaluations$/, ['POST prompts', 'POST evaluations'], 'ask', 1],
])('sends the creation of %s once, also where its answer is lost', async (_case, path, sent, name, paid) => {
	const effect = effects.closeBeforeHeaders();
	emulator.graph.addFault({ match: { method: 'POST', path }, effect, moment: 'after', count: 5 });
	const args = paid === 0 ? ['--write'] : ['--session', emulator.sessionId, '--ask', PROMPT];
	const { code, answers } = await run(args);
	expect(code).toBe(1);
	expect(changes()).toEqual(sent);
	expect(emulator.graph.costs).toHaveLength(paid);
	expect(answers[name]).toMatch(
		/^\*\*not answered:\*\* unknown whether it was done: no answer \(\w+\); not sent again/,
	);
});

it('reports no content, name, ID of an object, tenant or token', async () => {
	const { graph, sessionId, user, tenantId, clientId, workspaceId } = emulator;
	graph.addWorkspace({ displayName: 'CANARY workspace' });
	const session = graph.addSession({ displayName: 'CANARY | session' });
	const prompt = graph.addPrompt({ sessionId: session.id, content: 'CANARY', type: 'CANARY type' });
	const result = { type: 'CANARY type', content: 'CANARY answer' };
	graph.addEvaluation({ promptId: prompt.id, state: 'CANARY state', result });
	graph.addPlugin({ name: 'CANARYplugin', description: 'CANARY', category: 'CANARY category' });
	graph.switches.extraProperties = { 'CANARY property': 'CANARY value' };
	const effect = effects.graphError(400, { code: 'CANARY code', message: 'CANARY message' });
	graph.addFault({ match: { path: /\$filter/ }, effect, count: 1 });
	const token = emulator.entra.issueToken();
	const { report, answers } = await run(['--write', '--session', session.id, '--ask', PROMPT], token);
	expect(answers.enumerations).toContain('prompt type: (unreadable)');
	expect(answers.sessionFilter).toBe('400 with an unreadable code');
	const people = [user.username, emulator.entra.directory.user.displayName];
	const ids = [tenantId, clientId, workspaceId, session.id, prompt.id, sessionId];
	for (const secret of ['CANARY', token, ...people, ...ids]) expect(report).not.toContain(secret);
});

/** Lines of docs/assumptions.md that no check settles, by the reason. */
const NOT_CHECKED = {
	'test/engine/workers tests it; asking twice costs': [
		'whether several n8n workers can be kept from paying twice',
	],
	'only an administrator or a policy can bring one about': ['a claims challenge'],
	'it is not part of Graph': ["the portal's link"],
	'a gateway may take who tries it for an attacker': ['how long an address may be'],
	'it takes a token that is refused or has expired': [
		'whether two requests may have one `client-request-id`',
		'whether an expired token is always told as 401',
	],
	'it takes a tenant that is throttled': [
		'what a throttled service does to a request that comes alone after `Retry-After`',
		'whether one object is throttled while others are served',
		"several `Retry-After` headers, or forms of HTTP dates older than RFC 1123's",
	],
	'it is about what n8n sends': ['blanks around Client ID and Client Secret'],
	'no request asks for such an answer': [
		'how deeply an answer may be nested',
		'whether an answer as data is a JSON text within a fenced block or prose',
	],
	'the report holds no words of an answer': [
		'which words a 403 or 404 may have beside these',
		'whether secrets come escaped more than once in a message',
	],
	'it takes a tenant that has used them up': [
		'when the compute units that Microsoft 365 E5 includes are usable again',
	],
};

it('names the lines of docs/assumptions.md as they stand there; each is checked or is said not to be', async () => {
	const document = await readFile(resolve(__dirname, '../../docs/assumptions.md'), 'utf8');
	const lines = document
		.split('\n')
		.filter((line) => line.startsWith('|'))
		.slice(2)
		.map((line) => line.split('|')[1]!.trim());
	const checks = Object.values({ ...READING, ...WRITING, ...ASKING });
	const settled = new Set(checks.flatMap(({ settles }) => settles));
	expect([...settled, ...Object.values(NOT_CHECKED).flat()].sort()).toEqual(lines.sort());
});
