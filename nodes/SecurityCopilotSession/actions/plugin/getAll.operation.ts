import type { GraphEntity } from '../../../graph/entity';
import { readList } from '../../../graph/list';
import { pluginsPath } from '../../../graph/paths';
import { checkedQuery, getManyFields, readGetMany } from '../../fields/query';
import { optionsField, rawResponseOption, readOutputOptions } from '../../fields/options';
import { pluginProperties } from '../../fields/properties';
import { UNLIMITED, type Operation } from '../../operation';
import { pick, present } from '../../output';
import { readWorkspaceId, workspaceField } from '../../../shared/locators';
import { filtersField, readComparisons } from './filters';

/** Source: Microsoft Graph docs, "List plugins" (securityCopilot, beta). A plugin has no ID; its name is its key. */
export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many plugins',
	description: 'Get the plugins of a workspace; costs nothing',
	concurrency: UNLIMITED,
	fields: [
		workspaceField,
		...getManyFields(pluginProperties, "contains(name,'Defender')"),
		filtersField,
		optionsField([rawResponseOption]),
	],

	prepare(item) {
		const path = pluginsPath(readWorkspaceId(item));
		const { query, limit } = readGetMany(item);
		const comparisons = readComparisons(item);
		const sent = query.filter?.trim() ? query.filter : comparisons.shift()?.filter;
		checkedQuery({ filter: sent }, 'filters');
		const options = readOutputOptions(item);
		// What is compared here must be there to be compared, whatever is selected for the output.
		const select = query.select?.length && comparisons.length > 0 ? undefined : query.select;
		const isWanted =
			comparisons.length > 0
				? (plugin: GraphEntity) => comparisons.every(({ holds }) => holds(plugin))
				: undefined;
		return async ({ graph }) => {
			const plugins = await readList(graph, path, { select, filter: sent }, limit, { isWanted });
			return plugins.map((plugin) => present(pick(plugin, query.select), options));
		};
	},
};
