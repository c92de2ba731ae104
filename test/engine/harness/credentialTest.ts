import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	NodeConnectionTypes,
	type INode,
	type INodeType,
	type ICredentialTestRequest,
	Workflow,
} from 'n8n-workflow';
import { nodeTypesOf } from './builtPackage';
import type { Engine } from './Engine';
import { CREDENTIAL_ID, sessionWorkflow } from './sessionWorkflow';
import { CREDENTIAL_TYPE } from './signIn';

/** What the editor shows. */
export interface CredentialTestResult {
	status: 'OK' | 'Error';
	message: string;
}

/**
 * The editor's test of a credential: n8n sends the request that the credential class declares, as if a declarative
 * node did. Source: n8n 2.41, `services/credentials-tester.service.js` (`runRequestTest`).
 */
export async function testCredential(engine: Engine): Promise<CredentialTestResult> {
	const test = engine.credentials.typeOf(CREDENTIAL_TYPE).test as ICredentialTestRequest;
	const nodeType: INodeType = {
		description: {
			displayName: 'No Operation',
			name: 'noOp',
			group: ['organization'],
			version: 1,
			description: '',
			defaults: { name: 'No Operation' },
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			credentials: [{ name: CREDENTIAL_TYPE, required: true }],
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: 'string',
					routing: { request: test.request },
					default: '',
				},
			],
		},
	};
	const node: INode = {
		id: 'temp',
		name: 'Temp-Node',
		type: 'noOp',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { [CREDENTIAL_TYPE]: { id: CREDENTIAL_ID, name: 'Security Copilot account' } },
	};
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: nodeTypesOf(new Map([['noOp', nodeType]])),
	});
	const additionalData = engine.additionalData(sessionWorkflow({}));
	const credential = await engine.credentials.getDecrypted(
		additionalData,
		node.credentials![CREDENTIAL_TYPE]!,
		CREDENTIAL_TYPE,
	);
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData,
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	const decrypted = { id: CREDENTIAL_ID, name: 'Test', type: CREDENTIAL_TYPE, data: credential };
	try {
		await new RoutingNode(context, nodeType, decrypted).runNode();
		return { status: 'OK', message: 'Connection successful!' };
	} catch (error) {
		return { status: 'Error', message: shownMessage(error as Error, test) };
	}
}

/** What n8n shows of a failure: the message of a rule, the status, the code, or the text. */
function shownMessage(error: Error, { rules = [] }: ICredentialTestRequest): string {
	const { response, code } = (error.cause ?? {}) as {
		response?: { status: number; statusText: string };
		code?: string;
	};
	const rule = rules.find(
		({ type, properties }) => type === 'responseCode' && properties.value === response?.status,
	);
	if (rule) return rule.properties.message;
	if (response) return response.statusText || `Received HTTP status code: ${response.status}`;
	return code ?? error.message;
}
