import { errorOf, itemsOf, jsonOf, Fixture, type NodeParameters } from './harness';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const PROMPT = '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01';
const WORKSPACES = '/beta/security/securityCopilot/workspaces';
const SESSIONS = `${WORKSPACES}/default/sessions`;

const fixture = Fixture.use();

const getMany = async (
	resource: string,
	parameters: NodeParameters = {},
	items?: Array<Record<string, string>>,
) => await fixture.run({ resource, operation: 'getAll', ...parameters }, { items });

const ids = (objects: unknown[]) => objects.map((object) => (object as { id?: string }).id);

/** Adds sessions to those of the start. @returns IDs of all, the newest first as the emulator lists them */
function addSessions(count: number): string[] {
	const { graph } = fixture.emulator;
	for (let index = 0; index < count; index++) {
		graph.addSession({
			displayName: `Session ${index}`,
			createdDateTime: `2026-01-01T00:00:00.${String(index).padStart(3, '0')}Z`,
		});
	}
	const { sessions } = graph.store.findWorkspace('default')!;
	return sessions.map(({ id }) => id).reverse();
}

describe('Get Many', () => {
	it('has no limit with Return All', async () => {
		const all = addSessions(100);
		const run = await getMany('session', { returnAll: true, limit: 2 });
		expect(ids(jsonOf(run))).toEqual(all);
	});

	describe('page by page', () => {
		beforeEach(() => {
			fixture.emulator.graph.switches.pageSize = 5;
			fixture.emulator.graph.switches.maxPageSize = 5;
		});

		it('follows the links as they are until there is none, with Return All', async () => {
			const all = addSessions(9);
			const run = await getMany('session', { returnAll: true, select: ['id'] });
			expect(ids(jsonOf(run))).toEqual(all);
			const links = fixture.sent.map(({ answer }) => (answer as Record<string, unknown>)['@odata.nextLink']);
			const { graphApiBaseUrl } = fixture.emulator;
			expect(fixture.sent.map(({ url }) => graphApiBaseUrl + url)).toEqual([
				`${graphApiBaseUrl}${SESSIONS}?$select=id`,
				...links.filter((link) => link !== undefined),
			]);
			expect(fixture.sent).toHaveLength(3);
			expect(fixture.sent.filter(({ unknownNextLink }) => unknownNextLink)).toEqual([]);
		});

		it('asks for the largest page that Graph documents, and repeats its headers for each page', async () => {
			addSessions(9);
			await getMany('session', { returnAll: true });
			for (const { headers } of fixture.sent) {
				expect(headers).toMatchObject({ accept: 'application/json', prefer: 'odata.maxpagesize=999' });
			}
		});

		it.each([
			[1, 1],
			[4, 1],
			[5, 1],
			[6, 2],
			[10, 2],
			[11, 3],
			[12, 3],
			[13, 3],
		])('with a limit of %i of 12 fetches %i pages, none more', async (limit, pages) => {
			const all = addSessions(9);
			const run = await getMany('session', { limit });
			expect(ids(jsonOf(run))).toEqual(all.slice(0, limit));
			expect(fixture.sent).toHaveLength(pages);
		});

		it('F-58 follows a page that is empty and has a link', async () => {
			const all = addSessions(2);
			fixture.emulator.graph.pages.scriptEmptyPage(/sessions$/, 'between');
			const run = await getMany('session', { returnAll: true });
			expect(ids(jsonOf(run))).toEqual(all);
			expect(fixture.sent).toHaveLength(2);
		});

		it('F-58 ends with a last page that is empty', async () => {
			const all = addSessions(2);
			fixture.emulator.graph.pages.scriptEmptyPage(/sessions$/, 'last');
			const run = await getMany('session', { returnAll: true });
			expect(ids(jsonOf(run))).toEqual(all);
			expect(fixture.sent).toHaveLength(2);
		});

		it.each<[string, NodeParameters]>([
			['prompt', { sessionId: SESSION }],
			['evaluation', { sessionId: SESSION, promptId: PROMPT }],
		])('works for %ss too', async (resource, parameters) => {
			const { graph } = fixture.emulator;
			const added = Array.from({ length: 7 }, () =>
				resource === 'prompt'
					? graph.addPrompt({ sessionId: SESSION }).id
					: graph.addEvaluation({ promptId: PROMPT, state: 'completed' }),
			);
			const run = await getMany(resource, { ...parameters, returnAll: true });
			expect(ids(jsonOf(run))).toEqual(expect.arrayContaining(added));
			expect(new Set(ids(jsonOf(run))).size).toBe(jsonOf(run).length);
			expect(fixture.sent).toHaveLength(2);
		});

		it('pages each item on its own and keeps the items in order', async () => {
			const inDefault = addSessions(9);
			const { graph } = fixture.emulator;
			const { id: workspace } = graph.addWorkspace({ displayName: 'Third' });
			const third = Array.from(
				{ length: 7 },
				() => graph.addSession({ workspaceId: workspace }).id,
			).reverse();
			const run = await getMany('session', { workspaceId: '={{ $json.workspace }}', returnAll: true }, [
				{ workspace },
				{ workspace: 'default' },
			]);
			expect(ids(jsonOf(run))).toEqual([...third, ...inDefault]);
			expect(itemsOf(run).map(({ pairedItem }) => pairedItem)).toEqual([
				...third.map(() => ({ item: 0 })),
				...inDefault.map(() => ({ item: 1 })),
			]);
		});

		it('F-57 is an error when a page names itself as the next one', async () => {
			addSessions(9);
			fixture.emulator.graph.addFault({
				match: { path: /skiptoken/ },
				effect: {
					name: 'circle',
					moment: 'during',
					answer: (original) => ({
						status: 200,
						headers: original?.headers ?? {},
						body: {
							value: [],
							'@odata.nextLink': `${fixture.emulator.graphApiBaseUrl}${SESSIONS}?$skiptoken=x`,
						},
					}),
				},
				count: 100,
			});
			const run = await getMany('session', { returnAll: true });
			expect(errorOf(run).context.itemIndex).toBe(0);
			expect(fixture.sent.length).toBeLessThan(5);
		});
	});
});
