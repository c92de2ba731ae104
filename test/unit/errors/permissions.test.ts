import { PERMISSIONS, permissionsOf } from '../../../nodes/errors/permissions';

const READ = 'SecurityCopilotWorkspaces.Read.All';
const READ_WRITE = 'SecurityCopilotWorkspaces.ReadWrite.All';

describe('PERMISSIONS', () => {
	test.each([
		['session', 'get', [READ]],
		['session', 'getAll', [READ]],
		['session', 'create', [READ_WRITE]],
		['session', 'update', [READ_WRITE]],
		['session', 'findOrCreate', [READ, READ_WRITE]],
		['session', 'ask', [READ, READ_WRITE]],
		['session', 'getTranscript', [READ]],
		['prompt', 'create', [READ, READ_WRITE]],
		['prompt', 'get', [READ]],
		['prompt', 'getAll', [READ]],
		['evaluation', 'create', [READ, READ_WRITE]],
		['evaluation', 'get', [READ]],
		['evaluation', 'getAll', [READ]],
		['workspace', 'getAll', [READ]],
		['plugin', 'getAll', [READ]],
		['trigger', 'answerReady', [READ]],
	])('lets %s:%s need %p', (resource, name, permissions) => {
		// The permission given is the wrong one, so that only the table can yield the right one.
		const found = permissionsOf({
			resource,
			name,
			permission: permissions.includes(READ) ? 'write' : 'read',
		});
		expect(found).toMatchObject({ needed: permissions });
	});

	it('is frozen to the bottom', () => {
		const rows = Object.values(PERMISSIONS);
		expect(Object.isFrozen(PERMISSIONS)).toBe(true);
		expect(rows.every((row) => [row, row.needed].every(Object.isFrozen))).toBe(true);
	});

	test.each([
		['read', [READ]],
		['write', [READ_WRITE]],
		['readAndWrite', [READ, READ_WRITE]],
	] as const)('takes %s for an operation that it does not know', (permission, expected) => {
		expect(permissionsOf({ resource: '__proto__', name: 'constructor', permission }).needed).toEqual(
			expected,
		);
	});
});
