import './harness/environment';
import './harness/log';
import { AsyncLocalStorage } from 'node:async_hooks';
import { Container } from '@n8n/di';
import { PollContext, PollTriggerExecutor } from 'n8n-core';
import type { IDataObject, INode, INodeExecutionData, Workflow } from 'n8n-workflow';
import type { Emulator } from '../emulator';
import { CREDENTIAL_TYPE, type Engine, type NodeParameters, type WorkflowJson } from './harness';

export const TRIGGER_NAME = 'When Something Happened';

/** So far, in this process. */
let workflows = 0;

/** A workflow of our trigger alone. @param settings of the node */
export function triggerWorkflow(parameters: NodeParameters, settings: Partial<INode> = {}): WorkflowJson {
	const node: INode = {
		id: 'trigger',
		name: TRIGGER_NAME,
		type: 'n8n-nodes-security-copilot.securityCopilotSessionTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: { [CREDENTIAL_TYPE]: { id: 'credential', name: 'Security Copilot account' } },
		...settings,
	};
	return { id: `workflow-${++workflows}`, name: 'Test', nodes: [node], connections: {} };
}

/**
 * How n8n keeps what a trigger remembers. `workflow`: with the workflow, after an emission and at the activation, the
 * way of all versions. `cursor`: staged during a poll and stored along with its emission, N8N_POLLER_DURABLE_CURSORS_ENABLED
 * of n8n 2.41.
 */
export type Storage = 'workflow' | 'cursor';

interface HostOptions {
	storage?: Storage;
	/** Milliseconds that a poll may take; null for an n8n that sets no limit. */
	budgetMs?: number | null;
}

/**
 * An active workflow in n8n's server: its own code polls, and what the server stores is kept here as text.
 *
 * Source: n8n 2.41, `trigger-execution-context.factory.js`, `poll-cursor.service.js` and `active-workflow-manager.js`.
 */
export class TriggerHost {
	/** What was emitted, one list per emission. */
	readonly emitted: IDataObject[][] = [];
	readonly errors: Error[] = [];
	private stored = '{}';
	private readonly staged = new AsyncLocalStorage<{ cursor: IDataObject }>();
	private workflow: Workflow;
	private executor: (isActivation?: boolean) => Promise<void>;

	constructor(
		private readonly engine: Engine,
		private json: WorkflowJson,
		private readonly options: HostOptions = {},
	) {
		({ workflow: this.workflow, executor: this.executor } = this.load());
	}

	/** The first poll, which n8n makes when a workflow is activated. @throws what the poll throws */
	async activate(): Promise<void> {
		await this.executor(true);
		if (this.options.storage !== 'cursor') this.store();
	}

	/** A scheduled poll. @returns what it emitted */
	async poll(): Promise<IDataObject[]> {
		const before = this.emitted.length;
		await this.executor();
		return this.emitted.slice(before).flat();
	}

	/** Ends this n8n and starts another one, perhaps with a changed node. */
	restart(json = this.json): void {
		this.json = json;
		({ workflow: this.workflow, executor: this.executor } = this.load());
	}

	/** What the server has stored for the node. */
	get remembered(): string {
		return this.stored;
	}

	private load(): { workflow: Workflow; executor: (isActivation?: boolean) => Promise<void> } {
		const { storage = 'workflow', budgetMs } = this.options;
		const staticData = storage === 'workflow' ? JSON.parse(this.stored) : {};
		const workflow = this.engine.workflow({ ...this.json, staticData });
		const node = workflow.getNode(TRIGGER_NAME)!;
		const context = new PollContext(
			workflow,
			node,
			// A poll is no execution.
			{ ...this.engine.additionalData(this.json, 'trigger'), executionId: undefined },
			'trigger',
			'activate',
			(data) => this.emit(data),
			(error) => void this.errors.push(error),
			async () => (storage === 'cursor' ? this.store() : undefined),
			async (poll) => await this.staged.run({ cursor: JSON.parse(this.stored) }, poll),
			storage === 'cursor' ? () => this.staged.getStore()!.cursor : undefined,
			typeof budgetMs === 'number' ? () => budgetMs : undefined,
		);
		if (budgetMs === null) Object.assign(context, { getPollBudgetMs: undefined });
		return {
			workflow,
			executor: Container.get(PollTriggerExecutor).create(workflow, node, context, () => true),
		};
	}

	private emit(data: INodeExecutionData[][]): void {
		this.store();
		this.emitted.push(data.flat().map(({ json }) => json));
	}

	private store(): void {
		const data =
			this.options.storage === 'cursor' ? this.staged.getStore()!.cursor : this.workflow.staticData;
		this.stored = JSON.stringify(data);
	}
}

/** A host whose first polls are over. In an n8n with staged cursors, the one at the activation leaves no trace. */
export async function afterFirstPolls(host: TriggerHost, emulator: Emulator): Promise<TriggerHost> {
	await host.activate();
	expect(await host.poll()).toEqual([]);
	emulator.advance(1_000);
	return host;
}
