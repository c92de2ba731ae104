import type { INode, INodeParameters } from 'n8n-workflow';
import type { WorkflowJson } from './Engine';
import { CREDENTIAL_TYPE } from './signIn';

export const NODE_NAME = 'Security Copilot Session';

export const CREDENTIAL_ID = 'credential';

export type NodeParameters = INodeParameters;

/** A workflow of a trigger and our node. @param settings of the node, for example `onError` */
export function sessionWorkflow(parameters: NodeParameters, settings: Partial<INode> = {}): WorkflowJson {
	const trigger: INode = {
		id: 'trigger',
		name: 'Start',
		type: 'n8n-nodes-base.manualTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const node: INode = {
		id: 'node',
		name: NODE_NAME,
		type: 'n8n-nodes-security-copilot.securityCopilotSession',
		typeVersion: 1,
		position: [200, 0],
		parameters,
		credentials: { [CREDENTIAL_TYPE]: { id: CREDENTIAL_ID, name: 'Security Copilot account' } },
		...settings,
	};
	return {
		name: 'Test',
		nodes: [trigger, node],
		connections: { Start: { main: [[{ node: NODE_NAME, type: 'main', index: 0 }]] } },
	};
}
