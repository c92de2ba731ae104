import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { scripts } from '../emulator';
import { errorOf, Fixture, itemsOf, type NodeParameters } from './harness';
import { EVALUATION, PROMPT, SESSION } from './harness/documented';
import { CONTINUING } from './harness/outcomes';

/** Enough for every operation. */
const KNOWN: NodeParameters = {
	sessionId: SESSION,
	promptId: PROMPT,
	evaluationId: EVALUATION,
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

it('The operations with a workspace are all of the node but that which lists workspaces', () => {
	const { properties } = fixture.engine.nodeTypes.getByNameAndVersion(
		'n8n-nodes-security-copilot.securityCopilotSession',
	).description;
	const fields = (name: string) => properties.filter((property) => property.name === name);
	const pairs = ({ displayOptions }: INodeProperties, operations: readonly unknown[]) =>
		operations.map((operation) => `${String(displayOptions?.show?.resource?.[0])} ${String(operation)}`);
	const described = fields('operation').flatMap((field) =>
		pairs(
			field,
			(field.options as INodePropertyOptions[]).map(({ value }) => value),
		),
	);
	const withWorkspace = fields('workspaceId').flatMap((field) =>
		pairs(field, field.displayOptions?.show?.operation ?? []),
	);
	const tested = OPERATIONS.map((pair) => pair.join(' '));
	expect(withWorkspace.sort()).toEqual(tested);
	expect(described.filter((pair) => pair !== 'workspace getAll').sort()).toEqual(tested);
});

describe.each(OPERATIONS)('%s %s', (resource, operation) => {
	it('is in the default workspace when the workflow does not say which', async () => {
		fixture.graph.scriptEvaluations(/incident/, scripts.immediate('Harmless.'));
		const run = await fixture.run({ ...KNOWN, resource, operation });
		expect(run.status).toBe('success');
		expect(fixture.sent.length).toBeGreaterThan(0);
		expect(fixture.shown(({ url }) => !url.includes('/workspaces/default/'))).toEqual([]);
	});

	it('sends nothing where an expression finds no workspace', async () => {
		const run = await fixture.run(
			{ ...KNOWN, resource, operation, workspaceId: '={{ $json.workspace }}' },
			{ items: [{ workspace: 'default' }, {}] },
		);
		expect(errorOf(run)).toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringMatching(/"Workspace" is empty/),
			description: expect.stringMatching(/Write default/),
			context: { itemIndex: 1 },
		});
		expect(fixture.contacted).toEqual([]);
	});
});

it.each<[string, NodeParameters['x']]>([
	['an empty text', '={{ "" }}'],
	['blanks, by ID', { __rl: true, mode: 'id', value: '={{ " \\t\\n" }}' }],
	['null', '={{ null }}'],
])('An expression that gives %s names no workspace', async (_what, workspaceId) => {
	const run = await fixture.run({ ...KNOWN, resource: 'session', operation: 'get', workspaceId });
	expect(errorOf(run).message).toMatch(/"Workspace" is empty/);
	expect(fixture.contacted).toEqual([]);
});

it.each<[string, NodeParameters['x']]>([
	['in the list', { __rl: true, mode: 'list', value: '' }],
	['as a bare value', ''],
])('n8n begins nothing where the workspace was cleared: %s', async (_way, workspaceId) => {
	await expect(fixture.run({ ...KNOWN, workspaceId })).rejects.toThrow('Parameter "Workspace" is required');
});

it('Where the node continues, only the item without a workspace fails', async () => {
	const run = await fixture.run(
		{ ...KNOWN, operation: 'create', workspaceId: '={{ $json.workspace }}' },
		{ items: [{ workspace: 'default' }, {}], settings: CONTINUING },
	);
	expect(itemsOf(run).map(({ json }) => json)).toEqual([
		expect.objectContaining({ displayName: 'Incident 4711' }),
		expect.objectContaining({ error: expect.stringMatching(/"Workspace" is empty/) }),
	]);
	expect(fixture.sent).toHaveLength(1);
});
