import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { ODataQuery } from '../../graph/query';
import type { ItemParameters } from '../../shared/ItemParameters';
import { filterField, limitField, readLimit, returnAllField } from './list';
import { checked, selectField } from './select';

/** What every Get Many has, in the order of n8n's guidelines. @param properties of the resource, for `$select` */
export function getManyFields(properties: INodePropertyOptions[]): INodeProperties[] {
	return [returnAllField, limitField, filterField, selectField(properties)];
}

/** @throws InvalidParameterError, InvalidPropertyNameError, QueryTooLongError */
export function readGetMany(item: ItemParameters): { query: ODataQuery; limit: number } {
	const query = checked({ select: item.names('select'), filter: item.text('filter') });
	return { query, limit: readLimit(item) };
}
