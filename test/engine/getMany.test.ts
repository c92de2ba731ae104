import { errorOf, itemsOf, jsonOf, Fixture, type NodeParameters } from './harness';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const PROMPT = '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01';
const WORKSPACE = '17aafe23-ab95-3b37-9546-56dec5ac0218';
const WORKSPACES = '/beta/security/securityCopilot/workspaces';
const SESSIONS = `${WORKSPACES}/default/sessions`;
const PROMPTS = `${SESSIONS}/${SESSION}/prompts`;
const EVALUATIONS = `${PROMPTS}/${PROMPT}/evaluations`;

const fixture = Fixture.use();

const getMany = async (
	resource: string,
	parameters: NodeParameters = {},
	items?: Array<Record<string, string>>,
) => await fixture.run({ resource, operation: 'getAll', ...parameters }, { items });

describe('Get Many', () => {
	it.each<[string, NodeParameters, string, string]>([
		['session', {}, `${SESSIONS}?$top=50`, SESSION],
		['prompt', { sessionId: SESSION }, `${PROMPTS}?$top=50`, PROMPT],
		[
			'evaluation',
			{ sessionId: SESSION, promptId: PROMPT },
			`${EVALUATIONS}?$top=50`,
			'5bde1164-29a3-4dfb-84b0-b6c0cf0e23b7',
		],
		['plugin', {}, `${WORKSPACES}/default/plugins?$top=50`, 'Entra'],
		// `$top` is not documented for this one, and the emulator refuses what is not.
		['workspace', {}, WORKSPACES, WORKSPACE],
	])('of %ss asks for one page and gives one item per object', async (resource, parameters, url, one) => {
		const run = await getMany(resource, parameters);
		expect(run.status).toBe('success');
		expect(fixture.sentLines).toEqual([`GET ${url}`]);
		const [{ headers, answer }] = fixture.sent as [(typeof fixture.sent)[0]];
		expect(headers).toMatchObject({ accept: 'application/json', prefer: 'odata.maxpagesize=100' });
		const { value } = answer as { value: Array<{ id?: string; name?: string }> };
		expect(jsonOf(run)).toHaveLength(value.length);
		expect(value.map(({ id, name }) => id ?? name)).toContain(one);
		expect(itemsOf(run).map(({ pairedItem }) => pairedItem)).toEqual(value.map(() => ({ item: 0 })));
	});

	it('leaves out the annotations of the list and of each object', async () => {
		const run = await getMany('workspace');
		expect(jsonOf(run)).toEqual([
			{ id: WORKSPACE, displayName: 'SecurityCopilot_Workspace' },
			{ id: '5c0e7d39-2b84-4f61-9a1d-e6f3b8c72d04', displayName: 'Incident response' },
		]);
	});

	it('keeps the annotations of each object with Raw Response', async () => {
		const run = await getMany('workspace', { options: { rawResponse: true } });
		expect(jsonOf(run)).toEqual((fixture.sent[0]?.answer as { value: unknown[] }).value);
		expect(Object.keys(jsonOf(run)[0] as object)).toContain('@odata.type');
	});

	it('gives each session the address of the portal with Include Link', async () => {
		const run = await getMany('session', { options: { includeLink: true } });
		expect(jsonOf(run)).toHaveLength(3);
		for (const session of jsonOf(run) as Array<{ id: string; webUrl: string }>) {
			expect(session.webUrl).toBe(`https://securitycopilot.microsoft.com/sessions/${session.id}`);
		}
	});

	it('adds no address to a session whose ID was not selected', async () => {
		const run = await getMany('session', { select: ['displayName'], options: { includeLink: true } });
		expect(Object.keys(jsonOf(run)[0] as object)).toEqual(['displayName']);
	});

	describe('the limit', () => {
		it.each([
			[50, '?$top=50'],
			[100, '?$top=100'],
			// `$top` could be read as a total. Nobody asks for more than one page of it.
			[101, ''],
			[100_000, ''],
		])('of %i is asked for as "%s"', async (limit, query) => {
			await getMany('session', { limit });
			expect(fixture.sentLines).toEqual([`GET ${SESSIONS}${query}`]);
		});

		it('holds for workspaces too, though it is not asked for', async () => {
			const run = await getMany('workspace', { limit: 1 });
			expect(jsonOf(run)).toHaveLength(1);
			expect(fixture.sentLines).toEqual([`GET ${WORKSPACES}`]);
		});

		it.each(['={{ 0 }}', '={{ -1 }}', '={{ 1.5 }}', '={{ "many" }}', '={{ null }}', '={{ {} }}'])(
			'refuses %s before anything is sent',
			async (limit) => {
				const run = await getMany('session', { limit });
				expect(errorOf(run).context.itemIndex).toBe(0);
				expect(fixture.sent).toEqual([]);
			},
		);

		it('may be a text with a number, as webhooks send it', async () => {
			const run = await getMany('session', { limit: '={{ "2" }}' });
			expect(jsonOf(run)).toHaveLength(2);
		});
	});

	describe('an empty list', () => {
		const EMPTY_WORKSPACE = '5c0e7d39-2b84-4f61-9a1d-e6f3b8c72d04';

		it.each([{ returnAll: true }, { limit: 5 }])('gives no item and no error (%j)', async (parameters) => {
			const run = await getMany('session', { workspaceId: EMPTY_WORKSPACE, ...parameters });
			expect(run.status).toBe('success');
			expect(jsonOf(run)).toEqual([]);
			expect(fixture.sent).toHaveLength(1);
		});

		it('of one item leaves the results of the others', async () => {
			const run = await getMany('session', { workspaceId: '={{ $json.workspace }}' }, [
				{ workspace: EMPTY_WORKSPACE },
				{ workspace: 'default' },
			]);
			expect(itemsOf(run).map(({ pairedItem }) => pairedItem)).toEqual([
				{ item: 1 },
				{ item: 1 },
				{ item: 1 },
			]);
		});
	});

	describe('of evaluations', () => {
		const list = async () => await getMany('evaluation', { sessionId: SESSION, promptId: PROMPT });

		it('F-40 takes the one bare object of the documented example for a list of one', async () => {
			fixture.emulator.graph.switches.evaluationListShape = 'bareEntity';
			const run = await list();
			expect(jsonOf(run)).toEqual([
				expect.objectContaining({ id: '5bde1164-29a3-4dfb-84b0-b6c0cf0e23b7', state: 'completed' }),
			]);
			expect(Object.keys(jsonOf(run)[0] as object).filter((name) => name.includes('@'))).toEqual([]);
		});

		it('takes an empty list for none', async () => {
			fixture.emulator.graph.switches.evaluationListShape = 'emptyCollection';
			expect(jsonOf(await list())).toEqual([]);
		});
	});

	describe('the filter', () => {
		it.each([
			['with a quote, a space and an ampersand', "displayName eq 'Tom''s & more'"],
			['with what looks like another option', "displayName eq 'a'&$top=1"],
			['with marks of an address', "displayName eq '100% #1? +/\\'"],
			['beyond ASCII', "displayName eq 'Größe ≠ 🚨'"],
		])('arrives as it was written: %s', async (_what, filter) => {
			await getMany('session', { filter });
			const [{ url }] = fixture.sent as [(typeof fixture.sent)[0]];
			expect(fixture.sent).toHaveLength(1);
			expect([...new URL(url, 'http://localhost').searchParams]).toEqual([
				['$filter', filter],
				['$top', '50'],
			]);
		});

		it('selects what the service finds', async () => {
			fixture.emulator.graph.switches.filter = 'basic';
			const run = await getMany('session', { filter: "displayName eq 'who am i'" });
			expect(jsonOf(run)).toEqual([
				expect.objectContaining({ id: '8e95c36e-c9bd-4e14-8317-3cd4332e1e3b', displayName: 'who am i' }),
			]);
		});

		it('is not sent when it is blank', async () => {
			await getMany('session', { filter: '  ' });
			expect(fixture.sentLines).toEqual([`GET ${SESSIONS}?$top=50`]);
		});

		it('that the service refuses is an error with its status', async () => {
			const run = await getMany('session', { filter: 'displayName eq 1' });
			expect(errorOf(run)).toMatchObject({ httpCode: '400', context: { itemIndex: 0 } });
		});
	});

	describe('of plugins', () => {
		const names = async (filters: NodeParameters, more: NodeParameters = {}) =>
			(jsonOf(await getMany('plugin', { filters, ...more })) as Array<{ name: string }>).map(
				({ name }) => name,
			);
		const filterSent = () => new URL(fixture.sent[0]!.url, 'http://localhost').searchParams.get('$filter');

		it.each<[NodeParameters, string, string[]]>([
			[{ name: 'Entra' }, "name eq 'Entra'", ['Entra']],
			[{ nameContains: 'Entra' }, "contains(name,'Entra')", ['Entra', 'EntraIDProtection']],
			[
				{ displayName: "Entra's ID Protection" },
				"displayName eq 'Entra''s ID Protection'",
				['EntraIDProtection'],
			],
			[{ isEnabled: false }, 'isEnabled eq false', ['ContosoTickets']],
			[{ isEnabled: true }, 'isEnabled eq true', ['Entra', 'Defender', 'EntraIDProtection']],
		])('filter %j is sent as %s', async (filters, sent, found) => {
			expect(await names(filters)).toEqual(found);
			expect(filterSent()).toBe(sent);
		});

		it('sends one of several filters, because more are not documented, and compares the others itself', async () => {
			expect(await names({ nameContains: 'Entra', isEnabled: true, name: 'EntraIDProtection' })).toEqual([
				'EntraIDProtection',
			]);
			expect(filterSent()).toBe("name eq 'EntraIDProtection'");
		});

		it('compares itself without having what it compares in the output', async () => {
			const filters = { nameContains: 'Entra', isEnabled: true };
			expect(jsonOf(await getMany('plugin', { filters, select: ['displayName'] }))).toEqual([
				{ displayName: 'Microsoft Entra' },
				{ displayName: "Entra's ID Protection" },
			]);
		});

		it('a limit counts what is left after comparing', async () => {
			expect(await names({ nameContains: 'n', isEnabled: true }, { limit: 2 })).toEqual([
				'Entra',
				'Defender',
			]);
		});

		it.each<[string, NodeParameters, string | null]>([
			['with one filter, which the service applies', { nameContains: 'n' }, '2'],
			[
				'not while it compares itself: the wanted ones may come later',
				{ nameContains: 'n', name: 'Entra' },
				null,
			],
		])('asks for no more than the limit %s', async (_when, filters, top) => {
			await names(filters, { limit: 2 });
			expect(new URL(fixture.sent[0]!.url, 'http://localhost').searchParams.get('$top')).toBe(top);
		});

		it('sends a written filter and compares the fields itself', async () => {
			expect(await names({ isEnabled: true }, { filter: "contains(name,'Entra')" })).toEqual([
				'Entra',
				'EntraIDProtection',
			]);
			expect(filterSent()).toBe("contains(name,'Entra')");
		});
	});

	it('asks for the chosen properties', async () => {
		const run = await getMany('session', { select: ['id', 'displayName'], limit: 1 });
		expect(fixture.sentLines).toEqual([`GET ${SESSIONS}?$select=id,displayName&$top=1`]);
		expect(jsonOf(run)).toEqual([{ id: SESSION, displayName: 'API: who am I' }]);
	});
});
