import { readList } from '../../../graph/list';
import { workspacesPath } from '../../../graph/paths';
import { getManyFields, readGetMany } from '../../fields/getMany';
import { optionsField, rawResponseOption } from '../../fields/options';
import { workspaceProperties } from '../../fields/properties';
import { UNLIMITED, type Operation } from '../../operation';
import { present } from '../../output';

/** Source: Microsoft Graph docs, "List workspaces" (securityCopilot, beta), which does not document `$top`. */
export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many workspaces',
	description: 'Get the workspaces that the signed-in user or app may see; costs nothing',
	concurrency: UNLIMITED,
	fields: [...getManyFields(workspaceProperties), optionsField([rawResponseOption])],

	prepare(item) {
		const { query, limit } = readGetMany(item);
		const options = item.options();
		return async ({ graph }) => {
			const workspaces = await readList(graph, workspacesPath(), query, limit, { takesTop: false });
			return workspaces.map((workspace) => present(workspace, options));
		};
	},
};
