import { effects } from '../emulator';
import { errorOf, itemsOf, jsonOf, Fixture, type NodeParameters } from './harness';
import { CONTINUING } from './harness/outcomes';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const UNTITLED = 'f0f54c69-8f8a-4f33-b6e3-386d58b408db';
const SESSIONS = '/beta/security/securityCopilot/workspaces/default/sessions';

const fixture = Fixture.use();

const list: NodeParameters = { resource: 'session', operation: 'getAll', returnAll: true };
const get: NodeParameters = { resource: 'session', operation: 'get', sessionId: SESSION };

/** Nobody but Graph and Entra was sent anything; neither a token nor a secret shows in the run. */
function expectNothingElsewhere(run: unknown): void {
	const { graphApiBaseUrl, authorityHost, elsewhere } = fixture.emulator;
	expect(elsewhere.requests).toEqual([]);
	expect([graphApiBaseUrl, authorityHost]).toEqual(expect.arrayContaining([...new Set(fixture.contacted)]));
	expect(fixture.leaksIn(run)).toEqual([]);
}

describe('F-56, F-59 A next page', () => {
	/** Lets the first page name a link. */
	const linkTo = (link: unknown) => {
		fixture.emulator.graph.addFault({
			match: { path: /sessions/ },
			effect: effects.change((body) => ({ ...body, '@odata.nextLink': link })),
		});
	};

	it.each<[string, (base: string, elsewhere: string) => unknown]>([
		['on another host', (_base, elsewhere) => `${elsewhere}${SESSIONS}?$skiptoken=a`],
		[
			'on another host, relative to the scheme',
			(_base, elsewhere) => `${elsewhere.slice('http:'.length)}${SESSIONS}`,
		],
		['on another port', (base) => `${base.replace(/:\d+$/, ':9')}${SESSIONS}`],
		['by https instead of http', (base) => `${base.replace('http:', 'https:')}${SESSIONS}`],
		['with a user', (base) => `${base.replace('://', '://user@')}${SESSIONS}`],
		['with a backslash for a slash', (base, elsewhere) => `${base}\\@${new URL(elsewhere).host}${SESSIONS}`],
		['with a blank before it', (_base, elsewhere) => ` ${elsewhere}${SESSIONS}`],
		['outside Security Copilot', (base) => `${base}/beta/users`],
		['that climbs in disguise', (base) => `${base}/beta/security/securityCopilot/%2e%2e/%2E%2e/users`],
		['that is a script', () => 'javascript:alert(1)'],
		['that is an object', () => ({ href: SESSIONS })],
	])('%s is an error, and no token goes there', async (_where, link) => {
		const { graphApiBaseUrl, elsewhere } = fixture.emulator;
		linkTo(link(graphApiBaseUrl, elsewhere.origin));
		const run = await fixture.run(list);
		expect(errorOf(run).context.itemIndex).toBe(0);
		expect(jsonOf(run)).toEqual([]);
		expect(fixture.sent).toHaveLength(1);
		expectNothingElsewhere(run);
	});

	it('that is not needed for the limit is not looked at', async () => {
		linkTo(`${fixture.emulator.elsewhere.origin}${SESSIONS}`);
		const run = await fixture.run({ ...list, returnAll: false, limit: 3 });
		expect(jsonOf(run)).toHaveLength(3);
		expectNothingElsewhere(run);
	});

	it.each<[string, (base: string) => unknown]>([
		['that is absolute', (base) => `${base}${SESSIONS}?$top=1`],
		['that is relative to the host', () => `${SESSIONS}?$top=1`],
	])('%s is read when it stays on the host of the credential', async (_how, link) => {
		linkTo(link(fixture.emulator.graphApiBaseUrl));
		// Otherwise $top=1 would have a next page of its own.
		fixture.emulator.graph.addFault({
			match: { path: /\$top=1/ },
			effect: effects.change(({ value }) => ({ value })),
		});
		const run = await fixture.run({ ...list, workspaceId: fixture.emulator.workspaceId });
		expect(fixture.sent).toHaveLength(2);
		expect(run.status).toBe('success');
		expectNothingElsewhere(run);
	});

	it.each([null, ''])('of %j is none', async (link) => {
		linkTo(link);
		const run = await fixture.run(list);
		expect(jsonOf(run)).toHaveLength(3);
		expect(fixture.sent).toHaveLength(1);
	});
});

describe.each([302, 307] as const)('F-63, F-64 A redirect with %i is not followed', (status) => {
	const redirect = (path: RegExp, to: string | undefined) =>
		fixture.emulator.graph.addFault({ match: { path }, effect: effects.redirect(status, to) });

	it.each<[string, (base: string, elsewhere: string) => string | undefined]>([
		['to another host', (_base, elsewhere) => `${elsewhere}${SESSIONS}/${SESSION}`],
		['on the same host', (base) => `${base}${SESSIONS}/${UNTITLED}`],
		['to nowhere', () => undefined],
	])('%s: an error, and no token goes there', async (_where, to) => {
		const { graphApiBaseUrl, elsewhere } = fixture.emulator;
		redirect(/sessions/, to(graphApiBaseUrl, elsewhere.origin));
		const run = await fixture.run(get);
		expect(errorOf(run).context.itemIndex).toBe(0);
		expect(fixture.sent).toHaveLength(1);
		expectNothingElsewhere(run);
	});

	const getFive = async () => {
		const items = Array.from({ length: 5 }, () => ({ id: fixture.emulator.graph.addSession().id }));
		const parameters = { ...get, sessionId: '={{ $json.id }}' };
		return { items, run: async () => await fixture.run(parameters, { items, settings: CONTINUING }) };
	};

	it('of a whole batch: the reads go one by one', async () => {
		redirect(/batch/, `${fixture.emulator.elsewhere.origin}/beta/$batch`);
		const { items, run } = await getFive();
		const ended = await run();
		expect(itemsOf(ended).map(({ json }) => json.id)).toEqual(items.map(({ id }) => id));
		expectNothingElsewhere(ended);
	});

	it('of a part of a batch: an error of its item', async () => {
		const { items, run } = await getFive();
		redirect(new RegExp(items[2]!.id), `${fixture.emulator.elsewhere.origin}${SESSIONS}/${SESSION}`);
		const ended = await run();
		expect(itemsOf(ended).map(({ json }) => json.id)).toEqual(
			items.map(({ id }, index) => (index === 2 ? undefined : id)),
		);
		expectNothingElsewhere(ended);
	});
});
