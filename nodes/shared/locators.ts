import type { INodeProperties } from 'n8n-workflow';
import { findSessionLinks } from '../text/sessionLink';
import { InvalidParameterError } from '../errors/InvalidParameterError';
import { checkedId, type ItemParameters } from './ItemParameters';

/** The workspace made at onboarding. Source: Microsoft Graph docs, resource type "workspace". */
export const DEFAULT_WORKSPACE = 'default';

export const workspaceField: INodeProperties = {
	displayName: 'Workspace',
	name: 'workspaceId',
	type: 'resourceLocator',
	default: { mode: 'id', value: DEFAULT_WORKSPACE },
	required: true,
	description:
		'The Security Copilot workspace. The workspaceId in a Microsoft Sentinel incident is a Log Analytics workspace, which is something else.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchWorkspaces', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. default',
			hint: "Enter 'default' for the workspace that was made at onboarding",
		},
	],
};

/**
 * The workspace of an item. A missing parameter gets its default, and n8n starts no workflow whose field is empty. So an
 * empty value comes from an expression that found nothing. It is refused: in its place, the default workspace could pay
 * for what another one should.
 *
 * @throws InvalidParameterError
 */
export function readWorkspaceId(item: ItemParameters): string {
	const advice = `Write ${DEFAULT_WORKSPACE} for the workspace that was made at onboarding, or correct the expression. Nothing was sent.`;
	return item.id('workspaceId', 'workspace ID', advice);
}

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

/** What no ID has, but texts, links and JSON have. */
const NO_ID = /[\s"<>{}|.]|:\/\//;

/**
 * The session ID of an item. Every mode takes an ID, a link, or a text with a link in it, because expressions put links
 * and whole incidents where IDs are expected. A GUID in a text is not the ID of a session: incidents are full of them.
 *
 * @throws InvalidParameterError when it is empty, a text without a link to a session, or one with links to several
 */
export function readSessionId(item: ItemParameters): string {
	const name = 'sessionId';
	const value = item.checkContent(name, item.locator(name), 'Choose a session, or enter its ID or link.');
	const [sessionId, ...others] = findSessionLinks(value);
	if (others.length > 0) {
		throw new InvalidParameterError(
			name,
			`links to several sessions: ${[sessionId, ...others].join(', ')}`,
			'Decide which one is meant, and give only that one. Several are never guessed between.',
		);
	}
	if (sessionId !== undefined) return sessionId;
	if (!NO_ID.test(value)) return checkedId(name, 'session ID', value);
	throw new InvalidParameterError(
		name,
		'is not a link to a Security Copilot session, and has none in it',
		'Links look like https://securitycopilot.microsoft.com/sessions/ followed by the ID of the session.',
	);
}
