import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { effects, startEmulator, type Emulator } from '../emulator';
import { enterDeviceCode } from '../emulator/tests/oauthFlows';
import { ASKING, NOT_FROM_OUTSIDE, READING, WRITING } from './checks';
import { live, SECRET_VARIABLE, USAGE } from './live';

const ROOT = resolve(__dirname, '../..');
const PROMPT = 'CANARY question';

let emulator: Emulator;
beforeAll(async () => {
	emulator = await startEmulator();
});
beforeEach(() => {
	emulator.reset();
	emulator.entra.deviceCodeInterval = 0;
});
afterAll(() => emulator.stop());

const connection = () => {
	const { tenantId, clientId, authorityHost, graphApiBaseUrl } = emulator;
	const hosts = ['--authority-host', authorityHost, '--graph', graphApiBaseUrl];
	return ['--tenant', tenantId, '--client', clientId, ...hosts];
};

interface RunOptions {
	/** Without it a user signs in. */
	secret?: string;
	user?: Parameters<typeof enterDeviceCode>[2];
	stop?: AbortController;
}

/** The whole command over sockets; its waits take no time. */
async function run(commandLine: string[], { secret, user, stop }: RunOptions = {}) {
	const [printed, told]: [string[], string[]] = [[], []];
	const { signal } = stop ?? new AbortController();
	let passedMs = 0;
	const code = await live(commandLine, {
		environment: { [SECRET_VARIABLE]: secret },
		print: (text) => printed.push(text),
		tell: (line) => {
			told.push(line);
			const asked = /open (\S+) and enter the code ([A-Z0-9]+)/.exec(line);
			if (asked) void enterDeviceCode(asked[1]!, asked[2]!, user ?? emulator.user);
		},
		signal,
		sleep: async (milliseconds) => {
			signal.throwIfAborted();
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
	return { code, report, rows, answers, told: told.join('\n') };
}

/** What was sent to create or change something: "POST sessions", "PATCH sessions" and such. */
const changes = () =>
	emulator.graph.requests
		.filter(({ method, url }) => method !== 'GET' && !url.endsWith('/$batch'))
		.map(({ method, url }) => `${method} ${url.match(/sessions|prompts|evaluations/g)?.at(-1)}`);

it('prints its usage without options', async () => {
	expect(await run([])).toMatchObject({ code: 0, report: USAGE });
});

it.each([
	['a missing tenant', ['--client', 'an-app'], /^--tenant is missing/],
	[
		'a secret as an argument',
		['--client-secret', 'hunter2'],
		/--client-secret .*variable SECURITY_COPILOT_CLIENT_SECRET/,
	],
	[
		'plain http',
		['--tenant', 'contoso.com', '--client', 'a', '--graph', 'http://graph.example'],
		/may receive tokens/,
	],
	[
		'a session link',
		['--tenant', 'contoso.com', '--client', 'a', '--session', 'https://x/?st=hunter2'],
		/contains a slash/,
	],
	[
		'--ask without a session',
		['--tenant', 'contoso.com', '--client', 'a', '--ask', 'What?'],
		/--session, or create/,
	],
])('refuses %s, without its value, and sends nothing', async (_case, commandLine, message) => {
	const { code, report, told } = await run(commandLine);
	expect([code, report]).toEqual([2, '']);
	expect(told).toMatch(message);
	expect(told).not.toContain('hunter2');
});

it('ends on Ctrl-C', async () => {
	const child = spawn(process.execPath, ['--require', 'tsx/cjs', 'test/live/live.ts', ...connection()], {
		cwd: ROOT,
	});
	const [line] = (await once(createInterface(child.stderr), 'line')) as [string];
	expect(line).toMatch(/^To sign in, open .* and enter the code/);
	child.kill('SIGINT');
	expect(await once(child, 'exit')).toEqual([130, null]);
});

it('says why Entra gives no token, and sends nothing to Graph', async () => {
	const cancelled = await run(connection(), { user: 'cancel' });
	const wrong = await run(connection(), { secret: 'wrong-secret' });
	const closed = await run([...connection(), '--authority-host', 'http://127.0.0.1:1']);
	expect([cancelled.code, wrong.code, closed.code]).toEqual([1, 1, 1]);
	expect(cancelled.told).toMatch(/AADSTS65004/);
	expect(wrong.told).toMatch(/AADSTS7000215/);
	expect(closed.told).toMatch(/could not be reached/);
	expect(emulator.graph.requests).toEqual([]);
});

it('reads, with no more permission than that, and reports what the emulator does', async () => {
	const before = JSON.stringify(emulator.graph.dump());
	const { code, answers, report } = await run(connection());
	expect(answers).toEqual({
		permissions: '`scp`: SecurityCopilotWorkspaces.Read.All; `roles`: none; workspaces: 200; sessions: 200',
		workspaceAlias: '2 workspaces, `default` among them: no; same sessions: 1 of 2',
		headers: expect.stringMatching(/client-request-id, .*request-id/),
		sessionList:
			'3 items; next link: no; by `createdDateTime`: descending; by `lastModifiedDateTime`: descending',
		maxPageSize: 'no: 3 items',
		top: 'a page; same path: yes; other sessions: yes',
		select:
			'list: `id`; session: `id`; without it: `createdDateTime`, `displayName`, `id`, `lastModifiedDateTime`',
		sessionFilter: '400 BadRequest',
		unknownIds: ['session', 'no GUID', 'workspace']
			.map((what) => `${what}: 404 NotFound with \`code\`, \`innerError\`, \`message\``)
			.join('; '),
		batch: expect.stringMatching(/^envelope 200; parts: 200 and 200; headers of parts: .*request-id/),
		evaluationPermission: 'prompt: 200; its evaluations: 200',
		evaluationList: 'a collection with 2 items',
		pluginFilters:
			'one: accepted: 3 that match and 0 that do not; without it 3 and 1; combined: 400 BadRequest',
		timestamps: '6 digits and Z, 7 digits and Z',
		enumerations: expect.stringMatching(/^prompt type: `prompt`; evaluation state: `completed`; /),
	});
	expect(code).toBe(0);
	expect(report).toContain(`${READING.length} of ${READING.length} checks could be made.`);
	expect(emulator.entra.requests[0]?.body).toMatchObject({ scope: expect.not.stringContaining('ReadWrite') });
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
	const { answers } = await run(connection());
	expect(answers).toMatchObject({
		workspaceAlias: expect.stringContaining('`default` among them: yes'),
		sessionList: expect.stringMatching(/^3 items; next link: no; by `createdDateTime`: ascending/),
		sessionFilter: expect.stringMatching(/^accepted: 1 that match and 0 that do not; without it 1 and 2$/),
		unknownIds: expect.stringContaining('no GUID: 400 BadRequest'),
		batch: 'no: 404 NotFound',
		evaluationList: 'one bare entity',
		enumerations: expect.stringMatching(
			/`paused` \(undeclared\); evaluation result: `shrugged` \(undeclared\)/,
		),
		timestamps: expect.stringContaining('0001-01-01 in evaluation `completedDateTime`'),
	});
});

it('goes on behind a refusal, and reports its status, code and request-id', async () => {
	emulator.graph.switches.evaluationListPermission = 'none';
	const { code, answers, rows } = await run(connection());
	expect(code).toBe(1);
	expect(answers.evaluationPermission).toBe('prompt: 200; its evaluations: 403 Authorization_RequestDenied');
	expect(rows.find((row) => row.startsWith('| `evaluationList`'))).toMatch(
		/\*\*refused:\*\* 403 Authorization_RequestDenied \| 403 \| [0-9a-f-]{36} \|/,
	);
	expect(answers.enumerations).toMatch(/^prompt type: `prompt`; evaluation state: none/);
});

it('takes no general refusal for an answer', async () => {
	emulator.graph.switches.roles = 'none';
	const { answers } = await run(connection());
	const answered = Object.keys(answers).filter((name) => !/^\*\*(refused|not made)/.test(answers[name]!));
	expect(answered).toEqual(['permissions']);
});

it('waits out Retry-After', async () => {
	const fault = emulator.graph.addFault({ match: { path: /plugins$/ }, effect: effects.throttled(7) });
	expect((await run(connection())).code).toBe(0);
	expect(fault.remaining).toBe(0);
	expect(emulator.graph.requests.filter(({ early }) => early)).toEqual([]);
});

it('sends the token to Graph only', async () => {
	const { elsewhere } = emulator;
	const link = { '@odata.nextLink': `${elsewhere.origin}/beta/security/securityCopilot/x` };
	const effect = effects.change((body) => ({ ...body, ...link }));
	emulator.graph.addFault({ match: { path: /\$top=1$/ }, effect, count: 10 });
	emulator.graph.addFault({
		match: { path: /plugins$/ },
		effect: effects.redirect(302, elsewhere.origin),
		count: 10,
	});
	const { answers } = await run(connection());
	expect(answers.top).toBe('a page; its link leads away from Graph, and was not followed');
	expect(answers.pluginFilters).toBe('**refused:** 302 without a code');
	expect(elsewhere.requests).toEqual([]);
});

it('creates one session with --write, and evaluates one prompt with --ask', async () => {
	const { code, answers, told } = await run([...connection(), '--write', '--ask', PROMPT]);
	expect(code).toBe(0);
	expect(changes()).toEqual(['POST sessions', 'PATCH sessions', 'POST prompts', 'POST evaluations']);
	expect(emulator.graph.costs).toHaveLength(1);
	expect(answers).toMatchObject({
		createSession: expect.stringMatching(/`id`, .*; read right after: 200; listed after 0\.\d s$/),
		renameSession: '200; new name: yes',
		ask: expect.stringMatching(
			/right after: 200; states: `created`, `running`, `completed`; result: `success`; ended after 1\d\.\d s$/,
		),
	});
	expect(told).toMatch(
		/--write: creates one session[^]*--ask: .*ONE evaluation, which costs[^]*permissions …/,
	);
});

it('ends the wait for an evaluation that does not end', async () => {
	emulator.graph.scriptEvaluations(/CANARY/, [{ state: 'created' }, { after: 100, state: 'running' }]);
	const { answers } = await run([...connection(), '--session', emulator.sessionId, '--ask', PROMPT]);
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
	const more = paid === 0 ? ['--write'] : ['--session', emulator.sessionId, '--ask', PROMPT];
	const { code, answers } = await run([...connection(), ...more]);
	expect(code).toBe(1);
	expect(changes()).toEqual(sent);
	expect(emulator.graph.costs).toHaveLength(paid);
	expect(answers[name]).toMatch(
		/^\*\*refused:\*\* unknown whether it was done: no answer \(\w+\); not sent again/,
	);
});

it('reports what it found when it is stopped', async () => {
	const stop = new AbortController();
	const predicate = ({ method, url }: { method: string; url: string }) => {
		if (method === 'GET' && /evaluations\/[^/]+$/.test(url)) stop.abort();
		return false;
	};
	emulator.graph.addFault({ match: { predicate }, effect: effects.hang() });
	const { code, answers } = await run([...connection(), '--session', emulator.sessionId, '--ask', PROMPT], {
		stop,
	});
	expect(code).toBe(130);
	expect(answers.ask).toBe('the evaluation was created, and goes on; nobody waited for its end');
});

describe('the report', () => {
	it.each([
		['a user', undefined],
		['the app', 'secret'],
	])('of %s holds no content, name, ID of an object, tenant or token', async (_who, as) => {
		const { graph, sessionId, user, tenantId, clientId, clientSecret, workspaceId } = emulator;
		graph.switches.appOnly = 'accept';
		graph.addWorkspace({ displayName: 'CANARY workspace' });
		const session = graph.addSession({ displayName: 'CANARY | session' });
		const prompt = graph.addPrompt({ sessionId: session.id, content: 'CANARY', type: 'CANARY type' });
		const result = { type: 'CANARY type', content: 'CANARY answer' };
		graph.addEvaluation({ promptId: prompt.id, state: 'CANARY state', result });
		graph.addPlugin({ name: 'CANARYplugin', description: 'CANARY', category: 'CANARY category' });
		graph.switches.extraProperties = { 'CANARY property': 'CANARY value' };
		const effect = effects.graphError(400, { code: 'CANARY code', message: 'CANARY message' });
		graph.addFault({ match: { path: /\$filter/ }, effect, count: 1 });
		const commandLine = [...connection(), '--write', '--session', session.id, '--ask', PROMPT];
		const { report, answers, told } = await run(commandLine, { secret: as && clientSecret });
		expect(answers.enumerations).toContain('(unreadable) (undeclared)');
		expect(answers.sessionFilter).toBe('400 with an unreadable code');

		const tokens = emulator.entra.requests.flatMap(({ answer }) => {
			const { access_token, device_code } = (answer ?? {}) as Record<string, string>;
			return [access_token, device_code].filter((token) => token !== undefined);
		});
		const people = [user.username, user.password, emulator.entra.directory.user.displayName];
		const ids = [tenantId, clientId, clientSecret, workspaceId, session.id, prompt.id, sessionId];
		expect(tokens.length).toBeGreaterThan(0);
		for (const secret of ['CANARY', ...people, ...ids, ...tokens]) {
			expect(`${report}\n${told}`).not.toContain(secret);
		}
	});

	it('names the lines of docs/assumptions.md as they stand there; each is checked or is said not to be', async () => {
		const document = await readFile(resolve(ROOT, 'docs/assumptions.md'), 'utf8');
		const lines = document
			.split('\n')
			.filter((line) => line.startsWith('|'))
			.slice(2)
			.map((line) => line.split('|')[1]!.trim());
		const settled = new Set([...READING, ...WRITING, ASKING].flatMap(({ settles }) => settles));
		expect([...settled, ...Object.keys(NOT_FROM_OUTSIDE)].sort()).toEqual(lines.sort());
	});
});
