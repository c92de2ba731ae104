import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { readList } from '../graph/list';
import type { ItemParameters } from '../shared/ItemParameters';
import { includeLinkOption, optionsField, rawResponseOption, readOutputOptions } from './fields/options';
import { getManyFields, readGetMany } from './fields/query';
import { UNLIMITED, type Operation } from './operation';
import { present } from './output';

/** What tells one Get Many from another. */
interface GetMany {
	action: string;
	description: string;
	/** What the list belongs to. */
	parents?: INodeProperties[];
	properties: INodePropertyOptions[];
	/** An example for `$filter`. */
	filter: string;
	/** @throws InvalidParameterError */
	readPath: (item: ItemParameters) => string;
	/** Whether it lists sessions, which can be linked to. */
	isOfSessions?: boolean;
	/** Whether the list takes `$top`. */
	takesTop?: boolean;
}

/** A Get Many that reads one list of Graph; one item per object. */
export function getManyOperation(list: GetMany): Operation {
	return {
		value: 'getAll',
		name: 'Get Many',
		action: list.action,
		description: list.description,
		concurrency: UNLIMITED,
		fields: [
			...(list.parents ?? []),
			...getManyFields(list.properties, list.filter),
			optionsField(list.isOfSessions ? [includeLinkOption, rawResponseOption] : [rawResponseOption]),
		],

		prepare(item) {
			const path = list.readPath(item);
			const { query, limit } = readGetMany(item);
			const options = readOutputOptions(item);
			return async ({ graph }) => {
				const objects = await readList(graph, path, query, limit, { takesTop: list.takesTop });
				return objects.map((object) => {
					const isLinked = list.isOfSessions && typeof object.id === 'string';
					return present(object, options, isLinked ? String(object.id) : undefined);
				});
			};
		},
	};
}
