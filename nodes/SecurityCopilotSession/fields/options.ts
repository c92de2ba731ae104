import type { INodeProperties } from 'n8n-workflow';
import type { ItemParameters } from '../../shared/ItemParameters';
import { retryOptions } from './retryOptions';

export const includeLinkOption: INodeProperties = {
	displayName: 'Include Link',
	name: 'includeLink',
	type: 'boolean',
	default: false,
	description: 'Whether to add webUrl, the address of the session in the Security Copilot portal',
};

export const rawResponseOption: INodeProperties = {
	displayName: 'Raw Response',
	name: 'rawResponse',
	type: 'boolean',
	default: false,
	description:
		'Whether to keep the annotations of Graph, such as @odata.context, and its date for "not yet" (year 1)',
};

/** How an object of Graph is shown. */
export interface OutputOptions {
	rawResponse: boolean;
	includeLink: boolean;
}

/** @throws InvalidParameterError for what is neither true nor false */
export function readOutputOptions(item: ItemParameters): OutputOptions {
	return { rawResponse: item.switchedOn('rawResponse'), includeLink: item.switchedOn('includeLink') };
}

/** The collection of optional parameters: those of the operation, and those that every operation has. */
export function optionsField(options: INodeProperties[] = []): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...options, ...retryOptions].sort((one, other) =>
			one.displayName < other.displayName ? -1 : 1,
		),
	};
}
