import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { scripts } from '../emulator';
import { errorOf, itemsOf, sessionWorkflow, Fixture, type NodeParameters } from './harness';

const WORKSPACES = '/beta/security/securityCopilot/workspaces';

/** Enough for every operation. */
const KNOWN: NodeParameters = {
	sessionId: 'ecdfb9b3-58f5-457f-a18c-4a477890b252',
	promptId: '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01',
	evaluationId: '5bde1164-29a3-4dfb-84b0-b6c0cf0e23b7',
	displayName: 'Incident 4711',
	content: 'Summarize the incident.',
	prompt: 'Summarize the incident.',
};

/** All that have a workspace; a test holds this list to what the node describes. */
const OPERATIONS = [
	['evaluation', 'create'],
	['evaluation', 'get'],
	['evaluation', 'getAll'],
	['plugin', 'getAll'],
	['prompt', 'create'],
	['prompt', 'get'],
	['prompt', 'getAll'],
	['session', 'ask'],
	['session', 'create'],
	['session', 'findOrCreate'],
	['session', 'get'],
	['session', 'getAll'],
	['session', 'getTranscript'],
	['session', 'update'],
] as const;

const fixture = Fixture.use();

const byId = (value: NodeParameters['x']) => ({ __rl: true, mode: 'id', value });

it('The operations with a workspace are all of the node but that which lists workspaces', () => {
	const { description } = fixture.engine.nodeTypes.getByNameAndVersion(
		'n8n-nodes-security-copilot.securityCopilotSession',
	);
	const pairs = (field: INodeProperties, operations: readonly unknown[]) =>
		operations.map((operation) => [field.displayOptions?.show?.resource?.[0], operation].join(' '));
	const described = description.properties
		.filter(({ name }) => name === 'operation')
		.flatMap((field) =>
			pairs(
				field,
				(field.options as INodePropertyOptions[]).map(({ value }) => value),
			),
		);
	const withWorkspace = description.properties
		.filter(({ name }) => name === 'workspaceId')
		.flatMap((field) => pairs(field, field.displayOptions?.show?.operation ?? []));
	const tested = OPERATIONS.map((pair) => pair.join(' '));
	expect(withWorkspace.sort()).toEqual(tested);
	expect(described.filter((pair) => pair !== 'workspace getAll').sort()).toEqual(tested);
});

describe.each(OPERATIONS)('%s %s', (resource, operation) => {
	const operate = { ...KNOWN, resource, operation };

	it.each<[string, NodeParameters['x']]>([
		['by an expression that finds nothing', '={{ $json.workspace }}'],
		['by an expression that gives an empty text', '={{ $json.workspace ?? "" }}'],
		['by an expression that gives null', '={{ $json.workspace ?? null }}'],
		['by an expression that gives blanks', '={{ $json.workspace ?? " \\t\\n" }}'],
		['by ID, by an expression that finds nothing', byId('={{ $json.workspace }}')],
		['by ID, by an expression that gives null', byId('={{ $json.workspace ?? null }}')],
	])('sends nothing for an item whose workspace is empty: %s', async (_way, workspaceId) => {
		const run = await fixture.engine.run(sessionWorkflow({ ...operate, workspaceId }), {
			items: [{ workspace: 'default' }, {}],
		});
		expect(errorOf(run)).toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringMatching(/"Workspace" is empty/),
			description: expect.stringMatching(/Write default/),
			context: { itemIndex: 1 },
		});
		expect(fixture.contacted).toEqual([]);
	});

	it.each<[string, NodeParameters['x']]>([
		['in the list', { __rl: true, mode: 'list', value: '' }],
		['as an ID', byId('')],
		['as a bare value', ''],
	])('is not begun by n8n when the workspace was cleared: %s', async (_way, workspaceId) => {
		await expect(fixture.run({ ...operate, workspaceId })).rejects.toThrow(
			'Parameter "Workspace" is required',
		);
		expect(fixture.contacted).toEqual([]);
	});

	it('is in the default workspace when the workflow does not say which', async () => {
		fixture.emulator.graph.scriptEvaluations(/incident/, scripts.immediate('Harmless.'));
		const run = await fixture.run(operate);
		expect(run.status).toBe('success');
		const foreign = fixture.sentLines.filter((line) => !line.includes(` ${WORKSPACES}/default/`));
		expect(fixture.sentLines.length).toBeGreaterThan(0);
		expect(foreign).toEqual([]);
	});
});

it('Where the node continues, only the item without a workspace fails', async () => {
	const run = await fixture.run(
		{ ...KNOWN, resource: 'session', operation: 'create', workspaceId: '={{ $json.workspace }}' },
		{ items: [{ workspace: 'default' }, {}], settings: { onError: 'continueRegularOutput' } },
	);
	expect(itemsOf(run).map(({ json }) => json)).toEqual([
		expect.objectContaining({ displayName: 'Incident 4711' }),
		expect.objectContaining({ error: expect.stringMatching(/"Workspace" is empty/) }),
	]);
	expect(fixture.sentLines).toEqual([`POST ${WORKSPACES}/default/sessions`]);
});
