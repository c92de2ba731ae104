import type { INodeProperties } from 'n8n-workflow';
import { InvalidParameterError } from '../../shared/InvalidParameterError';
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
	const displayName = item.text('displayName').trim();
	if (displayName === '')
		throw new InvalidParameterError('displayName', 'is empty', 'Enter a name for the session.');
	return displayName;
}
