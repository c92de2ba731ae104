import { effects, type Effect } from '../emulator';
import { Fixture, itemsOf, jsonOf, type NodeParameters } from './harness';
import { SESSION } from './harness/documented';
import { CONTINUING, expectProtocolRules, outcomesOf, shownOf } from './harness/outcomes';

const SESSIONS = '/beta/security/securityCopilot/workspaces/default/sessions';
const PAGE = 5;
const COUNT = 23;
const THIRD_PAGE = { path: /skiptoken/, nth: 2 };

const list: NodeParameters = { operation: 'getAll', returnAll: true };

const fixture = Fixture.use();

let ids: string[];
beforeEach(() => {
	const { graph } = fixture;
	Object.assign(graph.switches, { pageSize: PAGE, maxPageSize: PAGE });
	for (let index = 0; index < COUNT - 3; index++) graph.addSession({ displayName: `Session ${index}` });
	// The emulator lists the newest first.
	ids = graph.store.defaultWorkspace.sessions.map(({ id }) => id).reverse();
});

const run = async (parameters: NodeParameters = list, items: object[] = [{}]) =>
	await fixture.run(parameters, { items: items as never, settings: CONTINUING });

const listed = (ended: Awaited<ReturnType<typeof run>>) => itemsOf(ended).map(({ json }) => json.id);

/** Changes the next link of a page, counted from 1. */
const linkTo = (link: unknown, nth = 1) =>
	fixture.graph.addFault({
		match: { path: /sessions/, nth },
		effect: effects.change((body) => ({ ...body, '@odata.nextLink': link })),
	});

it('Links are followed as they are until there is none', async () => {
	const ended = await run();
	expect(listed(ended)).toEqual(ids);
	const links = fixture.sent.map(({ answer }) => (answer as Record<string, unknown>)['@odata.nextLink']);
	expect(fixture.sent.slice(1).map(({ url }) => fixture.emulator.graphApiBaseUrl + url)).toEqual(
		links.slice(0, -1),
	);
	expectProtocolRules(fixture, ended);
});

it.each([
	[PAGE, 1],
	[PAGE + 1, 2],
	[12, 3],
])('A limit of %i fetches %i pages, none more', async (limit, pages) => {
	expect(listed(await run({ operation: 'getAll', limit }))).toEqual(ids.slice(0, limit));
	expect(fixture.sent).toHaveLength(pages);
});

it('Each item has its own pages, in the order of the items', async () => {
	const { id: workspace } = fixture.graph.addWorkspace();
	const others = Array.from({ length: 7 }, () => fixture.graph.addSession({ workspaceId: workspace }).id);
	const items = [{ workspace }, { workspace: 'default' }];
	const ended = await run({ ...list, workspaceId: '={{ $json.workspace }}' }, items);
	expect(listed(ended)).toEqual([...others.reverse(), ...ids]);
	expect(itemsOf(ended).map(({ pairedItem }) => pairedItem)).toEqual([
		...others.map(() => ({ item: 0 })),
		...ids.map(() => ({ item: 1 })),
	]);
});

describe('A link to the next page', () => {
	it.each<[string, (base: string, elsewhere: string) => unknown]>([
		['to another host', (_base, elsewhere) => `${elsewhere}${SESSIONS}?$skiptoken=a`],
		['outside Security Copilot', (base) => `${base}/beta/security/securityCopilot/%2e%2e/%2E%2e/users`],
		['that is an object', () => ({ href: SESSIONS })],
	])('%s: no token goes there, and no page so far passes for the list', async (_where, link) => {
		const { graphApiBaseUrl, authorityHost, elsewhere } = fixture.emulator;
		linkTo(link(graphApiBaseUrl, elsewhere.origin), 2);
		const ended = await run();
		expect(outcomesOf(ended)).toEqual([expect.stringMatching(/^(foreignLink|unexpectedAnswer)$/)]);
		expect(fixture.sent).toHaveLength(2);
		expect([graphApiBaseUrl, authorityHost]).toEqual(expect.arrayContaining(fixture.contacted));
		expectProtocolRules(fixture, ended);
	});

	it('that is not needed for the limit is not looked at', async () => {
		linkTo(`${fixture.emulator.elsewhere.origin}${SESSIONS}`);
		expect(outcomesOf(await run({ operation: 'getAll', limit: 3 }))).toEqual(['result', 'result', 'result']);
	});

	it('that is relative is followed when it stays in its place', async () => {
		const effect = effects.change((body) => {
			const link = body['@odata.nextLink'] as string | undefined;
			return link === undefined
				? body
				: { ...body, '@odata.nextLink': link.slice(new URL(link).origin.length) };
		});
		fixture.graph.addFault({ match: { path: /sessions/ }, effect, count: 1_000 });
		expect(listed(await run())).toEqual(ids);
	});

	it('that was read before is an error', async () => {
		const link = `${fixture.emulator.graphApiBaseUrl}${SESSIONS}?$skiptoken=circle`;
		const effect = effects.answer(200, { value: [], '@odata.nextLink': link });
		fixture.graph.addFault({ match: { path: /sessions/ }, effect, count: 1_000 });
		expect(outcomesOf(await run())).toEqual(['incompleteList']);
		expect(fixture.sent.length).toBeLessThanOrEqual(3);
	});
});

it.each(['between', 'last'] as const)('An empty page, %s, leaves the list whole', async (where) => {
	fixture.graph.pages.scriptEmptyPage(/sessions$/, where);
	const ended = await run();
	expect(listed(ended)).toEqual(ids);
	expectProtocolRules(fixture, ended);
});

describe('Trouble on a later page', () => {
	it.each<[string, Effect]>([
		['429', effects.throttled(10)],
		['503', effects.graphError(503, { retryAfter: 5 })],
		['a reset', effects.reset()],
		['half an answer', effects.truncatedJson()],
	])('%s: the same link is asked again, and nobody begins anew', async (_what, effect) => {
		fixture.graph.addFault({ match: THIRD_PAGE, effect });
		const ended = await run();
		expect(listed(ended)).toEqual(ids);
		const links = fixture.sent.map(({ url }) => url);
		expect(links[3]).toBe(links[2]);
		expect(new Set(links).size).toBe(links.length - 1);
		expectProtocolRules(fixture, ended);
	});

	it('that stays is an error, no part of the list', async () => {
		fixture.graph.addFault({ match: THIRD_PAGE, effect: effects.graphError(500), count: 1_000 });
		expect(outcomesOf(await run())).toEqual(['graphUnavailable']);
	});

	it('that expires the tokens is told as such', async () => {
		const effect = effects.change((body) => {
			fixture.graph.pages.expireAll();
			return body;
		});
		fixture.graph.addFault({ match: THIRD_PAGE, effect });
		const ended = await run();
		expect(outcomesOf(ended)).toEqual(['incompleteList']);
		expect(shownOf(ended)).toMatch(/next page[^]*not the whole list/);
	});
});

it.each<[string, NodeParameters, RegExp, string]>([
	['sessions, by their ID', list, /sessions/, 'id'],
	['plugins, by their name', { resource: 'plugin', operation: 'getAll', returnAll: true }, /plugins/, 'name'],
])('What comes again on a later page counts once: %s', async (_what, parameters, path, key) => {
	for (let index = 0; index < 8; index++) fixture.graph.addPlugin({ name: `plugin${index}` });
	const keys = (ended: Awaited<ReturnType<typeof run>>) =>
		jsonOf(ended).map((json) => (json as Record<string, unknown>)[key]);
	const expected = keys(await run(parameters));
	let before: object[] = [];
	const effect = effects.change((body) => {
		const value = body.value as object[];
		const changed = { ...body, value: [...before, ...value] };
		before = value.slice(-2);
		return changed;
	});
	fixture.graph.addFault({ match: { path }, effect, count: 1_000 });
	expect(keys(await run(parameters))).toEqual(expected);
	expect(expected.length).toBeGreaterThan(PAGE);
});

describe('A redirect is not followed', () => {
	const getFive = async (redirected: (path: string) => string) => {
		const items = ids.slice(0, 5).map((id) => ({ id }));
		const to = `${fixture.emulator.elsewhere.origin}${SESSIONS}/${SESSION}`;
		fixture.graph.addFault({
			match: { path: new RegExp(redirected(items[2]!.id)) },
			effect: effects.redirect(307, to),
			count: 9,
		});
		const ended = await run({ sessionId: '={{ $json.id }}' }, items);
		expectProtocolRules(fixture, ended);
		return outcomesOf(ended);
	};

	it('of a whole batch: the reads go one by one', async () => {
		expect(await getFive(() => 'batch')).toEqual(Array(5).fill('result'));
	});

	it('of a part of a batch: an error of its item', async () => {
		expect(await getFive((id) => id)).toEqual(['result', 'result', 'foreignLink', 'result', 'result']);
	});
});
