import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';
import type { GraphEntity } from '../../graph/entity';
import { sessionsPath } from '../../graph/paths';
import { findSessionLinks, sessionWebUrl } from '../../text/sessionLink';
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
	description:
		'The Security Copilot session: its ID, or a link to it from the portal, also within a longer text such as a comment',
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
			hint: 'Paste the link as it is, or a text that has it; a sharing token in it is dropped',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. ecdfb9b3-58f5-457f-a18c-4a477890b252',
		},
	],
};

/** What no ID has, but texts and JSON have. */
const FREE_TEXT = /[\s"<>{}|]/;

/**
 * The session ID of an item. A link is read in every mode and out of a longer text, because expressions put links and
 * whole incidents where IDs are expected. A GUID in a text is not an ID of a session: incidents are full of them.
 *
 * @throws InvalidParameterError when it is empty, a text without a link to a session, or one with links to several
 */
export function readSessionId(item: ItemParameters): string {
	const { mode, value } = item.locator('sessionId');
	if (value === '')
		throw new InvalidParameterError('sessionId', 'is empty', 'Choose a session, or enter its ID or link.');
	const [sessionId, ...others] = findSessionLinks(value);
	if (others.length > 0) {
		throw new InvalidParameterError(
			'sessionId',
			`links to several sessions: ${[sessionId, ...others].join(', ')}`,
			'Decide which one is meant, and give only that one. Several are never guessed between.',
		);
	}
	if (sessionId !== undefined) return sessionId;
	if (mode !== 'url' && !value.includes('://') && !FREE_TEXT.test(value)) return value;
	throw new InvalidParameterError(
		'sessionId',
		'is not a link to a Security Copilot session, and has none in it',
		'Links look like https://securitycopilot.microsoft.com/sessions/ followed by the ID of the session.',
	);
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
