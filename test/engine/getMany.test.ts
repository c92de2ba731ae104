import { errorOf, Fixture, itemsOf, jsonOf, type NodeParameters } from './harness';
import { EVALUATION, PROMPT, SESSION } from './harness/documented';

const EMPTY_WORKSPACE = '5c0e7d39-2b84-4f61-9a1d-e6f3b8c72d04';

const fixture = Fixture.use();

const getMany = async (resource: string, parameters: NodeParameters = {}, items?: object[]) =>
	await fixture.run({ resource, operation: 'getAll', ...parameters }, { items: items as never });

const paths = () => fixture.shown().map(({ path }) => path);

it('gives one item per object, which say from which item they come; an empty list gives none', async () => {
	const run = await getMany('session', { workspaceId: '={{ $json.workspace }}' }, [
		{ workspace: EMPTY_WORKSPACE },
		{ workspace: 'default' },
	]);
	expect(itemsOf(run).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }, { item: 1 }, { item: 1 }]);
});

it('asks for pages of the size that the limit needs, and the largest that Graph documents for all', async () => {
	await getMany('session');
	await getMany('session', { returnAll: true });
	expect(fixture.sent.map(({ headers }) => headers.prefer)).toEqual([
		'odata.maxpagesize=100',
		'odata.maxpagesize=999',
	]);
});

it('gives each session the address of the portal with Include Link', async () => {
	for (const session of jsonOf(await getMany('session', { options: { includeLink: true } }))) {
		const { id, webUrl } = session as { id: string; webUrl: string };
		expect(webUrl).toBe(`https://securitycopilot.microsoft.com/sessions/${id}`);
	}
	const select = { select: ['displayName'], options: { includeLink: true } };
	expect(Object.keys(jsonOf(await getMany('session', select))[0] as object)).toEqual(['displayName']);
});

describe('The limit', () => {
	it.each([
		[100, '?$top=100'],
		// `$top` could be read as a total. Nobody asks for more than one page of it.
		[101, ''],
	])('of %i is asked for as "%s"', async (limit, query) => {
		await getMany('session', { limit });
		expect(paths()).toEqual([`/default/sessions${query}`]);
	});

	it('holds for workspaces too, though it is not asked for', async () => {
		expect(jsonOf(await getMany('workspace', { limit: 1 }))).toHaveLength(1);
		expect(paths()).toEqual(['']);
	});

	it.each(['={{ 0 }}', '={{ 1.5 }}', '={{ "many" }}', '={{ null }}'])('refuses %s', async (limit) => {
		expect(errorOf(await getMany('session', { limit })).context.itemIndex).toBe(0);
		expect(fixture.sent).toEqual([]);
	});

	it('may be a text with a number, as webhooks send it', async () => {
		expect(jsonOf(await getMany('session', { limit: '={{ "2" }}' }))).toHaveLength(2);
	});
});

describe('The list of evaluations', () => {
	it.each([
		['bareEntity', [EVALUATION]],
		['emptyCollection', []],
	] as const)('may be a %s', async (shape, ids) => {
		fixture.graph.switches.evaluationListShape = shape;
		const run = await getMany('evaluation', { sessionId: SESSION, promptId: PROMPT });
		expect(itemsOf(run).map(({ json }) => json.id)).toEqual(ids);
		expect(JSON.stringify(jsonOf(run))).not.toContain('@odata');
	});
});

describe('The filter', () => {
	it.each(["displayName eq 'Tom''s & more'&$top=1", "displayName eq '100% #1? +/\\ Größe ≠ 🚨'"])(
		'arrives as it was written: %s',
		async (filter) => {
			await getMany('session', { filter });
			expect([...new URL(fixture.sent[0]!.url, 'http://localhost').searchParams]).toEqual([
				['$filter', filter],
				['$top', '50'],
			]);
		},
	);

	it('selects what the service finds', async () => {
		fixture.graph.switches.filter = 'basic';
		const run = await getMany('session', { filter: "displayName eq 'who am i'" });
		expect(jsonOf(run)).toEqual([expect.objectContaining({ displayName: 'who am i' })]);
	});

	it('is not sent when it is blank; one that the service refuses is an error with its status', async () => {
		await getMany('session', { filter: '  ' });
		expect(paths()).toEqual(['/default/sessions?$top=50']);
		const run = await getMany('session', { filter: 'displayName eq 1' });
		expect(errorOf(run)).toMatchObject({ httpCode: '400', context: { itemIndex: 0 } });
	});
});

describe('Filters of plugins', () => {
	const names = async (filters: NodeParameters, more: NodeParameters = {}) =>
		(jsonOf(await getMany('plugin', { filters, ...more })) as Array<{ name: string }>).map(
			({ name }) => name,
		);

	it.each<[NodeParameters, string, string[]]>([
		[{ name: 'Entra' }, "name eq 'Entra'", ['Entra']],
		[{ nameContains: 'Entra' }, "contains(name,'Entra')", ['Entra', 'EntraIDProtection']],
		[
			{ displayName: "Entra's ID Protection" },
			"displayName eq 'Entra''s ID Protection'",
			['EntraIDProtection'],
		],
		[{ isEnabled: false }, 'isEnabled eq false', ['ContosoTickets']],
	])('%j is sent as %s', async (filters, filter, found) => {
		expect(await names(filters, { returnAll: true })).toEqual(found);
		expect(paths()).toEqual([`/default/plugins?$filter=${filter}`]);
	});

	// More than one is not documented.
	it('of several one is sent, and the node compares the others, without having them in the output', async () => {
		const filters = { nameContains: 'Entra', isEnabled: true };
		const run = await getMany('plugin', { filters, select: ['displayName'] });
		expect(jsonOf(run)).toEqual([
			{ displayName: 'Microsoft Entra' },
			{ displayName: "Entra's ID Protection" },
		]);
	});

	it('the limit counts what is left, and is not asked for while the node compares', async () => {
		expect(await names({ nameContains: 'n', isEnabled: true }, { limit: 2 })).toEqual(['Entra', 'Defender']);
		expect(paths()[0]).not.toContain('$top');
	});

	it('a written filter is sent, and the fields are compared', async () => {
		const filter = "contains(name,'Entra')";
		expect(await names({ isEnabled: true }, { filter })).toEqual(['Entra', 'EntraIDProtection']);
		expect(paths()[0]).toContain(filter);
	});
});
