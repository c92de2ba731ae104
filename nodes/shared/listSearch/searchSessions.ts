import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { GraphEntity } from '../../graph/entity';
import { sessionsPath } from '../../graph/paths';
import { sessionWebUrl } from '../../text/sessionLink';
import { search } from './search';
import { DEFAULT_WORKSPACE } from './workspace';

/**
 * The editor's list of sessions of the chosen workspace. Sessions without a name are shown by their date.
 *
 * @throws NodeApiError or NodeOperationError
 */
export async function searchSessions(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const workspaceId = () => this.getCurrentNodeParameter('workspaceId', { extractValue: true });
	const sessions = {
		resource: 'session',
		path: () => sessionsPath(String(workspaceId() || DEFAULT_WORKSPACE)),
		query: { select: ['id', 'createdDateTime', 'displayName'] },
		entry: (session: GraphEntity) => ({
			name: sessionLabel(session),
			value: String(session.id),
			url: sessionWebUrl(String(session.id)),
		}),
	};
	return await search(this, sessions, filter, paginationToken);
}

/** How a list shows a session: its name, or when it was made. */
function sessionLabel({ displayName, createdDateTime }: GraphEntity): string {
	if (typeof displayName === 'string' && displayName.trim() !== '') return displayName;
	const date =
		typeof createdDateTime === 'string' ? createdDateTime.slice(0, 16).replace('T', ' ') : 'unknown date';
	return `Untitled session of ${date} UTC`;
}
