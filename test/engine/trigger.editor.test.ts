import type { IDataObject, INodePropertyOptions } from 'n8n-workflow';
import { startEmulator, type Emulator } from '../emulator';
import { connect, credentialFor, Engine, errorOf, jsonOf, type NodeParameters } from './harness';
import { afterFirstPolls, TRIGGER_NAME, TriggerHost, triggerWorkflow } from './triggerHost';

let emulator: Emulator;
let engine: Engine;

beforeAll(async () => {
	emulator = await startEmulator();
	engine = await Engine.start(new Map([['credential', credentialFor(emulator)]]));
});

beforeEach(async () => {
	emulator.reset();
	await connect(engine.credentials, 'credential', emulator);
});

afterAll(async () => await emulator.stop());

const nodeType = () =>
	engine.nodeTypes.getByNameAndVersion('n8n-nodes-security-copilot.securityCopilotSessionTrigger');

describe('the editor', () => {
	it('finds the lists that the fields name', () => {
		const { description, methods } = nodeType();
		const named = JSON.stringify(description.properties).matchAll(/"searchListMethod":"(\w+)"/g);
		const names = [...named].map(([, name]) => name);
		expect(names).toEqual(['searchWorkspaces', 'searchSessions']);
		expect(Object.keys(methods?.listSearch ?? {})).toEqual(expect.arrayContaining(names));
	});

	it('shows each event in words below the name of the node', () => {
		const { description } = nodeType();
		const events = description.properties.find(({ name }) => name === 'event')!;
		const shown = (events.options as INodePropertyOptions[]).map(({ value }) => {
			const workflow = engine.workflow(triggerWorkflow({ event: value }));
			const node = workflow.getNode(TRIGGER_NAME)!;
			return workflow.expression.getSimpleParameterValue(node, description.subtitle, 'internal', {});
		});
		expect(shown).toEqual(['answer ready', 'session created', 'session renamed']);
	});
});

describe('a manual run', () => {
	const sampleOf = async (parameters: NodeParameters, staticData?: IDataObject) => {
		const json = { ...triggerWorkflow(parameters), staticData };
		return await engine.run(json, { mode: 'manual' });
	};

	it.each([
		['sessionCreated', { id: 'ecdfb9b3-58f5-457f-a18c-4a477890b252', workspaceId: 'default' }],
		['sessionRenamed', { id: '8e95c36e-c9bd-4e14-8317-3cd4332e1e3b', displayName: 'who am i' }],
		['answerReady', { evaluationId: '5bde1164-29a3-4dfb-84b0-b6c0cf0e23b7', prompt: 'who am I' }],
	])('shows the latest event as a sample: %s', async (event, sample) => {
		const run = await sampleOf({ event });
		expect(jsonOf(run, TRIGGER_NAME)).toEqual([expect.objectContaining(sample)]);
	});

	it('neither reads nor writes what the active workflow remembers', async () => {
		const host = new TriggerHost(engine, triggerWorkflow({ event: 'answerReady' }));
		await afterFirstPolls(host, emulator);
		const remembered = host.remembered;
		const staticData = JSON.parse(remembered);
		expect(jsonOf(await sampleOf({ event: 'answerReady' }, staticData), TRIGGER_NAME)).toHaveLength(1);
		expect(JSON.stringify(staticData)).toBe(remembered);
	});

	it.each([
		['sessionCreated', 'There is no session yet to show as a sample'],
		['sessionRenamed', 'There is no renamed session yet to show as a sample'],
		['answerReady', 'There is no answer yet to show as a sample'],
	])('says so where there is none: %s', async (event, message) => {
		const { id } = emulator.graph.addWorkspace();
		const error = errorOf(await sampleOf({ event, workspaceId: id }));
		expect(error).toMatchObject({
			message,
			description: expect.stringContaining('fetch the test event again'),
		});
	});
});
