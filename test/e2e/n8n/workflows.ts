import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A workflow as n8n exports it, as far as it matters here. */
export interface Workflow {
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
}

export interface WorkflowNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	credentials?: Record<string, CredentialReference>;
	webhookId?: string;
}

export interface CredentialReference {
	id: string;
	name: string;
}

const EXAMPLES = join(__dirname, '..', '..', '..', 'examples');

/** The names of all workflows in the folder `examples`. */
export async function exampleNames(): Promise<string[]> {
	const files = (await readdir(EXAMPLES)).filter((file) => file.endsWith('.json'));
	return files.map((file) => file.slice(0, -'.json'.length)).sort();
}

/** A workflow of the folder `examples`, as users import it. @param name the file's name without `.json` */
export async function exampleWorkflow(name: string): Promise<Workflow> {
	return JSON.parse(await readFile(join(EXAMPLES, `${name}.json`), 'utf8')) as Workflow;
}

/** @throws Error when the workflow does not have exactly one node of the type */
export function nodeOfType({ name, nodes }: Workflow, type: string): WorkflowNode {
	const found = nodes.filter((node) => node.type === type);
	if (found[0] && found.length === 1) return found[0];
	throw new Error(`The workflow "${name}" has ${found.length} nodes of the type ${type}, not one.`);
}

/** Of the webhook that starts a workflow, behind `/webhook/`; undefined for a workflow that starts in another way. */
export function webhookPath({ nodes }: Workflow): string | undefined {
	const paths = nodes.filter(({ type }) => /(?:\.webhook|\.mcpTrigger)$/.test(type));
	return paths[0] && String(paths[0].parameters['path']);
}

/** The same workflow with another credential in every node that has one of that type. */
export function withCredential(workflow: Workflow, type: string, credential: CredentialReference): Workflow {
	return mapNodes(workflow, (node) =>
		node.credentials?.[type] ? { ...node, credentials: { ...node.credentials, [type]: credential } } : node,
	);
}

/** The same workflow with one parameter of one node changed. @throws Error when there is no such node */
export function withParameter(workflow: Workflow, nodeName: string, name: string, value: unknown): Workflow {
	if (!workflow.nodes.some((node) => node.name === nodeName)) {
		throw new Error(`The workflow "${workflow.name}" has no node "${nodeName}".`);
	}
	return mapNodes(workflow, (node) =>
		node.name === nodeName ? { ...node, parameters: { ...node.parameters, [name]: value } } : node,
	);
}

/** The same workflow whose webhooks have another address. */
export function withOwnPath(workflow: Workflow, path: string): Workflow {
	return mapNodes(workflow, (node) =>
		node.webhookId === undefined
			? node
			: {
					...node,
					webhookId: path,
					parameters: { ...node.parameters, ...(node.parameters['path'] !== undefined && { path }) },
				},
	);
}

/**
 * The same workflow, started by a call instead of a click: a webhook takes the place and the name of the manual trigger,
 * so that connections and expressions keep fitting. It answers with what the last node puts out.
 */
export function startedByWebhook(workflow: Workflow): Workflow {
	return mapNodes(workflow, (node) =>
		node.type === 'n8n-nodes-base.manualTrigger'
			? {
					...node,
					type: 'n8n-nodes-base.webhook',
					typeVersion: 2,
					webhookId: 'started-by-webhook',
					parameters: { path: 'started-by-webhook', responseMode: 'lastNode', options: {} },
				}
			: node,
	);
}

function mapNodes(workflow: Workflow, change: (node: WorkflowNode) => WorkflowNode): Workflow {
	return { ...workflow, nodes: workflow.nodes.map(change) };
}
