import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';
import type { GraphEntity } from '../../graph/entity';
import { sessionsPath } from '../../graph/paths';
import { sessionIdFromLink, sessionWebUrl } from '../../text/sessionLink';
import { InvalidParameterError } from '../InvalidParameterError';
import type { ItemParameters } from '../ItemParameters';
import { matchesFilter } from './matchesFilter';
import { search } from './search';
import { DEFAULT_WORKSPACE } from './workspace';

export const sessionField: INodeProperties = {
	displayName: 'Session',
	name: 'sessionId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The Security Copilot session: its ID, or a link to it from the portal',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchSessions', searchable: true },
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://securitycopilot.microsoft.com/sessions/ecdfb9b3-58f5-457f-a18c-4a477890b252',
			hint: 'Paste the link as it is; a sharing token in it is dropped',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. ecdfb9b3-58f5-457f-a18c-4a477890b252',
		},
	],
};

/**
 * The session ID of an item. A link is read in every mode, because expressions put links where IDs are expected.
 *
 * @throws InvalidParameterError when it is empty, or a link that is not one to a session
 */
export function readSessionId(item: ItemParameters): string {
	const { mode, value } = item.locator('sessionId');
	if (value === '')
		throw new InvalidParameterError('sessionId', 'is empty', 'Choose a session, or enter its ID or link.');
	if (mode !== 'url' && !value.includes('://')) return value;
	const sessionId = sessionIdFromLink(value);
	if (sessionId === undefined) {
		throw new InvalidParameterError(
			'sessionId',
			'is not a link to a Security Copilot session',
			'Links look like https://securitycopilot.microsoft.com/sessions/ followed by the ID of the session.',
		);
	}
	return sessionId;
}

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
		const { connectGraph } = await import('../../n8n/connectGraph');
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
