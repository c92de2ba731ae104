import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { InvalidPropertyNameError, queryString, QueryTooLongError, type ODataQuery } from '../../graph/query';
import { InvalidParameterError } from '../../errors/InvalidParameterError';
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

/** @throws InvalidParameterError */
export function readSelection(item: ItemParameters): ODataQuery {
	return checkedQuery({ select: item.names('select') });
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

/** @throws InvalidParameterError */
export function readGetMany(item: ItemParameters): { query: ODataQuery; limit: number } {
	const query = checkedQuery({ select: item.names('select'), filter: item.text('filter') });
	return {
		query,
		limit: item.boolean('returnAll') ? Number.POSITIVE_INFINITY : item.wholeNumber('limit', 1),
	};
}

/**
 * A query as it is, once it is known that it can be sent.
 *
 * @param filter the parameter that its filter comes from
 * @throws InvalidParameterError
 */
export function checkedQuery(query: ODataQuery, filter = 'filter'): ODataQuery {
	try {
		queryString(query);
		return query;
	} catch (error) {
		throw asParameterError(error, query.filter ? filter : 'select');
	}
}

function asParameterError(error: unknown, parameter: string): unknown {
	if (error instanceof InvalidPropertyNameError) {
		const advice =
			'Choose fields from the list. An expression must yield names such as displayName, as a list.';
		return new InvalidParameterError('select', 'holds something that is not a property name', advice);
	}
	if (!(error instanceof QueryTooLongError)) return error;
	return new InvalidParameterError(
		parameter,
		`makes the query too long: ${error.length} characters as they are sent`,
		'Filter for less, or read the list without a filter and use a Filter node after it.',
	);
}
