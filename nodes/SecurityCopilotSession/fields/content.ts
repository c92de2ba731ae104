import type { INodeProperties } from 'n8n-workflow';
import { InvalidParameterError } from '../../shared/InvalidParameterError';

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
		description: 'What to ask Security Copilot, in plain language',
	};
}

/** A prompt that says nothing would be paid for all the same. @throws InvalidParameterError */
export function checkContent(name: string, content: string): string {
	if (content.trim() === '') throw new InvalidParameterError(name, 'is empty', 'Enter what to ask.');
	return content;
}
