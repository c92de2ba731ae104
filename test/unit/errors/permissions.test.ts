import type { INodeProperties } from 'n8n-workflow';
import { PERMISSIONS, permissionsOf } from '../../../nodes/errors/permissions';
import { SecurityCopilotSession } from '../../../nodes/SecurityCopilotSession/SecurityCopilotSession.node';
import { SecurityCopilotSessionTrigger } from '../../../nodes/SecurityCopilotSessionTrigger/SecurityCopilotSessionTrigger.node';

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
		expect(permissionsOf({ resource, name }).needed).toEqual(permissions);
	});

	it('has a row for each operation of the nodes, and no other', () => {
		const optionsOf = ({ options = [] }: INodeProperties) =>
			options.map((option) => ('value' in option ? String(option.value) : ''));
		const operations = new SecurityCopilotSession().description.properties
			.filter(({ name }) => name === 'operation')
			.flatMap((field) =>
				optionsOf(field).map((name) => `${field.displayOptions?.show?.resource?.[0]}:${name}`),
			);
		const events = new SecurityCopilotSessionTrigger().description.properties
			.filter(({ name }) => name === 'event')
			.flatMap((field) => optionsOf(field).map((name) => `trigger:${name}`));
		expect(Object.keys(PERMISSIONS).sort()).toEqual([...operations, ...events].sort());
	});

	it('asks for both permissions where it does not know the operation', () => {
		expect(permissionsOf({ resource: '__proto__', name: 'constructor' }).needed).toEqual([READ, READ_WRITE]);
	});
});
