import fc from 'fast-check';

import { Identifiers } from '../identifiers';
import { matches } from '../graph/query/filter';
import { FilterSyntaxError, parseFilter, type Comparison, type Filter } from '../graph/query/filterParser';
import { Pages } from '../graph/query/pages';
import { startEmulator, type Emulator } from '../index';
import { Client, SESSIONS } from './client';

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Writes a filter as a client would; brackets everywhere, so that precedence plays no part. */
function write(filter: Filter): string {
	switch (filter.kind) {
		case 'not':
			return `not (${write(filter.operand)})`;
		case 'function':
			return `${filter.name}(${filter.property},${quoted(filter.value)})`;
		case 'comparison':
			return `${filter.property} ${filter.operator} ${typeof filter.value === 'string' ? quoted(filter.value) : String(filter.value)}`;
		default:
			return `(${write(filter.left)}) ${filter.kind} (${write(filter.right)})`;
	}
}

const property = fc.constantFrom('name', 'displayName', 'isEnabled');
const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
	filter: fc.oneof(
		{ maxDepth: 4 },
		fc.record({
			kind: fc.constant('comparison' as const),
			operator: fc.constantFrom<Comparison>('eq', 'ne', 'gt', 'ge', 'lt', 'le'),
			property,
			value: fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.boolean(), fc.constant(null)),
		}),
		fc.record({
			kind: fc.constant('function' as const),
			name: fc.constantFrom('contains' as const, 'startswith' as const, 'endswith' as const),
			property,
			value: fc.string(),
		}),
		fc.record({ kind: fc.constant('not' as const), operand: tie('filter') }),
		fc.record({
			kind: fc.constantFrom('and' as const, 'or' as const),
			left: tie('filter'),
			right: tie('filter'),
		}),
	),
}));

describe('filter parser', () => {
	it('reads back every filter that can be written', () => {
		fc.assert(fc.property(filter, (written) => expect(parseFilter(write(written))).toEqual(written)));
	});

	it('answers any other text with a syntax error or a filter, never with another error', () => {
		const outcomeOf = (text: string): string => {
			try {
				parseFilter(text);
				return 'a filter';
			} catch (error) {
				return error instanceof FilterSyntaxError ? 'a syntax error' : String(error);
			}
		};
		fc.assert(
			fc.property(fc.string(), (text) => expect(outcomeOf(text)).toMatch(/^a (filter|syntax error)$/)),
		);
	});

	it('finds a name by equality whatever characters it holds', () => {
		fc.assert(
			fc.property(fc.string(), (name) =>
				expect(matches(parseFilter(`name eq ${quoted(name)}`), { name })).toBe(true),
			),
		);
	});

	it('binds and tighter than or, and not tighter than and', () => {
		const of = (text: string) => matches(parseFilter(text), { a: true, b: false });
		expect(of('a eq true or a eq false and b eq true')).toBe(true);
		expect(of('not a eq true and b eq false')).toBe(false);
		expect(of('not (a eq true and b eq true)')).toBe(true);
	});

	it.each([
		'name eq',
		"name like 'a'",
		"eq 'a'",
		"name eq 'a",
		'name eq Entra',
		"name eq 'a' name",
		"(name eq 'a'",
		"length(name,'a')",
		'',
	])('refuses %s', (text) => expect(() => parseFilter(text)).toThrow(FilterSyntaxError));
});

describe('paging', () => {
	it('shows every older item once, whatever is added or deleted between pages', () => {
		const change = fc.record({ adds: fc.nat(3), deletes: fc.array(fc.nat(30), { maxLength: 3 }) });
		fc.assert(
			fc.property(fc.nat(30), fc.integer({ min: 1, max: 7 }), fc.array(change), (count, size, changes) => {
				const pages = new Pages(new Identifiers(1));
				let items = Array.from({ length: count }, (_, index) => `old ${index}`);
				const deleted = new Set<string>();
				const seen: string[] = [];
				let page = pages.first('list', items, size, String);
				seen.push(...page.items);
				for (let round = 0; page.skipToken !== undefined; round += 1) {
					const { adds, deletes } = changes[round] ?? { adds: 0, deletes: [] };
					for (const index of deletes) deleted.add(`old ${index}`);
					items = [...Array.from({ length: adds }, (_, index) => `new ${round}.${index}`), ...items];
					items = items.filter((item) => !deleted.has(item));
					page = pages.next('list', page.skipToken, items, size, String);
					expect(page.items.length).toBeLessThanOrEqual(size);
					seen.push(...page.items);
				}
				expect(new Set(seen).size).toBe(seen.length);
				const expected = Array.from({ length: count }, (_, index) => `old ${index}`).filter(
					(item) => !deleted.has(item),
				);
				expect(seen).toEqual(expect.arrayContaining(expected));
			}),
		);
	});
});

describe('query options over the wire', () => {
	let emulator: Emulator;
	let client: Client;
	const PLUGINS = '/workspaces/default/plugins';

	beforeAll(async () => {
		emulator = await startEmulator();
	});
	beforeEach(() => {
		emulator.reset();
		client = new Client(emulator);
	});
	afterAll(() => emulator.stop());

	const names = async (query: string) =>
		(await client.get(`${PLUGINS}?${query}`)).body.value.map(({ name }: { name: string }) => name);

	it.each([
		["$filter=name eq 'Entra'", ['Entra']],
		["$filter=name%20eq%20'entra'", ['Entra']],
		["$filter=contains(name,'Entra')", ['Entra', 'EntraIDProtection']],
		["filter=displayName+eq+'Entra''s ID Protection'", ['EntraIDProtection']],
		["$FILTER=displayName eq 'Entra%27%27s ID Protection'", ['EntraIDProtection']],
		['$filter=isEnabled eq false', ['ContosoTickets']],
		["$filter=name eq 'nothing'", []],
		['top=2', ['Entra', 'Defender']],
	])('%s', async (query, expected) => expect(await names(query)).toEqual(expected));

	it.each([
		"$filter=name startswith 'E'",
		"$filter=contains(displayName,'E')",
		"$filter=name ne 'E'",
		"$filter=colour eq 'red'",
		"$filter=name eq 'a' and isEnabled eq true",
	])('refuses %s', async (query) => {
		const { status, body } = await client.get(`${PLUGINS}?${query}`);
		expect(status).toBe(400);
		expect(body.error.message).toBe('Invalid filter clause');
	});

	it.each([
		'$top=0',
		'$top=-1',
		'$top=ten',
		'$count=yes',
		'$skip=1',
		'$orderby=name',
		'$expand=x',
		'$top=1&top=2',
		'colour=red',
	])('refuses %s in the strict setting', async (query) =>
		expect((await client.get(`${PLUGINS}?${query}`)).status).toBe(400),
	);

	it('has no $top for workspaces', async () => {
		expect((await client.get('/workspaces?$top=1')).status).toBe(400);
		expect((await client.get('/workspaces?$count=true')).body['@odata.count']).toBe(2);
	});

	it('selects properties and then shows no tips', async () => {
		const { body } = await client.get(`${SESSIONS}/${emulator.sessionId}?$select=displayname`);
		expect(Object.keys(body)).toEqual(['@odata.context', 'displayName']);
		const refused = await client.get(`${SESSIONS}?$select=colour`);
		expect(refused.body.error.message).toMatch(/^Parsing OData Select and Expand failed: /);
	});

	it('keeps the options in an absolute nextLink, and refuses it for another list', async () => {
		const { body } = await client.get(`${SESSIONS}?$top=2&$count=true&$select=id`);
		const link = new URL(body['@odata.nextLink']);
		expect(link.origin).toBe(emulator.graphApiBaseUrl);
		expect(link.search).toMatch(/^\?\$top=2&\$count=true&\$select=id&\$skiptoken=[\w-]+$/);
		const last = await client.raw('GET', link.href);
		expect(last.body).toMatchObject({
			'@odata.count': 3,
			value: [{ id: '8e95c36e-c9bd-4e14-8317-3cd4332e1e3b' }],
		});
		expect(last.body['@odata.nextLink']).toBeUndefined();
		const foreign = await client.raw(
			'GET',
			link.href.replace('/sessions', '/plugins').replace('&$select=id', ''),
		);
		expect(foreign.status).toBe(400);
	});

	it('answers a link again until the next one was read, then calls it used up', async () => {
		const first = (await client.get(`${SESSIONS}?$top=1`)).body['@odata.nextLink'];
		const second = (await client.raw('GET', first)).body['@odata.nextLink'];
		expect((await client.raw('GET', first)).status).toBe(200);
		expect((await client.raw('GET', second)).status).toBe(200);
		expect((await client.raw('GET', first)).status).toBe(400);
	});

	it('serves scripted empty pages', async () => {
		emulator.graph.pages.scriptEmptyPage(/sessions$/, 'between');
		const empty = (await client.get(SESSIONS)).body;
		expect(empty.value).toEqual([]);
		const full = (await client.raw('GET', empty['@odata.nextLink'])).body;
		expect(full.value).toHaveLength(3);
		emulator.graph.pages.scriptEmptyPage(/sessions$/, 'last');
		const withLink = (await client.get(SESSIONS)).body;
		expect(withLink.value).toHaveLength(3);
		expect((await client.raw('GET', withLink['@odata.nextLink'])).body).toMatchObject({ value: [] });
	});
});
