import type { INodeProperties } from 'n8n-workflow';
import type { ItemParameters } from '../../shared/ItemParameters';

export const returnAllField: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

export const limitField: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	displayOptions: { show: { returnAll: [false] } },
	description: 'Max number of results to return',
};

export const filterField: INodeProperties = {
	displayName: 'Filter',
	name: 'filter',
	type: 'string',
	default: '',
	placeholder: "e.g. displayName eq 'Incident 4711'",
	description:
		'OData filter. Microsoft documents the option for every list but publishes operators for plugins only; the service may refuse others.',
};

/** Maximum number of items, or infinity for all. @throws InvalidParameterError */
export function readLimit(item: ItemParameters): number {
	return item.boolean('returnAll') ? Number.POSITIVE_INFINITY : item.wholeNumber('limit', 1);
}
