import fc from 'fast-check';

import { Pages } from '../graph/query/pages';
import { Identifiers } from '../identifiers';
import { Client, PROMPT, SESSION, SESSIONS, startForEachTest, type Reply } from './client';

const started = startForEachTest();

const ID = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const PLUGINS = '/workspaces/default/plugins';
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('paths', () => {
	it.each([
		['other letter case in names', `/Workspaces/default/SESSIONS/${ID}`],
		['a slash at the end', `${SESSION}/`],
		['an encoded id', `${SESSIONS}/%65cdfb9b3-58f5-457f-a18c-4a477890b252`],
		['the GUID of the workspace', `/workspaces/17aafe23-ab95-3b37-9546-56dec5ac0218/sessions/${ID}`],
	])('may have %s', async (_case, path) => {
		expect(await started.client.get(path)).toMatchObject({ status: 200, body: { id: ID } });
	});

	it.each([
		['v1.0', 'GET', '/v1.0/security/securityCopilot/workspaces', 400],
		['a version beyond ASCII', 'GET', '/%E2%80%98/security/securityCopilot', 400],
		['something else', 'GET', '/beta/me', 400],
		['an unknown child', 'GET', '/beta/security/securityCopilot/promptbooks', 400],
		['the singleton', 'GET', '/beta/security/securityCopilot', 405],
		['/$count', 'GET', `/beta/security/securityCopilot${SESSIONS}/$count`, 405],
		['a deletion', 'DELETE', `/beta/security/securityCopilot${SESSION}`, 405],
		['one workspace', 'GET', '/beta/security/securityCopilot/workspaces/default', 405],
	])('refuse %s, and say why', async (_case, method, path, status) => {
		const answer = await started.client.raw(method, path);
		expect(answer.status).toBe(status);
		expect(answer.body.error).toMatchObject({ code: expect.any(String), message: expect.any(String) });
		expect(answer.headers.get('x-emulator-reason')).toEqual(expect.any(String));
	});

	it('refuse unknown ids with 404, in another letter case too', async () => {
		const unknown = [
			`${SESSIONS}/${ID.toUpperCase()}`,
			'/workspaces/nowhere/sessions',
			`${SESSION}/prompts/${ID}`,
		];
		for (const path of unknown) expect((await started.client.get(path)).status).toBe(404);
	});
});

describe('authorization', () => {
	it.each([
		['no header', {}],
		['another scheme', { authorization: 'Basic eDp5' }],
		['a garbled token', { authorization: 'Bearer e30.e30.e30' }],
	])('answers %s with 401 and the observed challenge', async (_case, headers) => {
		const answer = await started.client.get('/workspaces', { token: undefined, headers });
		expect(answer.status).toBe(401);
		expect(answer.body.error.code).toBe('InvalidAuthenticationToken');
		expect(answer.headers.get('www-authenticate')).toBe(
			'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"',
		);
	});

	it('refuses a forged signature, another audience and an expired token', async () => {
		const { entra } = started.emulator;
		const [header, payload] = entra.issueToken().split('.');
		const tokens = [
			`${header}.${payload}.AAAA`,
			entra.issueToken({ audience: 'https://graph.microsoft.us' }),
			entra.issueToken({ lifetime: -1 }),
		];
		for (const token of tokens) expect((await started.client.get('/workspaces', { token })).status).toBe(401);
	});

	it('lets Read.All read only, and ReadWrite.All write only', async () => {
		const clientWith = (scope: string) =>
			new Client(started.emulator, started.emulator.entra.issueToken({ scopes: [scope] }));
		const reader = clientWith('SecurityCopilotWorkspaces.Read.All');
		const writer = clientWith('SecurityCopilotWorkspaces.ReadWrite.All');
		expect((await reader.get(SESSION)).status).toBe(200);
		expect((await reader.post(SESSIONS, { displayName: 'x' })).status).toBe(403);
		expect((await writer.post(SESSIONS, { displayName: 'x' })).status).toBe(201);
		const error = {
			code: 'Authorization_RequestDenied',
			message: 'Insufficient privileges to complete the operation.',
		};
		expect(await writer.get(SESSION)).toMatchObject({ status: 403, body: { error } });
	});

	it('knows roles per workspace', async () => {
		started.emulator.graph.setRole('default', 'none');
		expect((await started.client.get('/workspaces')).body.value).toMatchObject([
			{ displayName: 'Incident response' },
		]);
		expect((await started.client.get(SESSIONS)).status).toBe(403);
	});
});

describe('bodies', () => {
	it.each([
		['broken JSON', 'POST', SESSIONS, '{'],
		['an array', 'POST', SESSIONS, []],
		['another @odata.type', 'POST', SESSIONS, { '@odata.type': '#microsoft.graph.user', displayName: 'x' }],
		['a displayName that is no string', 'POST', SESSIONS, { displayName: 1 }],
		['an unknown property', 'POST', SESSIONS, { displayName: 'x', colour: 'red' }],
		['a read-only property', 'PATCH', SESSION, { id: 'x' }],
		['blank content', 'POST', `${SESSION}/prompts`, { type: 'prompt', content: ' \n' }],
		['another prompt type', 'POST', `${SESSION}/prompts`, { type: 'skill', content: 'x' }],
		['a property of an evaluation', 'POST', `${PROMPT}/evaluations`, { state: 'created' }],
	])('refuse %s', async (_case, method, path, body) => {
		const answer = await started.client.send(method, path, { body });
		expect(answer).toMatchObject({ status: 400, body: { error: { code: 'BadRequest' } } });
		expect(started.emulator.graph.costs).toEqual([]);
	});

	it('must be called JSON', async () => {
		const headers = { 'content-type': 'text/plain' };
		expect((await started.client.post(SESSIONS, { displayName: 'x' }, { headers })).status).toBe(400);
	});

	it('may be missing for an evaluation', async () => {
		expect((await started.client.send('POST', `${PROMPT}/evaluations`)).status).toBe(201);
	});

	it('may be empty for a change, which then changes nothing', async () => {
		const { body: before } = await started.client.get(`${SESSION}?$select=lastModifiedDateTime`);
		const { lastModifiedDateTime } = before;
		expect(await started.client.patch(SESSION, {})).toMatchObject({
			status: 200,
			body: { lastModifiedDateTime },
		});
	});

	it('have a limit', async () => {
		started.emulator.graph.switches.maxBodySize = 1000;
		expect((await started.client.post(SESSIONS, { displayName: 'x'.repeat(1000) })).status).toBe(413);
	});
});

describe('query options', () => {
	it.each([
		["$filter=name eq 'Entra'", ['Entra']],
		["$filter=name%20eq%20'entra'", ['Entra']],
		["$filter=contains(name,'Entra')", ['Entra', 'EntraIDProtection']],
		["filter=displayName+eq+'Entra''s ID Protection'", ['EntraIDProtection']],
		["$FILTER=displayName eq 'Entra%27%27s ID Protection'", ['EntraIDProtection']],
		['$filter=isEnabled eq false', ['ContosoTickets']],
		["$filter=name eq 'nothing'", []],
		['top=2', ['Entra', 'Defender']],
	])('of plugins: %s', async (query, expected) => {
		const { value } = (await started.client.get(`${PLUGINS}?${query}`)).body;
		expect(value.map(({ name }: { name: string }) => name)).toEqual(expected);
	});

	it.each([
		"$filter=name startswith 'E'",
		"$filter=contains(displayName,'E')",
		"$filter=colour eq 'red'",
		"$filter=name eq 'a' and isEnabled eq true",
		'$filter=name eq Entra',
	])('refuse %s', async (query) => {
		const { status, body } = await started.client.get(`${PLUGINS}?${query}`);
		expect([status, body.error.message]).toEqual([400, 'Invalid filter clause']);
	});

	it.each(['$top=0', '$top=ten', '$count=yes', '$skip=1', '$orderby=name', '$top=1&top=2', 'colour=red'])(
		'refuse %s',
		async (query) => expect((await started.client.get(`${PLUGINS}?${query}`)).status).toBe(400),
	);

	it('contain no $top for workspaces', async () => {
		expect((await started.client.get('/workspaces?$top=1')).status).toBe(400);
		expect((await started.client.get('/workspaces?$count=true')).body['@odata.count']).toBe(2);
	});

	it('select properties, and then there are no tips', async () => {
		const { body } = await started.client.get(`${SESSION}?$select=displayname`);
		expect(Object.keys(body)).toEqual(['@odata.context', 'displayName']);
		const refused = await started.client.get(`${SESSIONS}?$select=colour`);
		expect(refused.body.error.message).toMatch(/^Parsing OData Select and Expand failed: /);
	});
});

describe('paging', () => {
	it('shows every older item once, whatever is added or deleted between pages', () => {
		const change = fc.record({ adds: fc.nat(3), deletes: fc.array(fc.nat(30), { maxLength: 3 }) });
		fc.assert(
			fc.property(fc.nat(30), fc.integer({ min: 1, max: 7 }), fc.array(change), (count, size, changes) => {
				const pages = new Pages(new Identifiers(1));
				let items = Array.from({ length: count }, (_, index) => `old ${index}`);
				const old = [...items];
				const deleted = new Set<string>();
				let page = pages.open('list', undefined, items, size, String);
				const seen = [...page.items];
				for (let round = 0; page.skipToken !== undefined; round += 1) {
					const { adds, deletes } = changes[round] ?? { adds: 0, deletes: [] };
					for (const index of deletes) deleted.add(`old ${index}`);
					items = [...Array.from({ length: adds }, (_, index) => `new ${round}.${index}`), ...items];
					items = items.filter((item) => !deleted.has(item));
					page = pages.open('list', page.skipToken, items, size, String);
					expect(page.items.length).toBeLessThanOrEqual(size);
					seen.push(...page.items);
				}
				expect(new Set(seen).size).toBe(seen.length);
				expect(seen).toEqual(expect.arrayContaining(old.filter((item) => !deleted.has(item))));
			}),
		);
	});

	it('keeps the options in an absolute nextLink, and refuses it for another list', async () => {
		const { client, emulator } = started;
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
		const foreign = link.href.replace('/sessions', '/plugins').replace('&$select=id', '');
		expect((await client.raw('GET', foreign)).status).toBe(400);
		emulator.graph.pages.expireAll();
		expect((await client.raw('GET', link.href)).status).toBe(400);
	});

	it.each([
		['between', [0, 3]],
		['last', [3, 0]],
	] as const)('has an empty page where one is scripted: %s', async (position, sizes) => {
		started.emulator.graph.pages.scriptEmptyPage(/sessions$/, position);
		const first = (await started.client.get(SESSIONS)).body;
		const second = (await started.client.raw('GET', first['@odata.nextLink'])).body;
		expect([first.value.length, second.value.length]).toEqual(sizes);
		expect(second['@odata.nextLink']).toBeUndefined();
	});
});

describe('batches', () => {
	const batch = async (requests: unknown, options = {}): Promise<Reply> =>
		await started.client.raw('POST', '/beta/$batch', { body: { requests }, ...options });
	const part = (id: string, more: object = {}) => ({
		id,
		method: 'GET',
		url: '/security/securityCopilot/workspaces',
		...more,
	});

	it('answer 200 although every part failed, in another order', async () => {
		const ids = Array.from({ length: 20 }, (_, index) => String(index));
		const url = 'security/securityCopilot/workspaces/nowhere/sessions';
		const { status, body } = await batch(ids.map((id) => part(id, { url })));
		expect(status).toBe(200);
		const answered = body.responses.map(({ id }: { id: string }) => id);
		expect(answered).not.toEqual(ids);
		expect([...answered].sort()).toEqual([...ids].sort());
		expect(body.responses).toEqual(ids.map(() => expect.objectContaining({ status: 404 })));
		expect(started.emulator.graph.requests.filter(({ batchPart }) => batchPart)).toHaveLength(20);
	});

	it.each([
		['no requests', undefined, /payload/],
		['21 parts', Array.from({ length: 21 }, (_, index) => part(String(index))), /20/],
		['a missing id', [{ method: 'GET', url: '/me' }], /id/],
		['the same id twice', [part('a'), part('A')], /unique/],
		['a batch in a batch', [part('1', { url: '/$batch' })], /[Nn]ested/],
	])('refuse %s as a whole', async (_case, requests, message) => {
		const { status, body } = await batch(requests);
		expect(status).toBe(400);
		expect(body.error.message).toMatch(message);
	});

	it('need a token', async () => {
		expect((await batch([part('1')], { token: undefined })).body.responses[0].status).toBe(401);
	});
});

describe('headers', () => {
	it('carry the ids of the exchange, in errors too', async () => {
		const id = '350eedee-c8dd-4d9e-a522-e1d1ab655c3a';
		const { headers, body } = await started.client.get('/workspaces/nowhere/sessions', {
			headers: { 'client-request-id': id },
		});
		expect(headers.get('client-request-id')).toBe(id);
		expect(body.error.innerError).toEqual({
			date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
			'request-id': expect.stringMatching(GUID),
			'client-request-id': id,
		});
		expect(headers.get('request-id')).toBe(body.error.innerError['request-id']);
		expect(headers.get('content-type')).toBe('application/json');
	});

	it('are those of captured answers', async () => {
		const { headers } = await started.client.get('/workspaces');
		expect(JSON.parse(headers.get('x-ms-ags-diagnostic')!)).toHaveProperty('ServerInfo.DataCenter');
		expect(Object.fromEntries(headers)).toMatchObject({
			'content-type':
				'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8',
			'strict-transport-security': 'max-age=31536000',
			'cache-control': 'no-store',
			'odata-version': '4.0',
			'content-encoding': 'gzip',
			'transfer-encoding': 'chunked',
			vary: 'Accept-Encoding',
		});
		for (const absent of ['etag', 'location', 'retry-after']) expect(headers.get(absent)).toBeNull();
	});
});
