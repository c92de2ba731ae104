import { effects, type Effect } from '../../emulator';
import { itemsOf, jsonOf, Fixture, type NodeParameters } from '../harness';
import { CONTINUING, expectProtocolRules, outcomesOf, shownOf } from '../harness/outcomes';

const SESSIONS = '/beta/security/securityCopilot/workspaces/default/sessions';
const PAGE = 5;
const COUNT = 23;

const list: NodeParameters = { operation: 'getAll', returnAll: true };
const THIRD_PAGE = { path: /skiptoken/, nth: 2 };

const fixture = Fixture.use();

let ids: string[];
beforeEach(() => {
	const { graph } = fixture.emulator;
	graph.switches.pageSize = PAGE;
	graph.switches.maxPageSize = PAGE;
	for (let index = 0; index < COUNT - 3; index++) graph.addSession({ displayName: `Session ${index}` });
	ids = graph.store.findWorkspace('default')!.sessions.map(({ id }) => id);
});

const listed = (run: Awaited<ReturnType<typeof fixture.run>>) => itemsOf(run).map(({ json }) => json.id);

const linksOf = () => fixture.sent.map(({ url }) => url).filter((url) => url.includes('skiptoken'));

describe('F-56, F-59 A link to the next page', () => {
	it.each<[string, (base: string, elsewhere: string) => string, string]>([
		['F-56 to another host', (_base, elsewhere) => `${elsewhere}${SESSIONS}?$skiptoken=a`, 'another host'],
		['F-56 to another port', (base) => `${base.replace(/:\d+$/, ':9')}${SESSIONS}`, 'another'],
		['F-56 by another scheme', (base) => `${base.replace('http:', 'https:')}${SESSIONS}`, 'another'],
		['F-56 with a user', (base) => `${base.replace('://', '://user@')}${SESSIONS}`, 'user'],
		['F-56 outside Security Copilot', (base) => `${base}/beta/users?$skiptoken=a`, 'outside'],
		['F-59 that is relative and climbs', () => '../../../../users', 'outside'],
		[
			'F-59 to another host without a scheme',
			(_base, elsewhere) => `${elsewhere.slice(5)}${SESSIONS}`,
			'another host',
		],
	])(
		'%s: nothing is sent, the target is told, and no page so far passes for the list',
		async (_where, link, said) => {
			const { graphApiBaseUrl, elsewhere } = fixture.emulator;
			const nextLink = link(graphApiBaseUrl, elsewhere.origin);
			fixture.emulator.graph.addFault({
				match: { path: /sessions/, nth: 2 },
				effect: effects.change((body) => ({ ...body, '@odata.nextLink': nextLink })),
			});
			const run = await fixture.run(list, { settings: CONTINUING });
			expect(outcomesOf(run)).toEqual(['foreignLink']);
			expect(shownOf(run)).toContain(said);
			expect(fixture.sent).toHaveLength(2);
			expectProtocolRules(fixture, run);
		},
	);

	it('F-59 that is relative, or in another letter case, is followed when it stays in its place', async () => {
		fixture.emulator.graph.addFault({
			match: { path: /sessions/ },
			effect: effects.change((body) => {
				const link = body['@odata.nextLink'] as string | undefined;
				return link === undefined
					? body
					: { ...body, '@odata.nextLink': link.slice(new URL(link).origin.length) };
			}),
			count: 1_000,
		});
		const run = await fixture.run(list);
		expect(listed(run).sort()).toEqual([...ids].sort());
		expect(fixture.sent).toHaveLength(Math.ceil(COUNT / PAGE));
	});
});

describe('F-57 Links that run in a circle', () => {
	it.each([1, 2, 3])('over %i pages: an error, each page read once', async (pages) => {
		const { graphApiBaseUrl, graph } = fixture.emulator;
		let asked = 0;
		const circle: Effect = {
			name: 'circle',
			moment: 'during',
			answer: () => {
				const link = `${graphApiBaseUrl}${SESSIONS}?$skiptoken=circle${asked++ % pages}`;
				return { status: 200, headers: {}, body: { value: [], '@odata.nextLink': link } };
			},
		};
		graph.addFault({ match: { path: /sessions/ }, effect: circle, count: 1_000 });
		const run = await fixture.run(list, { settings: CONTINUING });
		expect(outcomesOf(run)).toEqual(['endlessList']);
		expect(fixture.sent.length).toBeLessThanOrEqual(pages + 2);
	});
});

describe('F-57 Links that are always new', () => {
	it.each([
		[1, 1],
		[PAGE, 1],
		[PAGE + 1, 2],
		[12, 3],
		[250, 50],
	])('are followed for a Limit of %i no further than %i pages', async (limit, pages) => {
		const { graphApiBaseUrl, graph } = fixture.emulator;
		const effect = effects.endlessPages(`${graphApiBaseUrl}${SESSIONS}`, (page) =>
			Array.from({ length: PAGE }, (_, index) => ({ id: `item ${page * PAGE + index}` })),
		);
		// One more, so that whoever goes on fails soon.
		graph.addFault({ match: { path: /sessions/ }, effect, count: pages + 1 });
		const run = await fixture.run({ operation: 'getAll', returnAll: false, limit });
		expect(listed(run)).toEqual(Array.from({ length: limit }, (_, index) => `item ${index}`));
		expect(fixture.sent).toHaveLength(pages);
		expectProtocolRules(fixture, run);
	});
});

describe('F-58 Empty pages', () => {
	it.each(['between', 'last'] as const)('%s: the list is whole', async (where) => {
		fixture.emulator.graph.pages.scriptEmptyPage(/sessions$/, where);
		const run = await fixture.run(list);
		expect(listed(run).sort()).toEqual([...ids].sort());
		expectProtocolRules(fixture, run);
	});

	it('many of them one after another, then the rest', async () => {
		const { graphApiBaseUrl, graph } = fixture.emulator;
		let left = 7;
		graph.addFault({
			match: { path: /sessions(\?|$)/ },
			effect: effects.change((body) => {
				left -= 1;
				return left < 0
					? body
					: { value: [], '@odata.nextLink': `${graphApiBaseUrl}${SESSIONS}?$top=5&empty=${left}` };
			}),
			count: 7,
		});
		graph.switches.queryOptions = 'lenient';
		const run = await fixture.run(list);
		expect(listed(run).sort()).toEqual([...ids].sort());
	});
});

describe('F-60 A page whose token is no longer valid', () => {
	const MESSAGE = 'The skip token is not valid or has expired.';
	const cases: Array<[string, () => void]> = [
		[
			'as the emulator says it',
			() =>
				fixture.emulator.graph.addFault({
					match: { ...THIRD_PAGE },
					effect: effects.change((body) => {
						fixture.emulator.graph.pages.expireAll();
						return body;
					}),
				}),
		],
		[
			'400',
			() =>
				fixture.emulator.graph.addFault({
					match: THIRD_PAGE,
					effect: effects.graphError(400, { message: MESSAGE }),
				}),
		],
		[
			'410',
			() =>
				fixture.emulator.graph.addFault({
					match: THIRD_PAGE,
					effect: effects.graphError(410, { message: MESSAGE }),
				}),
		],
	];

	it.each(cases)(
		'%s: is told, and what was read so far is not given out as the list',
		async (_how, expire) => {
			expire();
			const run = await fixture.run(list, { settings: CONTINUING });
			expect(outcomesOf(run)).toEqual(['expiredPage']);
			expect(shownOf(run)).toMatch(/next page[^]*not the whole list/);
		},
	);
});

describe('F-61 Trouble on a later page', () => {
	it.each<[string, Effect]>([
		['429', effects.throttled(10)],
		['500', effects.graphError(500)],
		['503', effects.graphError(503, { retryAfter: 5 })],
		['504', effects.graphError(504)],
		['a reset', effects.reset()],
		['half an answer', effects.truncatedJson()],
	])('%s: the same link is asked again, and nobody begins anew', async (_what, effect) => {
		fixture.emulator.graph.addFault({ match: THIRD_PAGE, effect });
		const run = await fixture.run(list);
		expect(listed(run)).toHaveLength(COUNT);
		expect(new Set(listed(run))).toEqual(new Set(ids));
		const links = linksOf();
		expect(links[2]).toBe(links[1]);
		expect(new Set(links).size).toBe(links.length - 1);
		expect(fixture.sent.filter(({ url }) => !url.includes('skiptoken'))).toHaveLength(1);
		expectProtocolRules(fixture, run);
	});

	it.each([
		['500', effects.graphError(500), 'graphUnavailable'],
		['403', effects.graphError(403, { code: 'Authorization_RequestDenied' }), 'missingPermission'],
	])('%s for ever: an error, no part of the list', async (_what, effect, outcome) => {
		fixture.emulator.graph.addFault({ match: THIRD_PAGE, effect, count: 1_000 });
		const run = await fixture.run(list, { settings: CONTINUING });
		expect(outcomesOf(run)).toEqual([outcome]);
	});
});

describe('F-62 What comes again on a later page counts once', () => {
	it.each<[string, NodeParameters, RegExp, string]>([
		['sessions, by their ID', list, /sessions/, 'id'],
		[
			'plugins, by their name',
			{ resource: 'plugin', operation: 'getAll', returnAll: true },
			/plugins/,
			'name',
		],
	])('%s', async (_what, parameters, path, key) => {
		const { graph } = fixture.emulator;
		for (let index = 0; index < 8; index++) graph.addPlugin({ name: `plugin${index}` });
		const whole = await fixture.run(parameters);
		const expected = jsonOf(whole).map((json) => (json as Record<string, unknown>)[key]);
		let before: object[] = [];
		graph.addFault({
			match: { path },
			effect: effects.change((body) => {
				const value = body.value as object[];
				const changed = { ...body, value: [...before, ...value] };
				before = value.slice(-2);
				return changed;
			}),
			count: 1_000,
		});
		const run = await fixture.run(parameters);
		expect(jsonOf(run).map((json) => (json as Record<string, unknown>)[key])).toEqual(expected);
		expect(expected.length).toBeGreaterThan(PAGE);
	});
});
