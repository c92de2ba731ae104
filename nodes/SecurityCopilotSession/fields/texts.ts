import type { INodeProperties } from 'n8n-workflow';
import type { ItemParameters } from '../../shared/ItemParameters';

export const displayNameField: INodeProperties = {
	displayName: 'Display Name',
	name: 'displayName',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Incident 4711',
	description: 'The name of the session in the portal',
};

/** @throws InvalidParameterError when there is no name */
export function readDisplayName(item: ItemParameters): string {
	return item.content('displayName', 'Enter a name for the session.').trim();
}

/** @param name of the parameter */
export function contentField(name: 'content' | 'prompt'): INodeProperties {
	return {
		displayName: 'Prompt',
		name,
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		required: true,
		placeholder: 'e.g. Summarize incident 4711 and list the affected users',
		description:
			name === 'prompt'
				? 'What to ask Security Copilot, in plain language. Each answer takes seconds to minutes and costs compute units.'
				: 'What to ask Security Copilot, in plain language',
	};
}

export const ENTER_A_PROMPT = 'Enter what to ask.';
