import { effects } from '../../emulator';
import { READING } from '../checks';
import { answersOf, LiveBench } from './LiveBench';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('npm run live reads', () => {
	let bench: LiveBench;
	beforeAll(async () => {
		bench = await LiveBench.start();
	});
	beforeEach(() => bench.reset());
	afterAll(() => bench.emulator.stop());

	it('and reports what the emulator does where nobody changed it', async () => {
		const run = await bench.run();
		expect(run.code).toBe(0);
		expect([...run.rows.keys()]).toEqual(READING.map(({ name }) => name));
		expect(answersOf(run)).toEqual({
			permissions: '`scp`: SecurityCopilotWorkspaces.Read.All; `roles`: none; reading: 200',
			workspaces: '2 workspaces; kinds of ID: GUID; `@odata.context`: no',
			workspaceAlias: '1 of 2 listed workspaces with a GUID',
			answerHeaders:
				'request-id: yes, client-request-id: yes, date: yes, retry-after: no, x-ms-ags-diagnostic: yes, rate limits: none',
			sessionList: '`value` with 3 items; next link: no; annotations: @microsoft.graph.tips, @odata.context',
			top: 'a page: 1 item with a next link',
			maxPageSize: 'no: 3 items; `Preference-Applied`: no',
			nextLink: 'same origin: yes; same path: yes; other sessions: yes',
			count: 'yes, a number',
			select: 'asked for `id`; list: `id`; session: `id`',
			sessionGet:
				'`createdDateTime`, `displayName`, `id`, `lastModifiedDateTime`; without a name: 1 of 3 in the list',
			sessionOrder: 'by `createdDateTime`: descending; by `lastModifiedDateTime`: descending (3 sessions)',
			filterByName: '400 BadRequest',
			filterByDate: '400 BadRequest',
			'orderBy.createdDateTime': '400 BadRequest',
			'orderBy.displayName': '400 BadRequest',
			unknownSession: '404 NotFound; parts of `error`: `code`, `innerError`, `message`',
			malformedSession: '404 NotFound; parts of `error`: `code`, `innerError`, `message`',
			unknownWorkspace: '404 NotFound; parts of `error`: `code`, `innerError`, `message`',
			batch: expect.stringMatching(
				/^envelope 200, parts 200 and 200; request-id: 2 of 2; retry-after: 0 of 2; headers of parts: .*content-type/,
			),
			prompts: expect.stringMatching(/^1 prompt on the first page; `content`, .*`type`$/),
			evaluationPermission: '200',
			evaluationList: 'a collection: `value` with 2 items',
			evaluationGet: expect.stringMatching(/^`completedDateTime`, .*`state`$/),
			plugins:
				'4 plugins on the first page; `isEnabled eq true`: accepted: 3 that match and 0 that do not; without it 3 and 1',
			pluginFilters: '400 BadRequest',
			timestamps: '6 digits Z, 7 digits Z (16 timestamps); "not yet": none',
			enumerations:
				'prompt type: `prompt`; evaluation state: `completed`; evaluation result: `success`; plugin category: `microsoft`, `plugin`; plugin catalogScope: `global`, `workspace`; plugin previewState: `ga`, `private`, `public`',
		});
		expect(run.report).toContain(`${READING.length} of ${READING.length} checks could be made.`);
	});

	it('asking for no more permission than reading, and changing nothing', async () => {
		const before = JSON.stringify(bench.emulator.graph.dump());
		const { told } = await bench.run();
		const asked = bench.emulator.entra.requests.find(({ url }) => url.endsWith('/devicecode'));
		expect(asked?.body).toMatchObject({ scope: expect.not.stringContaining('ReadWrite') });
		expect(bench.changes).toEqual([]);
		expect(bench.emulator.graph.costs).toEqual([]);
		expect(JSON.stringify(bench.emulator.graph.dump())).toBe(before);
		expect(told.join('\n')).not.toMatch(/--write|--ask/);
	});

	it('and reports the other way round what is the other way round', async () => {
		Object.assign(bench.emulator.graph.switches, {
			batch: 'off',
			evaluationListShape: 'bareEntity',
			queryOptions: 'generous',
			filter: 'basic',
			sessionOrder: 'oldestFirst',
			malformedId: '400',
			unknownParent: '403',
			workspaceAlias: 'separate',
			workspaceListing: 'alias',
			workspaceListContext: true,
			errorCodeStyle: 'camelCase',
			innerErrorSpelling: 'innererror',
			extraProperties: { somethingNew: 1 },
			rateLimitHeaders: 'on',
			pageSize: 2,
		});
		bench.emulator.graph.addSession({ displayName: 'Beta' });
		bench.emulator.graph.addEvaluation({
			promptId: bench.emulator.graph.store.allSessions()[2]!.prompts[0]!.id,
			state: 'paused',
			result: { type: 'shrugged' },
		});
		const run = await bench.run();
		expect(run.code).toBe(0);
		expect(answersOf(run)).toMatchObject({
			workspaces: '2 workspaces; kinds of ID: GUID, `default`; `@odata.context`: yes',
			workspaceAlias: '0 of 1 listed workspace with a GUID',
			answerHeaders: expect.stringMatching(
				/rate limits: ratelimit-limit, ratelimit-remaining, ratelimit-reset$/,
			),
			sessionList: expect.stringMatching(/^`value` with 2 items; next link: yes/),
			sessionGet: expect.stringContaining('`somethingNew`'),
			sessionOrder: 'by `createdDateTime`: ascending; by `lastModifiedDateTime`: ascending (2 sessions)',
			filterByName: 'accepted: 1 that match and 0 that do not; without it 1 and 1',
			filterByDate: '400 badRequest',
			'orderBy.createdDateTime': 'accepted; asked for: desc, came: descending',
			'orderBy.displayName': 'accepted; asked for: asc, came: not to be told',
			malformedSession: '400 badRequest; parts of `error`: `code`, `innererror`, `message`',
			unknownWorkspace: '403 forbidden; parts of `error`: `code`, `innererror`, `message`',
			batch: 'no: 404 notFound',
			evaluationList: 'one bare entity',
			pluginFilters: expect.stringMatching(/^accepted: \d that match and 0 that do not/),
			enumerations: expect.stringMatching(
				/evaluation state: `paused` \(undeclared: `paused`\); evaluation result: `shrugged` \(undeclared: `shrugged`\)/,
			),
			timestamps: expect.stringContaining('0001-01-01 in evaluation `completedDateTime`'),
		});
	});

	it('and goes on behind a refusal, which it reports with status, code and request-id', async () => {
		bench.emulator.graph.switches.evaluationListPermission = 'none';
		const run = await bench.run();
		expect(run.code).toBe(1);
		expect(run.rows.get('evaluationPermission')).toMatchObject({
			answer: '403 Authorization_RequestDenied',
			status: '403',
		});
		const refused = [...run.rows].filter(([, { answer }]) => answer.startsWith('**refused:**'));
		expect(refused).toEqual([
			[
				'evaluationList',
				expect.objectContaining({ answer: '**refused:** 403 Authorization_RequestDenied', status: '403' }),
			],
			['evaluationGet', expect.objectContaining({ requestId: expect.stringMatching(GUID) })],
		]);
		const refusal = bench.emulator.graph.requests.findLast(({ url }) => url.endsWith('/evaluations'));
		expect(JSON.stringify(refusal?.answer)).toContain(refused[1]![1].requestId);
		expect(run.rows.get('enumerations')?.answer).toMatch(/^prompt type: `prompt`; evaluation state: none/);
	});

	it('and does not take a general refusal for an answer', async () => {
		bench.emulator.graph.switches.roles = 'none';
		const run = await bench.run();
		expect(run.code).toBe(1);
		const answered = [...run.rows].filter(
			([, { answer }]) => !answer.startsWith('**refused:** 403 Forbidden'),
		);
		expect(answered.map(([name]) => name)).toEqual(['permissions']);
		expect(run.rows.get('permissions')?.answer).toMatch(/reading: 403 Forbidden$/);
	});

	it('and says where there is nothing to look at', async () => {
		const workspace = bench.emulator.graph.addWorkspace({ displayName: 'Empty' });
		const run = await bench.run(['--workspace', workspace.id]);
		expect(run.code).toBe(1);
		expect(answersOf(run)).toMatchObject({
			sessionList: expect.stringMatching(/^`value` with 0 items/),
			top: '**not made:** the workspace has 0 sessions, this needs 2',
			prompts: '**not made:** the workspace has no session',
			unknownSession: expect.stringMatching(/^404/),
		});
	});

	it('the session that it is told to look at', async () => {
		const session = bench.emulator.graph.addSession({ displayName: 'The one' });
		for (const content of ['a', 'b']) bench.emulator.graph.addPrompt({ sessionId: session.id, content });
		const run = await bench.run(['--session', session.id]);
		expect(run.rows.get('prompts')?.answer).toMatch(/^2 prompts/);
		expect(run.rows.get('evaluationGet')?.answer).toBe(
			'**not made:** no prompt that was looked at has an evaluation',
		);
	});

	it('waiting as the nodes do when it is throttled', async () => {
		const fault = bench.emulator.graph.addFault({
			match: { path: /plugins$/ },
			effect: effects.throttled(7),
		});
		const run = await bench.run();
		expect(run.code).toBe(0);
		expect(fault.remaining).toBe(0);
		expect(bench.emulator.graph.requests.filter(({ early }) => early)).toEqual([]);
	});

	it('and sends the token nowhere else', async () => {
		const { emulator } = bench;
		emulator.graph.addFault({
			match: { path: /\$top=1$/ },
			effect: effects.change((body) => ({
				...body,
				'@odata.nextLink': `${emulator.elsewhere.origin}/beta/security/securityCopilot/x`,
			})),
			count: 10,
		});
		emulator.graph.addFault({
			match: { path: /plugins$/ },
			effect: effects.redirect(302, emulator.elsewhere.origin),
			count: 10,
		});
		const run = await bench.run();
		expect(run.rows.get('nextLink')?.answer).toBe('it leads away from origin or path, and was not followed');
		expect(run.rows.get('plugins')?.answer).toBe('**refused:** 302 without a code');
		expect(emulator.elsewhere.requests).toEqual([]);
	});
});
