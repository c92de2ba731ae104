import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';
import { listSearch } from '../shared/listSearch';
import { triggerFields } from './fields';

/** A constant, because the rules of n8n's two lint plugins contradict each other on a literal: text or constant. */
const MAIN = [NodeConnectionTypes.Main];

export class SecurityCopilotSessionTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Security Copilot Session Trigger',
		name: 'securityCopilotSessionTrigger',
		icon: {
			light: 'file:../icons/securityCopilot.svg',
			dark: 'file:../icons/securityCopilot.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["event"].replace(/[A-Z]/g, " $&").toLowerCase() }}',
		// n8n's node search introduces both nodes of the package with this text.
		description: 'Ask Microsoft Security Copilot and read its answers, or start a workflow on new ones',
		defaults: { name: 'Security Copilot Session Trigger' },
		polling: true,
		inputs: [],
		outputs: MAIN,
		credentials: [{ name: 'securityCopilotOAuth2Api', required: true }],
		properties: triggerFields,
	};

	methods = { listSearch };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		// n8n loads every node when it starts; what only a poll needs is loaded with the first one.
		const { pollOnce } = await import('./pollOnce');
		return await pollOnce(this);
	}
}
