import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { GraphEntity } from '../../graph/entity';
import { sessionsPath } from '../../graph/paths';
import { connectGraph } from '../../n8n/connectGraph';
import { sessionWebUrl } from '../../text/sessionLink';
import { matchesFilter } from './matchesFilter';
import { search } from './search';
import { DEFAULT_WORKSPACE } from './workspace';

/**
 * The editor's list of sessions of the chosen workspace, as Graph orders them. Sessions without a name are shown by
 * their date.
 *
 * @throws NodeApiError or NodeOperationError
 */
export async function searchSessions(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await search(this, 'session', async () => {
		const { graph } = await connectGraph(this);
		const workspaceId = this.getCurrentNodeParameter('workspaceId', { extractValue: true });
		const path = sessionsPath(String(workspaceId || DEFAULT_WORKSPACE));
		const page =
			paginationToken === undefined
				? await graph.firstPage(path, { select: ['id', 'createdDateTime', 'displayName'] })
				: await graph.nextPage(paginationToken);
		const results = page.items
			.map((session) => ({
				name: sessionLabel(session),
				value: String(session.id),
				url: sessionWebUrl(String(session.id)),
			}))
			.filter(({ name, value }) => matchesFilter(filter, name, value));
		return { results, paginationToken: page.nextLink };
	});
}

/** How a list shows a session: its name, or when it was made. */
export function sessionLabel({ displayName, createdDateTime }: GraphEntity): string {
	if (typeof displayName === 'string' && displayName.trim() !== '') return displayName;
	const date =
		typeof createdDateTime === 'string' ? createdDateTime.slice(0, 16).replace('T', ' ') : 'unknown date';
	return `Untitled session of ${date} UTC`;
}
