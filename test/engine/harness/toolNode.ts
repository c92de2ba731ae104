import type { IDataObject, IExecuteFunctions, INodeType } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import type { BuiltPackage } from './builtPackage';
import type { WorkflowJson } from './Engine';
import { CREDENTIAL_TYPE } from './signIn';
import type { NodeParameters } from './sessionWorkflow';

const SESSION_NODE = 'n8n-nodes-security-copilot.securityCopilotSession';
const TOOL_NODE = `${SESSION_NODE}Tool`;
const AGENT_NODE = 'test.agent';

export const AGENT_NAME = 'Agent';

/** What n8n-core hands to an agent for a node that is connected as a tool. */
interface Tool {
	name: string;
	description: string;
	schema: { shape: Record<string, { description?: string; _def: { typeName: string } }> };
	invoke(values: IDataObject): Promise<string>;
}

/** What an agent sees of a tool, and what the tool gave it. */
export interface ToolUse {
	name: string;
	description: string;
	parameters: Record<string, { type: string; description?: string }>;
	/** The text that goes to the model. */
	result: string;
	/** Why there is none. */
	failure?: string;
}

/** Stands in for an AI agent: looks at its tool, and calls it with what a model would have made up. */
const agent: INodeType = {
	description: {
		displayName: 'Agent',
		name: 'agent',
		group: ['transform'],
		version: 1,
		description: 'Calls its tool once',
		defaults: { name: AGENT_NAME },
		inputs: [NodeConnectionTypes.Main, { type: NodeConnectionTypes.AiTool }],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
	async execute(this: IExecuteFunctions) {
		const [tool] = (await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0)) as Tool[];
		if (!tool) throw new Error('No tool is connected');
		const parameters = Object.entries(tool.schema.shape).map(([key, { description, _def }]) => [
			key,
			{ type: _def.typeName, ...(description !== undefined && { description }) },
		]);
		const outcome = await tool.invoke(this.getInputData()[0]!.json).then(
			(result) => ({ result }),
			(error: Error) => ({ result: '', failure: error.message }),
		);
		const { name, description } = tool;
		return [[{ json: { name, description, parameters: Object.fromEntries(parameters), ...outcome } }]];
	},
};

/**
 * The node types that a workflow with our node as a tool needs. n8n's server makes the tool out of a node with
 * `usableAsTool` when it loads the package: other connections, and "Tool" behind its name.
 */
export function toolNodes({ nodes }: BuiltPackage): Map<string, INodeType> {
	const session = nodes.get(SESSION_NODE)!;
	if (session.description.usableAsTool !== true) throw new Error('The node is not usable as a tool');
	const description = structuredClone(session.description);
	Object.assign(description, {
		name: `${description.name}Tool`,
		displayName: `${description.displayName} Tool`,
		inputs: [],
		outputs: [NodeConnectionTypes.AiTool],
		usableAsTool: undefined,
	});
	const tool = Object.assign(Object.create(Object.getPrototypeOf(session) as object), session, {
		description,
	});
	return new Map([
		[TOOL_NODE, tool as INodeType],
		[AGENT_NODE, agent],
	]);
}

/** An agent with our node as its tool. @param parameters of the tool; `$fromAI(…)` in them is for the model */
export function toolWorkflow(name: string, parameters: NodeParameters): WorkflowJson {
	const node = { typeVersion: 1, position: [0, 0] as [number, number] };
	return {
		name: 'Tool',
		nodes: [
			{ ...node, id: 'trigger', name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
			{ ...node, id: 'agent', name: AGENT_NAME, type: AGENT_NODE, parameters: {} },
			{
				...node,
				id: 'tool',
				name,
				type: TOOL_NODE,
				parameters,
				credentials: { [CREDENTIAL_TYPE]: { id: 'credential', name: 'Security Copilot account' } },
			},
		],
		connections: {
			Start: { main: [[{ node: AGENT_NAME, type: 'main', index: 0 }]] },
			[name]: { ai_tool: [[{ node: AGENT_NAME, type: 'ai_tool', index: 0 }]] },
		},
	};
}
