import { effects } from '../emulator';
import { errorOf, itemsOf, jsonOf, outputsOf, TestBench, type NodeParameters } from './harness';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const UNTITLED = 'f0f54c69-8f8a-4f33-b6e3-386d58b408db';
const SESSIONS = '/beta/security/securityCopilot/workspaces/default/sessions';

const bench = TestBench.set();

const list: NodeParameters = { resource: 'session', operation: 'getAll', returnAll: true };
const get: NodeParameters = { resource: 'session', operation: 'get', sessionId: SESSION };

/** Nobody but Graph and Entra was sent anything; neither a token nor a secret shows in the run. */
function expectNothingElsewhere(run: unknown): void {
	const { graphApiBaseUrl, authorityHost, elsewhere } = bench.emulator;
	expect(elsewhere.requests).toEqual([]);
	expect([graphApiBaseUrl, authorityHost]).toEqual(expect.arrayContaining([...new Set(bench.contacted)]));
	expect(bench.leaksIn(run)).toEqual([]);
}

describe('F-56, F-59 A next page', () => {
	/** Lets the first page name a link. */
	const linkTo = (link: unknown) => {
		bench.emulator.graph.addFault({
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
		['on localhost, which is another name', (base) => `${base.replace('127.0.0.1', 'localhost')}${SESSIONS}`],
		['on another port', (base) => `${base.replace(/:\d+$/, ':9')}${SESSIONS}`],
		['by https instead of http', (base) => `${base.replace('http:', 'https:')}${SESSIONS}`],
		['with a user', (base) => `${base.replace('://', '://user@')}${SESSIONS}`],
		['with a user and a password', (base) => `${base.replace('://', '://user:word@')}${SESSIONS}`],
		[
			'with the own host as user of another',
			(base, elsewhere) => `${base}@${new URL(elsewhere).host}${SESSIONS}`,
		],
		['with a backslash for a slash', (base, elsewhere) => `${base}\\@${new URL(elsewhere).host}${SESSIONS}`],
		['with a line break', (base) => `${base}${SESSIONS}?a=b\r\nX-Evil: 1`],
		[
			'without slashes, which is relative to one parser and a host to the next',
			(_base, elsewhere) => `${elsewhere.replace('//', '')}${SESSIONS}`,
		],
		['with one slash', (_base, elsewhere) => `${elsewhere.replace('//', '/')}${SESSIONS}`],
		['with three slashes', (_base, elsewhere) => `${elsewhere.replace('//', '///')}${SESSIONS}`],
		['with a blank before it', (_base, elsewhere) => ` ${elsewhere}${SESSIONS}`],
		['outside Security Copilot', (base) => `${base}/beta/users`],
		['that climbs out of Security Copilot', (base) => `${base}/beta/security/securityCopilot/../../users`],
		['that climbs in disguise', (base) => `${base}/beta/security/securityCopilot/%2e%2e/%2E%2e/users`],
		['that only begins like Security Copilot', (base) => `${base}/beta/security/securityCopilotX/sessions`],
		['of another version', (base) => `${base.replace(/$/, '/v1.0')}/security/securityCopilot/workspaces`],
		['that is a script', () => 'javascript:alert(1)'],
		['that is data', () => 'data:application/json,{}'],
		['that is a file', () => 'file:///etc/passwd'],
		['that is no address', () => 'http://'],
		['that is a number', () => 7],
		['that is an object', () => ({ href: SESSIONS })],
	])('%s is an error, and no token goes there', async (_where, link) => {
		const { graphApiBaseUrl, elsewhere } = bench.emulator;
		linkTo(link(graphApiBaseUrl, elsewhere.origin));
		const run = await bench.run(list);
		expect(errorOf(run).context.itemIndex).toBe(0);
		expect(jsonOf(run)).toEqual([]);
		expect(bench.sent).toHaveLength(1);
		expectNothingElsewhere(run);
	});

	it('that is not needed for the limit is not looked at', async () => {
		linkTo(`${bench.emulator.elsewhere.origin}${SESSIONS}`);
		const run = await bench.run({ ...list, returnAll: false, limit: 3 });
		expect(jsonOf(run)).toHaveLength(3);
		expectNothingElsewhere(run);
	});

	it.each<[string, (base: string) => unknown]>([
		['that is absolute', (base) => `${base}${SESSIONS}?$top=1`],
		['that is relative to the host', () => `${SESSIONS}?$top=1`],
		['that is relative to the scheme', (base) => `${base.slice('http:'.length)}${SESSIONS}?$top=1`],
		['in another case', (base) => `${base}/beta/Security/SECURITYCOPILOT/workspaces/default/Sessions?$top=1`],
	])('%s is read when it stays on the host of the credential', async (_how, link) => {
		linkTo(link(bench.emulator.graphApiBaseUrl));
		// Otherwise $top=1 would have a next page of its own.
		bench.emulator.graph.addFault({
			match: { path: /\$top=1/ },
			effect: effects.change(({ value }) => ({ value })),
		});
		const run = await bench.run({ ...list, workspaceId: bench.emulator.workspaceId });
		expect(bench.sent).toHaveLength(2);
		expect(run.status).toBe('success');
		expectNothingElsewhere(run);
	});

	it.each([null, ''])('of %j is none', async (link) => {
		linkTo(link);
		const run = await bench.run(list);
		expect(jsonOf(run)).toHaveLength(3);
		expect(bench.sent).toHaveLength(1);
	});
});

describe.each([301, 302, 303, 307, 308] as const)('F-63, F-64 A redirect with %i', (status) => {
	const redirect = (to: string | undefined, count = 1) =>
		bench.emulator.graph.addFault({ effect: effects.redirect(status, to), count });

	it.each<[string, NodeParameters]>([
		['a session', get],
		['a list', list],
	])('of %s to another host is an error, and no token goes there', async (_what, parameters) => {
		redirect(`${bench.emulator.elsewhere.origin}${SESSIONS}/${SESSION}`);
		const run = await bench.run(parameters);
		expect(errorOf(run).context.itemIndex).toBe(0);
		expect(bench.sent).toHaveLength(1);
		expectNothingElsewhere(run);
	});

	it('to another host without slashes is an error, and no token goes there', async () => {
		redirect(`${bench.emulator.elsewhere.origin.replace('//', '')}${SESSIONS}/${SESSION}`);
		const run = await bench.run(get);
		expect(errorOf(run).context.itemIndex).toBe(0);
		expectNothingElsewhere(run);
	});

	it('of a whole batch to another host is an error of each item', async () => {
		redirect(`${bench.emulator.elsewhere.origin}/beta/$batch`);
		const run = await bench.run(
			{ ...get, sessionId: '={{ $json.id }}', options: { requestMode: 'batch' } },
			{ items: [{ id: SESSION }, { id: UNTITLED }], settings: { onError: 'continueErrorOutput' } },
		);
		expect(outputsOf(run)[1]?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expectNothingElsewhere(run);
	});

	it('of a part of a batch to another host is an error of its item only', async () => {
		bench.emulator.graph.addFault({
			match: { path: new RegExp(UNTITLED) },
			effect: effects.redirect(status, `${bench.emulator.elsewhere.origin}${SESSIONS}/${SESSION}`),
		});
		const run = await bench.run(
			{ ...get, sessionId: '={{ $json.id }}', options: { requestMode: 'batch' } },
			{ items: [{ id: UNTITLED }, { id: SESSION }], settings: { onError: 'continueErrorOutput' } },
		);
		expect(itemsOf(run).map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
			[SESSION, { item: 1 }],
		]);
		expect(outputsOf(run)[1]).toHaveLength(1);
		expectNothingElsewhere(run);
	});

	it.each<[string, (base: string) => string]>([
		['on the same host', (base) => `${base}${SESSIONS}/${UNTITLED}`],
		['without a host', () => `${SESSIONS}/${UNTITLED}`],
		['beside the address', () => UNTITLED],
	])('to an address %s is followed', async (_where, location) => {
		redirect(location(bench.emulator.graphApiBaseUrl));
		const run = await bench.run(get);
		expect(jsonOf(run)).toEqual([expect.objectContaining({ id: UNTITLED })]);
		expect(bench.sentLines).toEqual([`GET ${SESSIONS}/${SESSION}`, `GET ${SESSIONS}/${UNTITLED}`]);
		expect(bench.sent.map(({ headers }) => headers.authorization)).toEqual([
			'Bearer <token:1>',
			'Bearer <token:1>',
		]);
	});

	it('to outside of Security Copilot is an error', async () => {
		redirect(`${bench.emulator.graphApiBaseUrl}/beta/users`);
		expect(errorOf(await bench.run(get)).context.itemIndex).toBe(0);
		expect(bench.sent).toHaveLength(1);
	});

	it('to nowhere is an error', async () => {
		redirect(undefined);
		expect(errorOf(await bench.run(get)).context.itemIndex).toBe(0);
		expect(bench.sent).toHaveLength(1);
	});

	it('that goes on and on ends with an error after three', async () => {
		const fault = redirect(`${SESSIONS}/${SESSION}`, 100);
		expect(errorOf(await bench.run(get)).context.itemIndex).toBe(0);
		expect(fault.applied).toBe(4);
	});
});
