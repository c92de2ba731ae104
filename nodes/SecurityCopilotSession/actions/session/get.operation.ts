import { sessionPath } from '../../../graph/paths';
import { includeLinkOption, optionsField, rawResponseOption, readOutputOptions } from '../../fields/options';
import { readSelection, selectField } from '../../fields/query';
import { sessionProperties } from '../../fields/properties';
import { UNLIMITED, type Operation } from '../../operation';
import { present } from '../../output';
import { readSessionId, readWorkspaceId, sessionField, workspaceField } from '../../../shared/locators';

/** Source: Microsoft Graph docs, "Get session" (securityCopilot, beta). */
export const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get session',
	description: 'Get one session by its ID or link; costs nothing',
	concurrency: UNLIMITED,
	fields: [
		workspaceField,
		sessionField,
		selectField(sessionProperties),
		optionsField([includeLinkOption, rawResponseOption]),
	],

	prepare(item) {
		const sessionId = readSessionId(item);
		const request = {
			path: sessionPath({ workspaceId: readWorkspaceId(item), sessionId }),
			query: readSelection(item),
		};
		const options = readOutputOptions(item);
		return async ({ graph }) => [present(await graph.get(request.path, request.query), options, sessionId)];
	},
};
