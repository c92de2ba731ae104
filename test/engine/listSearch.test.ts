import { effects } from '../emulator';
import { Fixture, searchList, type NodeParameters } from './harness';
import { SESSION } from './harness/documented';

const WORKSPACE = '17aafe23-ab95-3b37-9546-56dec5ac0218';
const OTHER_WORKSPACE = '5c0e7d39-2b84-4f61-9a1d-e6f3b8c72d04';
const FIELDS = '?$select=id,createdDateTime,displayName';

const fixture = Fixture.use();

const search = async (method: string, more: Parameters<typeof searchList>[2] = {}) =>
	await searchList(fixture.engine, method, more);

const namesOf = ({ results }: Awaited<ReturnType<typeof search>>) => results.map(({ name }) => name);

/** What a failed search rejects with. */
const failureOf = async (searching: Promise<unknown>): Promise<Error & { httpCode?: string }> =>
	await searching.then(
		() => {
			throw new Error('The search did not fail');
		},
		(error: Error) => error,
	);

describe('The list of workspaces', () => {
	it('shows names, or the ID where there is none, and stores IDs', async () => {
		const { id } = fixture.graph.addWorkspace({ displayName: '' });
		expect(await search('searchWorkspaces')).toEqual({
			results: [
				{ name: 'SecurityCopilot_Workspace', value: WORKSPACE },
				{ name: 'Incident response', value: OTHER_WORKSPACE },
				{ name: id, value: id },
			],
			paginationToken: undefined,
		});
		expect(fixture.shown()).toEqual([{ method: 'GET', path: '' }]);
	});

	it.each([
		[' RESPONSE ', ['Incident response']],
		[WORKSPACE.slice(0, 8), ['SecurityCopilot_Workspace']],
		['', ['SecurityCopilot_Workspace', 'Incident response']],
		['nothing like it', []],
	])('searched for "%s" shows %j', async (filter, names) => {
		expect(namesOf(await search('searchWorkspaces', { filter }))).toEqual(names);
	});
});

describe('The list of sessions', () => {
	it('shows names with links, and untitled sessions by their date, in the order of Graph', async () => {
		const { results, paginationToken } = await search('searchSessions');
		expect(results.map(({ name, value }) => [name, value])).toEqual([
			['API: who am I', SESSION],
			['Untitled session of 2025-10-15 15:54 UTC', 'f0f54c69-8f8a-4f33-b6e3-386d58b408db'],
			['who am i', '8e95c36e-c9bd-4e14-8317-3cd4332e1e3b'],
		]);
		expect(results[0]?.url).toBe(`https://securitycopilot.microsoft.com/sessions/${SESSION}`);
		expect(paginationToken).toBeUndefined();
		expect(fixture.shown()).toEqual([{ method: 'GET', path: `/default/sessions${FIELDS}` }]);
	});

	it('tells sessions of the same name apart by their dates', async () => {
		for (const createdDateTime of ['2026-11-01T08:15:00Z', '2026-11-02T09:30:00Z'])
			fixture.graph.addSession({ displayName: 'Twice', createdDateTime });
		expect(namesOf(await search('searchSessions'))).toEqual(
			expect.arrayContaining(['Twice (2026-11-01 08:15 UTC)', 'Twice (2026-11-02 09:30 UTC)', 'who am i']),
		);
	});

	it.each([
		['who am i', ['API: who am I', 'who am i']],
		['untitled', ['Untitled session of 2025-10-15 15:54 UTC']],
		[SESSION, ['API: who am I']],
	])('searched for "%s" shows %j', async (filter, names) => {
		expect(namesOf(await search('searchSessions', { filter }))).toEqual(names);
	});

	it.each<[string, NodeParameters['x'], string]>([
		['from the list', { __rl: true, mode: 'list', value: OTHER_WORKSPACE }, OTHER_WORKSPACE],
		['as a bare value', OTHER_WORKSPACE, OTHER_WORKSPACE],
		['empty', { __rl: true, mode: 'list', value: '' }, 'default'],
	])('is that of the workspace chosen %s', async (_way, workspaceId, onTheWire) => {
		await search('searchSessions', { parameters: { workspaceId } });
		expect(fixture.shown()).toEqual([{ method: 'GET', path: `/${onTheWire}/sessions${FIELDS}` }]);
	});
});

describe.each(['searchWorkspaces', 'searchSessions'])('A longer list (%s)', (method) => {
	beforeEach(() => {
		fixture.graph.switches.pageSize = 2;
		for (let index = 0; index < 5; index++) {
			fixture.graph.addWorkspace({ displayName: `Workspace ${index}` });
			fixture.graph.addSession({ displayName: `Session ${index}` });
		}
	});

	it('comes a page at a time, until there is no token', async () => {
		const values: unknown[] = [];
		let paginationToken: string | undefined;
		do {
			const page = await search(method, { paginationToken });
			values.push(...page.results.map(({ value }) => value));
			paginationToken = page.paginationToken as string | undefined;
		} while (paginationToken !== undefined);
		const all = fixture.sent.flatMap(({ answer }) => (answer as { value: Array<{ id: string }> }).value);
		expect(values).toEqual(all.map(({ id }) => id));
		expect(new Set(values).size).toBe(method === 'searchWorkspaces' ? 7 : 8);
		expect(fixture.sent).toHaveLength(4);
	});

	it.each([
		['SSION 0', 'Session 0'],
		['SPACE 4', 'Workspace 4'],
		['nothing like it', undefined],
	])('is searched to its end for %s', async (filter, name) => {
		const { results, paginationToken } = await search(method, { filter });
		const isThere = name?.startsWith(method === 'searchSessions' ? 'Session' : 'Workspace');
		expect([results.map((result) => result.name), paginationToken]).toEqual([
			isThere ? [name] : [],
			undefined,
		]);
		expect(fixture.sent).toHaveLength(4);
	});

	it('is not searched for blanks', async () => {
		expect(namesOf(await search(method, { filter: '  ' }))).toHaveLength(2);
		expect(fixture.sent).toHaveLength(1);
	});

	it('sends nothing for a token that leads to another host', async () => {
		const paginationToken = `${fixture.emulator.elsewhere.origin}/beta/security/securityCopilot/workspaces`;
		expect((await failureOf(search(method, { paginationToken }))).message).not.toBe('');
		expect([fixture.sent, fixture.emulator.elsewhere.requests]).toEqual([[], []]);
	});
});

describe('A search through very many sessions', () => {
	beforeEach(() => {
		for (let index = 0; index < 120; index++) fixture.graph.addSession({ displayName: `Incident ${index}` });
	});

	it('ends after a hundred pages without a hit, and goes on on demand', async () => {
		fixture.graph.switches.pageSize = 1;
		const filter = 'API: who am I';
		const first = await search('searchSessions', { filter });
		expect([first.results, fixture.sent.length]).toEqual([[], 100]);
		const paginationToken = String(first.paginationToken);
		expect(namesOf(await search('searchSessions', { filter, paginationToken }))).toEqual([filter]);
	});

	it('ends after ten pages with a hit', async () => {
		fixture.graph.switches.pageSize = 5;
		await search('searchSessions', { filter: 'incident 119' });
		expect(fixture.sent).toHaveLength(10);
	});

	it('ends with thirty hits, and shows the others on demand', async () => {
		fixture.graph.switches.pageSize = 20;
		const shown: string[] = [];
		const counts: number[] = [];
		let paginationToken: string | undefined;
		do {
			const page = await search('searchSessions', { filter: 'incident', paginationToken });
			shown.push(...namesOf(page));
			counts.push(fixture.sent.splice(0).length);
			paginationToken = page.paginationToken as string | undefined;
		} while (paginationToken !== undefined);
		expect(counts).toEqual([2, 2, 2, 1]);
		expect([shown.length, new Set(shown).size]).toEqual([120, 120]);
	});

	it('shows once what comes again', async () => {
		fixture.graph.switches.pageSize = 100;
		const twice = effects.change((body) => {
			const value = body.value as unknown[];
			return { ...body, value: [...value, ...value] };
		});
		fixture.graph.addFault({ effect: twice });
		expect(namesOf(await search('searchSessions', { filter: 'incident 77' }))).toEqual(['Incident 77']);
	});
});

describe('A list that cannot be had', () => {
	const method = 'searchWorkspaces';

	it('is an error with the status of Graph, without a secret', async () => {
		fixture.graph.switches.roles = 'none';
		const error = await failureOf(search(method));
		expect(error).toMatchObject({ httpCode: '403' });
		expect(fixture.leaksIn(error)).toEqual([]);
	});

	it('is an error before anyone has signed in', async () => {
		fixture.fillIn();
		expect((await failureOf(search(method))).message).not.toBe('');
		expect(fixture.sent).toEqual([]);
	});
});

it('A workspace that would change the path is refused before anything is sent', async () => {
	const parameters = { workspaceId: '../../users' };
	expect((await failureOf(search('searchSessions', { parameters }))).message).not.toBe('');
	expect(fixture.sent).toEqual([]);
});
