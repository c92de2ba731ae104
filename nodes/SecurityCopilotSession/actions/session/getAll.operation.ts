import { readList } from '../../../graph/list';
import { sessionsPath } from '../../../graph/paths';
import { filterField, limitField, readLimit, returnAllField } from '../../fields/list';
import { includeLinkOption, optionsField, rawResponseOption } from '../../fields/options';
import { selectField } from '../../fields/select';
import { sessionProperties } from '../../fields/sessionProperties';
import type { Operation } from '../../operation';
import { present } from '../../output';
import { readWorkspaceId, workspaceField } from '../../pickers/workspace';

/** Source: Microsoft Graph docs, "List sessions" (securityCopilot, beta). */
export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many sessions',
	description: 'Get the sessions of a workspace; costs nothing',
	writes: false,
	fields: [
		workspaceField,
		returnAllField,
		limitField,
		filterField,
		selectField(sessionProperties),
		optionsField([includeLinkOption, rawResponseOption]),
	],

	prepare(item) {
		const path = sessionsPath(readWorkspaceId(item));
		const query = { select: item.names('select'), filter: item.text('filter') };
		const limit = readLimit(item);
		const options = item.options();
		return async ({ graph }) => {
			const sessions = await readList(graph, path, query, limit);
			return sessions.map((session) =>
				present(session, options, typeof session.id === 'string' ? session.id : undefined),
			);
		};
	},
};
