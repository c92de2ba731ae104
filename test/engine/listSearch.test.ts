import { effects } from '../emulator';
import { searchList, shownText, Fixture, type NodeParameters } from './harness';

const WORKSPACE = '17aafe23-ab95-3b37-9546-56dec5ac0218';
const OTHER_WORKSPACE = '5c0e7d39-2b84-4f61-9a1d-e6f3b8c72d04';
const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const WORKSPACES = '/beta/security/securityCopilot/workspaces';
const SESSIONS = `${WORKSPACES}/default/sessions`;

const fixture = Fixture.use();

const search = async (method: string, wish: Parameters<typeof searchList>[2] = {}) =>
	await searchList(fixture.engine, method, wish);

/** The page that is so many pages behind a token's. */
async function nextPages(method: string, token: unknown, pages: number): ReturnType<typeof search> {
	const page = await search(method, { paginationToken: String(token) });
	return pages === 1 ? page : await nextPages(method, page.paginationToken, pages - 1);
}

/** What a failed search rejects with. */
const failureOf = async (searching: Promise<unknown>): Promise<Error & { httpCode?: string }> =>
	await searching.then(
		() => {
			throw new Error('The search did not fail');
		},
		(error: Error) => error,
	);

describe('The list of workspaces', () => {
	it('shows names and stores IDs', async () => {
		expect(await search('searchWorkspaces')).toEqual({
			results: [
				{ name: 'SecurityCopilot_Workspace', value: WORKSPACE },
				{ name: 'Incident response', value: OTHER_WORKSPACE },
			],
			paginationToken: undefined,
		});
		expect(fixture.sentLines).toEqual([`GET ${WORKSPACES}`]);
	});

	it('shows the ID where there is no name', async () => {
		const { id } = fixture.emulator.graph.addWorkspace({ displayName: '' });
		const { results } = await search('searchWorkspaces');
		expect(results.at(-1)).toEqual({ name: id, value: id });
	});

	it.each([
		['incident', ['Incident response']],
		['RESPONSE', ['Incident response']],
		[' incident ', ['Incident response']],
		[WORKSPACE.slice(0, 8), ['SecurityCopilot_Workspace']],
		['', ['SecurityCopilot_Workspace', 'Incident response']],
		['nothing like it', []],
	])('searched for "%s" shows %j', async (filter, names) => {
		const { results } = await search('searchWorkspaces', { filter });
		expect(results.map(({ name }) => name)).toEqual(names);
	});
});

describe('The list of sessions', () => {
	it('shows names, and untitled sessions by their date, in the order of Graph', async () => {
		expect(await search('searchSessions')).toEqual({
			results: [
				{
					name: 'API: who am I',
					value: SESSION,
					url: `https://securitycopilot.microsoft.com/sessions/${SESSION}`,
				},
				{
					name: 'Untitled session of 2025-10-15 15:54 UTC',
					value: 'f0f54c69-8f8a-4f33-b6e3-386d58b408db',
					url: 'https://securitycopilot.microsoft.com/sessions/f0f54c69-8f8a-4f33-b6e3-386d58b408db',
				},
				{
					name: 'who am i',
					value: '8e95c36e-c9bd-4e14-8317-3cd4332e1e3b',
					url: 'https://securitycopilot.microsoft.com/sessions/8e95c36e-c9bd-4e14-8317-3cd4332e1e3b',
				},
			],
			paginationToken: undefined,
		});
	});

	it('tells sessions of the same name apart by their dates', async () => {
		const { graph } = fixture.emulator;
		const dates = ['2026-11-01T08:15:00Z', '2026-11-02T09:30:00Z'];
		for (const createdDateTime of dates)
			Object.assign(graph.addSession({ displayName: 'Twice' }), { createdDateTime });
		const { results } = await search('searchSessions');
		expect(results.map(({ name }) => name)).toEqual(
			expect.arrayContaining(['Twice (2026-11-01 08:15 UTC)', 'Twice (2026-11-02 09:30 UTC)', 'who am i']),
		);
	});

	it('asks for no more than it shows', async () => {
		await search('searchSessions');
		expect(fixture.sentLines).toEqual([`GET ${SESSIONS}?$select=id,createdDateTime,displayName`]);
	});

	it.each([
		['API', ['API: who am I']],
		['who am i', ['API: who am I', 'who am i']],
		['untitled', ['Untitled session of 2025-10-15 15:54 UTC']],
		['2025-10-15', ['Untitled session of 2025-10-15 15:54 UTC']],
		[SESSION, ['API: who am I']],
	])('searched for "%s" shows %j', async (filter, names) => {
		const { results } = await search('searchSessions', { filter });
		expect(results.map(({ name }) => name)).toEqual(names);
	});

	it.each<[string, NodeParameters['x'], string]>([
		['by ID', { __rl: true, mode: 'id', value: OTHER_WORKSPACE }, OTHER_WORKSPACE],
		['from the list', { __rl: true, mode: 'list', value: OTHER_WORKSPACE }, OTHER_WORKSPACE],
		['as a bare value', OTHER_WORKSPACE, OTHER_WORKSPACE],
		['empty', { __rl: true, mode: 'list', value: '' }, 'default'],
	])('is that of the workspace chosen %s', async (_way, workspaceId, onTheWire) => {
		await search('searchSessions', { parameters: { workspaceId } });
		expect(fixture.sentLines).toEqual([
			`GET ${WORKSPACES}/${onTheWire}/sessions?$select=id,createdDateTime,displayName`,
		]);
	});

	it('of a workspace without sessions is empty', async () => {
		const parameters = { workspaceId: OTHER_WORKSPACE };
		expect(await search('searchSessions', { parameters })).toMatchObject({ results: [] });
	});

	it('refuses a workspace that would change the path, before anything is sent', async () => {
		const error = await failureOf(search('searchSessions', { parameters: { workspaceId: '../../users' } }));
		expect(error.message).not.toBe('');
		expect(fixture.sent).toEqual([]);
	});
});

describe.each([
	['searchWorkspaces', WORKSPACES],
	['searchSessions', SESSIONS],
])('A longer list (%s)', (method, path) => {
	beforeEach(() => {
		const { graph } = fixture.emulator;
		graph.switches.pageSize = 2;
		for (let index = 0; index < 5; index++) {
			graph.addWorkspace({ displayName: `Workspace ${index}` });
			graph.addSession({ displayName: `Session ${index}` });
		}
	});

	it('comes a page at a time, until there is no token', async () => {
		const values: unknown[] = [];
		let page = await search(method);
		values.push(...page.results.map(({ value }) => value));
		while (page.paginationToken !== undefined) {
			page = await search(method, { paginationToken: String(page.paginationToken) });
			values.push(...page.results.map(({ value }) => value));
		}
		const all = fixture.sent.flatMap(({ answer }) => (answer as { value: Array<{ id: string }> }).value);
		expect(values).toEqual(all.map(({ id }) => id));
		expect(new Set(values).size).toBe(method === 'searchWorkspaces' ? 7 : 8);
		expect(fixture.sent).toHaveLength(4);
	});

	it('is searched to its end: a hit on the third page is found', async () => {
		const third = await search(method).then(({ paginationToken }) => nextPages(method, paginationToken, 2));
		const [wanted] = third.results;
		fixture.sent.splice(0);
		const page = await search(method, { filter: wanted!.name.toUpperCase() });
		expect(page).toEqual({ results: [wanted], paginationToken: undefined });
		expect(fixture.sent).toHaveLength(4);
	});

	it('is searched to its end where nothing is found', async () => {
		const page = await search(method, { filter: 'nothing like it' });
		expect(page).toEqual({ results: [], paginationToken: undefined });
		expect(fixture.sent).toHaveLength(4);
	});

	it('is not searched for blanks', async () => {
		const page = await search(method, { filter: '  ' });
		expect(page.results).toHaveLength(2);
		expect(page.paginationToken).toEqual(expect.stringContaining('skiptoken'));
		expect(fixture.sent).toHaveLength(1);
	});

	it.each<[string, (base: string) => string]>([
		['on another host', () => `${fixture.emulator.elsewhere.origin}${path}?$skiptoken=a`],
		['on another port', (base) => `${base.replace(/:\d+$/, ':1')}${path}?$skiptoken=a`],
		['with user information', (base) => `${base.replace('://', '://user:word@')}${path}?$skiptoken=a`],
		['outside Security Copilot', (base) => `${base}/beta/users?$skiptoken=a`],
		['that climbs out of it', (base) => `${base}/beta/security/securityCopilot/../../users`],
	])('sends nothing for a token %s', async (_what, token) => {
		const paginationToken = token(fixture.emulator.graphApiBaseUrl);
		const error = await failureOf(search(method, { paginationToken }));
		expect(error.message).not.toBe('');
		expect(fixture.sent).toEqual([]);
		expect(fixture.emulator.elsewhere.requests).toEqual([]);
	});
});

describe('A search through very many sessions', () => {
	beforeEach(() => {
		for (let index = 0; index < 120; index++)
			fixture.emulator.graph.addSession({ displayName: `Incident ${index}` });
	});

	it('goes on until a hit is found, however far behind it is', async () => {
		const { graph } = fixture.emulator;
		for (let index = 0; index < 180; index++) graph.addSession({ displayName: `More ${index}` });
		graph.switches.pageSize = 20;
		const filter = 'API: who am I';
		const { results, paginationToken } = await search('searchSessions', { filter });
		expect(results.map(({ name }) => name)).toEqual([filter]);
		expect(paginationToken).toBeUndefined();
		expect(fixture.sent).toHaveLength(16);
	});

	it('ends after a hundred pages without a hit, and goes on on demand', async () => {
		fixture.emulator.graph.switches.pageSize = 1;
		const filter = 'API: who am I';
		const first = await search('searchSessions', { filter });
		expect(first.results).toEqual([]);
		expect(fixture.sent).toHaveLength(100);
		const rest = await search('searchSessions', { filter, paginationToken: String(first.paginationToken) });
		expect(rest.results.map(({ name }) => name)).toEqual([filter]);
	});

	it('ends after ten pages with a hit', async () => {
		fixture.emulator.graph.switches.pageSize = 5;
		await search('searchSessions', { filter: 'incident 119' });
		expect(fixture.sent).toHaveLength(10);
	});

	it('ends with thirty hits, and shows the others on demand', async () => {
		fixture.emulator.graph.switches.pageSize = 20;
		const shown: unknown[] = [];
		let paginationToken: string | undefined;
		const counts: number[] = [];
		do {
			const page = await search('searchSessions', { filter: 'incident', paginationToken });
			shown.push(...page.results.map(({ name }) => name));
			counts.push(fixture.sent.splice(0).length);
			paginationToken = page.paginationToken as string | undefined;
		} while (paginationToken !== undefined);
		expect(counts).toEqual([2, 2, 2, 1]);
		expect(new Set(shown).size).toBe(120);
		expect(shown).toHaveLength(120);
	});

	it('shows once what comes again', async () => {
		const { graph } = fixture.emulator;
		graph.switches.pageSize = 100;
		const twice = (body: Record<string, unknown>) => {
			const value = body.value as unknown[];
			return { ...body, value: [...value, ...value] };
		};
		graph.addFault({ effect: effects.change(twice) });
		const { results } = await search('searchSessions', { filter: 'incident 77' });
		expect(results.map(({ name }) => name)).toEqual(['Incident 77']);
	});
});

describe('A list that cannot be had', () => {
	it.each(['searchWorkspaces', 'searchSessions'])(
		'is an error with the status of Graph (%s)',
		async (method) => {
			await fixture.signIn({
				customScopes: true,
				enabledScopes: 'openid offline_access https://graph.microsoft.com/User.Read',
			});
			expect(await failureOf(search(method))).toMatchObject({ httpCode: '403' });
		},
	);

	it.each(['searchWorkspaces', 'searchSessions'])(
		'is an error before anyone has signed in (%s)',
		async (method) => {
			fixture.fillIn();
			const error = await failureOf(search(method));
			expect(error.message).not.toBe('');
			expect(fixture.sent).toEqual([]);
		},
	);

	it('is an error where a session would be read from a workspace that is not there', async () => {
		const parameters = { workspaceId: 'nowhere' };
		expect(await failureOf(search('searchSessions', { parameters }))).toMatchObject({ httpCode: '404' });
	});

	it('shows no token and no secret in its error', async () => {
		const error = await failureOf(search('searchSessions', { parameters: { workspaceId: 'nowhere' } }));
		expect(fixture.leaksIn(error)).toEqual([]);
		expect(shownText(error)).not.toMatch(/Bearer/i);
	});
});
