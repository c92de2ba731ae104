import { readList } from '../../../graph/list';
import { sessionsPath } from '../../../graph/paths';
import { getManyFields, readGetMany } from '../../fields/getMany';
import { includeLinkOption, optionsField, rawResponseOption } from '../../fields/options';
import { sessionProperties } from '../../fields/properties';
import { UNLIMITED, type Operation } from '../../operation';
import { present } from '../../output';
import { readWorkspaceId, workspaceField } from '../../../shared/listSearch/workspace';

/** Source: Microsoft Graph docs, "List sessions" (securityCopilot, beta). */
export const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many sessions',
	description: 'Get the sessions of a workspace; costs nothing',
	concurrency: UNLIMITED,
	fields: [
		workspaceField,
		...getManyFields(sessionProperties),
		optionsField([includeLinkOption, rawResponseOption]),
	],

	prepare(item) {
		const path = sessionsPath(readWorkspaceId(item));
		const { query, limit } = readGetMany(item);
		const options = item.options();
		return async ({ graph }) => {
			const sessions = await readList(graph, path, query, limit);
			return sessions.map((session) =>
				present(session, options, typeof session.id === 'string' ? session.id : undefined),
			);
		};
	},
};
