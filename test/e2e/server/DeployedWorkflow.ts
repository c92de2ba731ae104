import { randomUUID } from 'node:crypto';

import type { Run } from '../n8n/runData';
import { nodeOfType, startedByWebhook, type Workflow } from '../n8n/workflows';
import { until } from '../process/until';
import type { N8nClient } from './N8nClient';

const WEBHOOK = 'n8n-nodes-base.webhook';

/** An active workflow of a running n8n that starts with a webhook. */
export class DeployedWorkflow {
	private constructor(
		private readonly client: N8nClient,
		readonly id: string,
		private readonly method: string,
		private readonly path: string,
	) {}

	/** Stores and activates a workflow. A manual trigger becomes a webhook, because only a click starts it. */
	static async deploy(client: N8nClient, workflow: Workflow): Promise<DeployedWorkflow> {
		const startable = startedByWebhook(workflow, randomUUID());
		const { httpMethod, path } = nodeOfType(startable, WEBHOOK).parameters;
		const id = await client.createWorkflow(startable);
		await client.activateWorkflow(id);
		return new DeployedWorkflow(client, id, String(httpMethod ?? 'GET'), String(path));
	}

	/** Calls the webhook. @returns what the caller of the webhook gets */
	async call(body?: object): Promise<{ status: number; body: string }> {
		// n8n registers the webhook some time after the activation has been answered.
		return await until('n8n knows the webhook', async () => {
			const response = await this.client.rest.send(this.method, `/webhook/${this.path}`, body);
			const text = await response.text();
			return response.status === 404 ? undefined : { status: response.status, body: text };
		});
	}

	/** Calls the webhook. @returns the data of the run that this started, also when it failed */
	async run(body?: object): Promise<Run> {
		await this.call(body);
		return await until('n8n has stored the run', async () => {
			const run = await this.client.newestRun(this.id);
			return run && !['new', 'running'].includes(run.status) ? run : undefined;
		});
	}
}
