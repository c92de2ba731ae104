import type { INodeProperties } from 'n8n-workflow';
import type { GraphEntity } from '../../../graph/entity';
import { containsFilter, equalsFilter } from '../../../graph/query';
import { asBoolean, asText, type ItemParameters } from '../../../shared/ItemParameters';

/** The comparisons that Microsoft documents for plugins, as fields. Source: Graph docs, resource type "plugin". */
export const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	description: 'Only plugins for which all of these hold',
	options: [
		{
			displayName: 'Display Name',
			name: 'displayName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Microsoft Entra',
			description: 'The display name, exactly',
		},
		{
			displayName: 'Is Enabled',
			name: 'isEnabled',
			type: 'boolean',
			default: true,
			description: 'Whether the plugin is enabled',
		},
		{
			displayName: 'Name',
			name: 'name',
			type: 'string',
			default: '',
			placeholder: 'e.g. Entra',
			description: 'The name, exactly',
		},
		{
			displayName: 'Name Contains',
			name: 'nameContains',
			type: 'string',
			default: '',
			placeholder: 'e.g. Defender',
			description: 'A part of the name',
		},
	],
};

/** A comparison, as OData and as what it means. */
interface Comparison {
	filter: string;
	holds: (plugin: GraphEntity) => boolean;
}

/**
 * The comparisons that are set. Whether the service can combine them is not documented, so `getAll` sends one
 * of them, where Filter is empty, and checks the others by `holds`.
 *
 * @throws InvalidParameterError
 */
export function readComparisons(item: ItemParameters): Comparison[] {
	const { displayName, isEnabled, name, nameContains } = item.collection('filters');
	const comparisons: Comparison[] = [];
	for (const [property, value] of Object.entries({ name, displayName })) {
		if (!isGiven(value)) continue;
		const text = asText(property, value);
		comparisons.push({ filter: equalsFilter(property, text), holds: (plugin) => plugin[property] === text });
	}
	if (isGiven(nameContains)) {
		const part = asText('nameContains', nameContains);
		comparisons.push({
			filter: containsFilter('name', part),
			holds: (plugin) => String(plugin.name).toLowerCase().includes(part.toLowerCase()),
		});
	}
	if (isGiven(isEnabled)) {
		const wanted = asBoolean('isEnabled', isEnabled);
		comparisons.push({ filter: `isEnabled eq ${wanted}`, holds: (plugin) => plugin.isEnabled === wanted });
	}
	return comparisons;
}

function isGiven(value: unknown): boolean {
	return value !== undefined && value !== null && value !== '';
}
