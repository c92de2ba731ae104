import { randomUUID } from 'node:crypto';

import type { Run } from '../n8n/runData';
import { startedByWebhook, withOwnPath, type Workflow } from '../n8n/workflows';
import { until } from '../process/until';
import type { N8nClient } from './N8nClient';

/** What the sender of a request gets. */
export interface WebhookAnswer {
	status: number;
	body: string;
}

interface Webhook {
	method: string;
	/** Behind `/webhook/`. */
	path: string;
}

/** An active workflow of a running n8n. */
export class DeployedWorkflow {
	private constructor(
		private readonly client: N8nClient,
		readonly id: string,
		/** Undefined for a workflow that starts in another way. */
		private readonly webhook: Webhook | undefined,
	) {}

	/** Behind `/webhook/` or `/mcp/`. */
	get path(): string {
		return this.webhook?.path ?? '';
	}

	/**
	 * Stores and activates a workflow. A manual trigger becomes a webhook, because only a click starts it; a webhook gets
	 * an address of its own, because several workflows of a run may have the same.
	 */
	static async deploy(client: N8nClient, workflow: Workflow): Promise<DeployedWorkflow> {
		const startable = withOwnPath(startedByWebhook(workflow), randomUUID());
		const id = await client.createWorkflow(startable);
		await client.activateWorkflow(id);
		return new DeployedWorkflow(client, id, webhookOf(startable));
	}

	/** Calls the webhook. @returns what the caller of the webhook gets */
	async call(body?: unknown, headers?: Record<string, string>): Promise<WebhookAnswer> {
		const { webhook, client } = this;
		if (!webhook) throw new Error('This workflow does not start with a webhook.');
		// n8n registers the webhook some time after the activation has been answered.
		return await until('n8n knows the webhook', async () => {
			const response = await client.rest.send(webhook.method, `/webhook/${webhook.path}`, body, headers);
			const text = await response.text();
			return response.status === 404 ? undefined : { status: response.status, body: text };
		});
	}

	/** Calls the webhook. @returns the data of the run that this started, also when it failed */
	async run(body?: unknown, headers?: Record<string, string>): Promise<Run> {
		const before = (await this.runs()).length;
		await this.call(body, headers);
		const [run] = await this.endedRuns(before + 1);
		if (!run) throw new Error('n8n has stored no run.');
		return run;
	}

	/** Waits until as many runs have ended and none is under way. @returns all of them, newest first */
	async endedRuns(count: number): Promise<Run[]> {
		return await until(`${count} runs have ended`, async () => {
			const runs = await this.runs();
			const haveEnded = runs.every(({ status }) => !['new', 'running', 'waiting'].includes(status));
			return runs.length >= count && haveEnded ? runs : undefined;
		});
	}

	/** Also those that have not ended yet; newest first. */
	async runs(): Promise<Run[]> {
		return await this.client.runsOf(this.id);
	}

	/** From now on nothing starts it. */
	async stop(): Promise<void> {
		await this.client.deactivateWorkflow(this.id);
	}

	/** Lets it start again. */
	async restart(): Promise<void> {
		await this.client.activateWorkflow(this.id);
	}
}

function webhookOf({ nodes }: Workflow): Webhook | undefined {
	for (const { type, parameters, webhookId } of nodes) {
		if (type === 'n8n-nodes-base.webhook') {
			return { method: String(parameters['httpMethod'] ?? 'GET'), path: String(parameters['path']) };
		}
		if (type === '@n8n/n8n-nodes-langchain.mcpTrigger')
			return { method: 'POST', path: String(parameters['path']) };
		if (type === '@n8n/n8n-nodes-langchain.chatTrigger') return { method: 'POST', path: `${webhookId}/chat` };
	}
	return undefined;
}
