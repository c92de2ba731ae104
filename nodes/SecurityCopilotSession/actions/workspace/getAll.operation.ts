import { readList } from '../../../graph/list';
import { workspacesPath } from '../../../graph/paths';
import { filterField, limitField, readLimit, returnAllField } from '../../fields/list';
import { optionsField, rawResponseOption } from '../../fields/options';
import { selectField } from '../../fields/select';
import type { Operation } from '../../operation';
import { present } from '../../output';

/** Source: Microsoft Graph docs, "List workspaces" (securityCopilot, beta), which does not document `$top`. */
export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many workspaces',
	description: 'Get the workspaces that the signed-in user or app may see; costs nothing',
	writes: false,
	fields: [
		returnAllField,
		limitField,
		filterField,
		selectField([
			{ name: 'Display Name', value: 'displayName' },
			{ name: 'ID', value: 'id' },
		]),
		optionsField([rawResponseOption]),
	],

	prepare(item) {
		const query = { select: item.names('select'), filter: item.text('filter') };
		const limit = readLimit(item);
		const options = item.options();
		return async ({ graph }) => {
			const workspaces = await readList(graph, workspacesPath(), query, limit, false);
			return workspaces.map((workspace) => present(workspace, options));
		};
	},
};
