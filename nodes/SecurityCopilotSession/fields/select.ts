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

/** A query as it is, once it is known that it can be sent. @throws InvalidPropertyNameError, QueryTooLongError */
export function checked(query: ODataQuery): ODataQuery {
	queryString(query);
	return query;
}
