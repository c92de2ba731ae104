import { APP_ONLY_SCOPE, DELEGATED_SCOPES, READ_SCOPE, READ_WRITE_SCOPE } from '../../../nodes/entra/scopes';

const GRAPH = 'https://graph.microsoft.com';

describe('The scopes', () => {
	it('of reading are one permission', () => {
		expect(READ_SCOPE).toBe(`${GRAPH}/SecurityCopilotWorkspaces.Read.All`);
		expect(DELEGATED_SCOPES.read.split(' ')).toEqual(['openid', 'offline_access', READ_SCOPE]);
	});

	it('of writing are both permissions, because that for writing allows no GET', () => {
		expect(READ_WRITE_SCOPE).toBe(`${GRAPH}/SecurityCopilotWorkspaces.ReadWrite.All`);
		expect(DELEGATED_SCOPES.readWrite.split(' ')).toEqual([
			'openid',
			'offline_access',
			READ_SCOPE,
			READ_WRITE_SCOPE,
		]);
	});

	it('of the app are what an administrator consented to, alone', () => {
		expect(APP_ONLY_SCOPE).toBe(`${GRAPH}/.default`);
	});

	it('stand in an n8n expression between quotes', () => {
		for (const scope of [APP_ONLY_SCOPE, ...Object.values(DELEGATED_SCOPES)]) {
			expect(scope).toMatch(/^[\w:/. ]+$/);
		}
	});
});
