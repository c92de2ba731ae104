import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** The field for `$select`. @param options the properties of the resource, in alphabetical order */
export function selectField(options: INodePropertyOptions[]): INodeProperties {
	return {
		displayName: 'Select Fields',
		name: 'select',
		type: 'multiOptions',
		options,
		default: [],
		description:
			'The properties to return; none chosen means all. An expression may name any property of the resource.',
	};
}
