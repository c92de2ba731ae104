import type { GraphResponseError } from '../../graph/errors';
import type { ErrorContext } from '../ErrorDescription';
import { finding, type Entry, type Finding } from '../entry';
import { idsInPath, idValues, LEVELS } from '../ids';

const CHECK_IDS =
	'Check the IDs, or choose From List: an ID is found in its own workspace and session only, and Microsoft Graph may hide what the user must not see.';

/** Something of the path does not exist, or is hidden. */
export const notFoundEntries = {
	workspaceNotFound: {
		when: '404; the request names a workspace',
		message: 'Security Copilot did not find {workspace}',
		advice:
			'Set Workspace to default, or choose one From List. The workspaceId of a Microsoft Sentinel incident is a Log Analytics workspace, which is something else. If default is not found either, check that the tenant is onboarded to Security Copilot, that the workspace has capacity, and that the user has the role Copilot contributor.',
	},
	sessionNotFound: {
		when: '404; the request names a session',
		message: 'Security Copilot did not find {session} in {workspace}',
		advice: CHECK_IDS,
	},
	promptNotFound: {
		when: '404; the request names a prompt',
		message: 'Security Copilot did not find {prompt} in {session} of {workspace}',
		advice: CHECK_IDS,
	},
	evaluationNotFound: {
		when: '404; the request names an evaluation',
		message: 'Security Copilot did not find {evaluation} of {prompt} in {session} of {workspace}',
		advice: CHECK_IDS,
	},
	createdNotVisible: {
		when: '404 for something that this run has just created',
		message: 'Security Copilot does not show yet what this run created',
		advice:
			'Run a Get operation with these IDs in a minute instead of creating again. If it finds nothing, the session was deleted, or access to it was withdrawn.',
	},
	securityCopilotNotFound: {
		when: '404 or 400; Microsoft Graph does not know the path',
		message: 'This Microsoft Graph endpoint has no Security Copilot, or not the part that n8n asked for',
		advice:
			'Set Graph Endpoint of {credential} to https://graph.microsoft.com: Microsoft offers this API in the global cloud only. If it is set, check that the tenant is onboarded to Security Copilot, and update this package: the beta API may have changed.',
	},
} as const satisfies Record<string, Entry>;

/** What OData says where no route fits a path. Source: microsoftgraph/msgraph-beta-sdk-python, issue 764. */
const NO_ROUTE = /^Resource not found for the segment\b/i;

/**
 * Finds the entry of a 404, or of a 400 to a path that Graph does not know.
 *
 * @returns undefined for any other answer
 */
export function findNotFound(
	{ status, path, details }: GraphResponseError,
	{ created = {} }: ErrorContext,
): Finding | undefined {
	if (status !== 404 && status !== 400) return undefined;
	if (NO_ROUTE.test(details.message ?? '')) return finding(notFoundEntries, 'securityCopilotNotFound');
	if (status === 400) return undefined;
	const ids = idsInPath(path);
	const level = LEVELS.findLast((name) => ids[name] !== undefined);
	if (level === undefined) return finding(notFoundEntries, 'securityCopilotNotFound');
	const existed = level !== 'workspace' && ids[level] === created[`${level}Id`];
	return finding(notFoundEntries, existed ? 'createdNotVisible' : `${level}NotFound`, idValues(ids));
}
