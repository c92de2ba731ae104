import type { INodePropertyOptions } from 'n8n-workflow';
import { Engine } from './harness';
import { TRIGGER_NAME, triggerWorkflow } from './triggerHost';

let engine: Engine;

beforeAll(async () => {
	engine = await Engine.start(new Map());
});

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
