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
			[
				'a filter with typographic quotes',
				'GET',
				`/beta/security/securityCopilot${SESSIONS}?$filter=displayName%20eq%20%E2%80%98x%E2%80%99`,
				400,
			],
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
});
