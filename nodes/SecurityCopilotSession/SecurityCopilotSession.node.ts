import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { listSearch } from '../shared/listSearch';
import { describeResources } from './resources';

/** A constant, because the rules of n8n's two lint plugins contradict each other on a literal: text or constant. */
const MAIN = [NodeConnectionTypes.Main];

export class SecurityCopilotSession implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Security Copilot Session',
		name: 'securityCopilotSession',
		icon: {
			light: 'file:../icons/securityCopilot.svg',
			dark: 'file:../icons/securityCopilot.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Ask Microsoft Security Copilot, and read its sessions, prompts and answers',
		defaults: { name: 'Security Copilot Session' },
		usableAsTool: true,
		inputs: MAIN,
		outputs: MAIN,
		credentials: [{ name: 'securityCopilotOAuth2Api', required: true }],
		properties: describeResources(),
	};

	methods = { listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		// n8n loads every node when it starts; what only an execution needs is loaded with the first one.
		const { runItems } = await import('./run');
		return [await runItems(this)];
	}
}
