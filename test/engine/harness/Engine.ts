import './environment';
import './log';
import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { loadBuiltPackage, nodeTypesOf, type BuiltPackage } from './builtPackage';
import { standInNodes } from './standInNodes';
import { TestCredentials, type StoredCredentials } from './TestCredentials';

/** Workflow JSON as the editor exports it. */
export type WorkflowJson = Pick<IWorkflowBase, 'name' | 'nodes' | 'connections'> & Partial<IWorkflowBase>;

export interface RunOptions {
	/** What the trigger passes on. Default: one empty item. */
	items?: IDataObject[];
	mode?: WorkflowExecuteMode;
	/** Called when the run has begun, with a way to cancel it. */
	onStart?: (cancel: () => void) => void;
}

/** So far, in this process. n8n gives each an ID of its own. */
let executions = 0;

/** n8n's own execution engine with the built package, and a map in place of its database. */
export class Engine {
	readonly credentials: TestCredentials;
	readonly nodeTypes: INodeTypes;

	private constructor(
		builtPackage: BuiltPackage,
		stored: StoredCredentials,
		more: ReadonlyMap<string, INodeType>,
	) {
		this.credentials = new TestCredentials(builtPackage.credentials, stored);
		this.nodeTypes = nodeTypesOf(new Map([...standInNodes, ...builtPackage.nodes, ...more]));
	}

	/** @param more further node types by full name */
	static async start(
		stored: StoredCredentials,
		more: ReadonlyMap<string, INodeType> = new Map(),
	): Promise<Engine> {
		return new Engine(await loadBuiltPackage(), stored, more);
	}

	workflow(json: WorkflowJson): Workflow {
		return new Workflow({
			id: json.id ?? 'workflow',
			name: json.name,
			nodes: json.nodes,
			connections: json.connections,
			active: false,
			nodeTypes: this.nodeTypes,
			settings: json.settings ?? { executionOrder: 'v1' },
			staticData: json.staticData,
		});
	}

	/** Everything around an execution that n8n's server would give. */
	additionalData(json: WorkflowJson, mode: WorkflowExecuteMode = 'manual'): IWorkflowExecuteAdditionalData {
		const base = 'http://localhost:5678';
		const executionId = `execution-${++executions}`;
		const data: Partial<IWorkflowExecuteAdditionalData> = {
			hooks: new ExecutionLifecycleHooks(mode, executionId, json as IWorkflowBase),
			credentialsHelper: this.credentials,
			executionId,
			userId: 'user',
			variables: {},
			restApiUrl: `${base}/rest`,
			instanceBaseUrl: base,
			webhookBaseUrl: `${base}/webhook`,
			webhookTestBaseUrl: `${base}/webhook-test`,
			webhookWaitingBaseUrl: `${base}/webhook-waiting`,
			formWaitingBaseUrl: `${base}/form-waiting`,
			setExecutionStatus() {},
			logAiEvent() {},
		};
		return data as IWorkflowExecuteAdditionalData;
	}

	/** Runs a workflow from its trigger to its end. */
	async run(json: WorkflowJson, { items = [{}], mode = 'manual', onStart }: RunOptions = {}): Promise<IRun> {
		const workflow = this.workflow(json);
		const start = triggerOf(json, workflow);
		const state = createRunExecutionData({
			executionData: {
				nodeExecutionStack: [
					{
						node: start,
						data: { main: [items.map((item): INodeExecutionData => ({ json: item }))] },
						source: null,
					},
				],
			},
		});
		const execution = new WorkflowExecute(
			this.additionalData(json, mode),
			mode,
			state,
		).processRunExecutionData(workflow);
		onStart?.(() => execution.cancel());
		return await execution;
	}
}

function triggerOf(json: WorkflowJson, workflow: Workflow): INode {
	const name = json.nodes.find(({ type }) => /trigger$/i.test(type))?.name;
	const node = name === undefined ? undefined : workflow.getNode(name);
	if (!node) throw new Error('The workflow has no trigger');
	return node;
}
