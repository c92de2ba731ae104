import { startEmulator, type Emulator } from '../index';
import { Client, PROMPT, SESSION, SESSIONS } from './client';

describe('requests', () => {
	let emulator: Emulator;
	let client: Client;

	beforeAll(async () => {
		emulator = await startEmulator();
	});
	beforeEach(() => {
		emulator.reset();
		client = new Client(emulator);
	});
	afterAll(() => emulator.stop());

	describe('paths', () => {
		const ID = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';

		it.each([
			['the quoted key form', `/workspaces('default')/sessions('${ID}')`],
			['percent-encoded quotes', `/workspaces(%27default%27)/sessions(%27${ID}%27)`],
			['other letter case in names', `/Workspaces/default/SESSIONS/${ID}`],
			['a slash at the end', `${SESSION}/`],
			['an encoded id', `${SESSIONS}/%65cdfb9b3-58f5-457f-a18c-4a477890b252`],
			['the GUID of the workspace', `/workspaces/17aafe23-ab95-3b37-9546-56dec5ac0218/sessions/${ID}`],
		])('accept %s', async (_case, path) => {
			const { status, body } = await client.get(path);
			expect(status).toBe(200);
			expect(body.id).toBe(ID);
		});

		it('repeat the key the caller used in the context', async () => {
			const { body } = await client.get(`/workspaces('${emulator.workspaceId}')/sessions`);
			expect(body['@odata.context']).toMatch(
				/workspaces\('17aafe23-ab95-3b37-9546-56dec5ac0218'\)\/sessions$/,
			);
		});

		it.each([
			['v1.0', 'GET', '/v1.0/security/securityCopilot/workspaces', 400],
			['something else', 'GET', '/beta/me', 400],
			['an unknown child', 'GET', '/beta/security/securityCopilot/promptbooks', 400],
			['the singleton', 'GET', '/beta/security/securityCopilot', 405],
			['/$count', 'GET', `/beta/security/securityCopilot${SESSIONS}/$count`, 405],
			['a deletion', 'DELETE', `/beta/security/securityCopilot${SESSION}`, 405],
			['one workspace', 'GET', '/beta/security/securityCopilot/workspaces/default', 405],
			['a cancellation', 'POST', `/beta/security/securityCopilot${PROMPT}/evaluations/1/cancel`, 400],
		])('refuse %s loudly', async (_case, method, path, status) => {
			const answer = await client.raw(method, path);
			expect(answer.status).toBe(status);
			expect(answer.body.error).toMatchObject({ code: expect.any(String), message: expect.any(String) });
			expect(answer.headers.get('x-emulator-reason')).toEqual(expect.any(String));
		});

		it('refuse unknown ids with 404, in another letter case too', async () => {
			for (const path of [
				`${SESSIONS}/${ID.toUpperCase()}`,
				`${SESSIONS}/nonsense`,
				'/workspaces/nowhere/sessions',
				`${SESSION}/prompts/${ID}`,
			]) {
				expect((await client.get(path)).status).toBe(404);
			}
		});
	});

	describe('authorization', () => {
		it.each([
			['no header', {}],
			['an empty header', { authorization: '' }],
			['another scheme', { authorization: 'Basic eDp5' }],
			['a garbled token', { authorization: 'Bearer e30.e30.e30' }],
		])('answers %s with 401 and a challenge', async (_case, headers) => {
			const answer = await client.get('/workspaces', { token: undefined, headers });
			expect(answer.status).toBe(401);
			expect(answer.body.error.code).toBe('InvalidAuthenticationToken');
			expect(answer.headers.get('www-authenticate')).toBe(
				'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"',
			);
		});

		it('refuses a forged signature, another audience and an expired token', async () => {
			const [header, payload] = emulator.entra.issueToken().split('.');
			const tokens = [
				`${header}.${payload}.AAAA`,
				emulator.entra.issueToken({ audience: 'https://graph.microsoft.us' }),
				emulator.entra.issueToken({ lifetime: -1 }),
			];
			for (const token of tokens) expect((await client.get('/workspaces', { token })).status).toBe(401);
		});

		const READ = 'SecurityCopilotWorkspaces.Read.All';
		const READ_WRITE = 'SecurityCopilotWorkspaces.ReadWrite.All';

		it('lets Read.All read only, and ReadWrite.All write only', async () => {
			const reader = new Client(emulator, emulator.entra.issueToken({ scopes: [READ] }));
			const writer = new Client(emulator, emulator.entra.issueToken({ scopes: [READ_WRITE] }));
			expect((await reader.get(SESSION)).status).toBe(200);
			expect((await reader.post(SESSIONS, { displayName: 'x' })).status).toBe(403);
			expect((await writer.post(SESSIONS, { displayName: 'x' })).status).toBe(201);
			const { status, body } = await writer.get(SESSION);
			expect(status).toBe(403);
			expect(body.error).toMatchObject({
				code: 'Authorization_RequestDenied',
				message: 'Insufficient privileges to complete the operation.',
			});
		});

		it('knows roles per workspace and user', async () => {
			emulator.graph.setRole('default', 'none', emulator.user.username);
			const { body } = await client.get('/workspaces');
			expect(body.value.map(({ displayName }: { displayName: string }) => displayName)).toEqual([
				'Incident response',
			]);
			expect((await client.get(SESSIONS)).status).toBe(403);
			const other = new Client(
				emulator,
				emulator.entra.issueToken({ username: 'miriam@fabrikam.onmicrosoft.com' }),
			);
			expect((await other.get(SESSIONS)).status).toBe(200);
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
			['no content', 'POST', `${SESSION}/prompts`, { type: 'prompt' }],
			['blank content', 'POST', `${SESSION}/prompts`, { type: 'prompt', content: ' \n' }],
			['another prompt type', 'POST', `${SESSION}/prompts`, { type: 'skill', content: 'x' }],
			['unknownFutureValue', 'POST', `${SESSION}/prompts`, { type: 'unknownFutureValue', content: 'x' }],
			['an undeclared prompt type', 'POST', `${SESSION}/prompts`, { type: 'magic', content: 'x' }],
			['a skillName', 'POST', `${SESSION}/prompts`, { content: 'x', skillName: 'y' }],
			['a property of an evaluation', 'POST', `${PROMPT}/evaluations`, { state: 'created' }],
		])('refuse %s', async (_case, method, path, body) => {
			const answer = await client.send(method, path, { body });
			expect(answer.status).toBe(400);
			expect(answer.body.error.code).toBe('BadRequest');
			expect(emulator.graph.costs).toEqual([]);
		});

		it('must be called JSON', async () => {
			const { status } = await client.post(
				SESSIONS,
				{ displayName: 'x' },
				{ headers: { 'content-type': 'text/plain' } },
			);
			expect(status).toBe(400);
		});

		it('may be missing for an evaluation', async () => {
			expect((await client.send('POST', `${PROMPT}/evaluations`)).status).toBe(201);
		});

		it('may be empty for a change, which then changes nothing', async () => {
			const before = (await client.get(`${SESSION}?$select=lastModifiedDateTime`)).body.lastModifiedDateTime;
			const { status, body } = await client.patch(SESSION, {});
			expect(status).toBe(200);
			expect(body.lastModifiedDateTime).toBe(before);
		});

		it('accept null as displayName', async () => {
			expect((await client.post(SESSIONS, { displayName: null })).body.displayName).toBeNull();
		});

		it('have a limit', async () => {
			emulator.graph.switches.maxBodySize = 1000;
			expect((await client.post(SESSIONS, { displayName: 'x'.repeat(1000) })).status).toBe(413);
		});
	});

	describe('headers', () => {
		it('carry the ids of the exchange, in errors too', async () => {
			const id = '350eedee-c8dd-4d9e-a522-e1d1ab655c3a';
			const { headers, body } = await client.get('/workspaces/nowhere/sessions', {
				headers: { 'client-request-id': id },
			});
			expect(headers.get('client-request-id')).toBe(id);
			expect(body.error.innerError).toEqual({
				date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
				'request-id': headers.get('request-id'),
				'client-request-id': id,
			});
			expect(headers.get('content-type')).toBe('application/json');
			expect(headers.get('odata-version')).toBeNull();
		});

		it('are those of captured answers', async () => {
			const { headers } = await client.get('/workspaces', {
				headers: { prefer: 'include-unknown-enum-members' },
			});
			expect(headers.get('client-request-id')).toBe(headers.get('request-id'));
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
				'preference-applied': 'include-unknown-enum-members',
			});
			for (const absent of ['etag', 'location', 'retry-after']) expect(headers.get(absent)).toBeNull();
		});

		it('choose the level of metadata and the format of large numbers', async () => {
			const evaluation = `${PROMPT}/evaluations/5bde1164-29a3-4dfb-84b0-b6c0cf0e23b7`;
			const none = await client.get(evaluation, {
				headers: { accept: 'application/json;odata.metadata=none' },
			});
			expect(Object.keys(none.body)[0]).toBe('id');
			const full = await client.get(evaluation, {
				headers: { accept: 'application/json;odata.metadata=full;IEEE754Compatible=true' },
			});
			expect(full.body).toMatchObject({
				'@odata.type': '#microsoft.graph.security.securityCopilot.evaluation',
				'createdDateTime@odata.type': '#DateTimeOffset',
				executionCount: '0',
			});
		});
	});

	describe('batches', () => {
		const batch = async (requests: unknown) =>
			await client.raw('POST', '/beta/$batch', { body: { requests } });
		const part = (id: string, more: object = {}) => ({
			id,
			method: 'GET',
			url: '/security/securityCopilot/workspaces',
			...more,
		});

		it('answer 200 although every part failed, in another order', async () => {
			const ids = Array.from({ length: 20 }, (_, index) => String(index));
			const { status, body } = await batch(
				ids.map((id) => part(id, { url: 'security/securityCopilot/workspaces/nowhere/sessions' })),
			);
			expect(status).toBe(200);
			const answered = body.responses.map(({ id }: { id: string }) => id);
			expect(answered).not.toEqual(ids);
			expect([...answered].sort()).toEqual([...ids].sort());
			expect(new Set(body.responses.map((response: { status: number }) => response.status))).toEqual(
				new Set([404]),
			);
			expect(emulator.graph.requests.filter(({ batchPart }) => batchPart)).toHaveLength(20);
		});

		it('run parts with bodies one after the other', async () => {
			const json = { 'Content-Type': 'application/json' };
			const create = { method: 'POST', url: `/security/securityCopilot${SESSIONS}`, headers: json };
			const { body } = await batch([
				part('1', { ...create, body: { displayName: 1 } }),
				part('2', { ...create, body: { displayName: 'x' }, dependsOn: ['1'] }),
			]);
			const statuses = Object.fromEntries(
				body.responses.map(({ id, status }: { id: string; status: number }) => [id, status]),
			);
			expect(statuses).toEqual({ 1: 400, 2: 424 });
		});

		it.each([
			['no requests', undefined, /payload/],
			['21 parts', Array.from({ length: 21 }, (_, index) => part(String(index))), /20/],
			['a missing id', [{ method: 'GET', url: '/me' }], /id/],
			['the same id twice', [part('a'), part('A')], /unique/],
			['a batch in a batch', [part('1', { url: '/$batch' })], /[Nn]ested/],
			[
				'a dependency that comes later',
				[part('1', { dependsOn: ['2'] }), part('2')],
				/^Invalid dependency for request Id 1/,
			],
			[
				'some that depend and some that do not',
				[part('1'), part('2'), part('3', { dependsOn: ['1'] })],
				/^Batch should be either fully sequential or fully parallel\.$/,
			],
		])('refuse %s as a whole', async (_case, requests, message) => {
			const { status, body } = await batch(requests);
			expect(status).toBe(400);
			expect(body.error.message).toMatch(message);
		});

		it('need a token', async () => {
			const { body } = await client.raw('POST', '/beta/$batch', {
				token: undefined,
				body: { requests: [part('1')] },
			});
			expect(body.responses[0].status).toBe(401);
		});
	});

	it('find no port left open when the second one is taken', async () => {
		const port = Number(new URL(emulator.authorityHost).port);
		const probe = await startEmulator();
		const graphPort = Number(new URL(probe.graphApiBaseUrl).port);
		await probe.stop();
		await expect(startEmulator({ graphPort, entraPort: port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
		const free = await startEmulator({ graphPort });
		expect(free.graphApiBaseUrl).toBe(probe.graphApiBaseUrl);
		await free.stop();
	});

	it('are dumped and reset', async () => {
		await client.post(SESSIONS, { displayName: 'x' });
		expect(JSON.stringify(emulator.graph.dump())).toContain('"displayName":"x"');
		emulator.reset();
		expect(JSON.stringify(emulator.graph.dump())).not.toContain('"displayName":"x"');
		expect(emulator.graph.requests).toEqual([]);
	});

	it('make the same ids with the same seed, in emulators side by side', async () => {
		const others = await Promise.all([startEmulator({ seed: 7 }), startEmulator({ seed: 7 })]);
		const answers = await Promise.all(
			others.map((other) => new Client(other).post(SESSIONS, { displayName: 'x' })),
		);
		expect(answers[0]!.body.id).toBe(answers[1]!.body.id);
		await Promise.all(others.map((other) => other.stop()));
	});
});
