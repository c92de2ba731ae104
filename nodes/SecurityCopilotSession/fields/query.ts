import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { queryString, type ODataQuery } from '../../graph/query';
import type { ItemParameters } from '../../shared/ItemParameters';

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

/** @throws InvalidParameterError, InvalidPropertyNameError, QueryTooLongError */
export function readSelection(item: ItemParameters): ODataQuery {
	return checked({ select: item.names('select') });
}

/**
 * What every Get Many has, in the order of n8n's guidelines.
 *
 * @param properties of the resource, for `$select`
 * @param filter an example for `$filter`
 */
export function getManyFields(properties: INodePropertyOptions[], filter: string): INodeProperties[] {
	return [
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			default: false,
			description: 'Whether to return all results or only up to a given limit',
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			displayOptions: { show: { returnAll: [false] } },
			description: 'Max number of results to return',
		},
		{
			displayName: 'Filter',
			name: 'filter',
			type: 'string',
			default: '',
			placeholder: `e.g. ${filter}`,
			description:
				'OData filter. Microsoft documents the option for every list but publishes operators for plugins only; the service may refuse others.',
		},
		selectField(properties),
	];
}

/** @throws InvalidParameterError, InvalidPropertyNameError, QueryTooLongError */
export function readGetMany(item: ItemParameters): { query: ODataQuery; limit: number } {
	const query = checked({ select: item.names('select'), filter: item.text('filter') });
	return {
		query,
		limit: item.boolean('returnAll') ? Number.POSITIVE_INFINITY : item.wholeNumber('limit', 1),
	};
}

/** A query as it is, once it is known that it can be sent. @throws InvalidPropertyNameError, QueryTooLongError */
function checked(query: ODataQuery): ODataQuery {
	queryString(query);
	return query;
}
