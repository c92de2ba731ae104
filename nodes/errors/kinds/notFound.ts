import type { GraphResponseError } from '../../graph/errors';
import type { ErrorContext } from '../ErrorDescription';
import { finding, type Entry, type Finding } from '../entry';
import { idsInPath, idValues, LEVELS, type Level } from '../ids';
import { ownWords, states, wordsOfCode } from '../ownWords';

const CHECK_IDS =
	'Check the IDs, or choose From List: an ID is found in its own workspace and session only, and Microsoft Graph may hide what the user must not see.';

export const notFoundEntries = {
	workspaceNotFound: {
		when: '404; the request names a workspace',
		message: 'Security Copilot did not find {workspace}',
		advice:
			'Set Workspace to default, or choose one From List; the workspace ID of Microsoft Sentinel or Log Analytics is something else. If default is not found either, check that the tenant is onboarded to Security Copilot, that the workspace has capacity, and that the user has the role Copilot contributor.',
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
			'Run a Get operation with these IDs in a minute instead of creating again. If it still finds nothing, the session was deleted, or access to it was withdrawn.',
	},
	securityCopilotNotFound: {
		when: '404 or 400; Microsoft Graph does not know the path, so the API or a part of it is missing there',
		message: 'This Microsoft Graph endpoint has no Security Copilot, or not the part that n8n asked for',
		advice:
			'Set Graph Endpoint of {credential} to https://graph.microsoft.com: Microsoft offers this API in the global cloud only. If it is set, check that the tenant is onboarded to Security Copilot, and update this package: the beta API may have changed.',
	},
} as const satisfies Record<string, Entry>;

/**
 * What the frameworks behind Graph say where no route fits a path, whatever IDs are in it: nobody has looked for an
 * object yet.
 * Source: OData.Net, `RequestUriProcessor_ResourceNotFound`; ASP.NET Web API, `ResourceNotFound`.
 */
const NO_ROUTE =
	/^(?:(?:bad request|not found)[:.] )?(?:resource not found for (?:the )?segment\b|no http resource was found that matches the request uri\b)/i;

/** Whether a refusal is about Graph's paths, so that no ID in the path has to do with it. */
export function isWithoutRoute({ status, details }: GraphResponseError): boolean {
	return (status === 404 || status === 400) && NO_ROUTE.test(details.message ?? '');
}

/** Where something was looked for, which is not what was not found. */
const WHERE = new RegExp(
	`\\b(?:in|of|for|from|within) (?:the |this |that )?(?:${LEVELS.join('|')})\\b`,
	'gi',
);

export function findNotFound({ path, details }: GraphResponseError, { created = {} }: ErrorContext): Finding {
	const ids = idsInPath(path);
	const named = LEVELS.filter((level) => ids[level] !== undefined);
	if (named.length === 0) return finding(notFoundEntries, 'securityCopilotNotFound');
	const exists = (level: Level) => level !== 'workspace' && ids[level] === created[`${level}Id`];
	const deepest = named.at(-1) ?? 'workspace';
	if (exists(deepest)) return finding(notFoundEntries, 'createdNotVisible', idValues(ids));
	// Graph's code or text may name one of them; what this run created below it is proof that it exists.
	const levelIn = (sentences: readonly string[]) => {
		const said = sentences.map((sentence) => sentence.replace(WHERE, ''));
		const mentioned = named.filter((level) => states(said, new RegExp(`\\b${level}\\b`, 'i')));
		return mentioned.length === 1 ? mentioned[0] : undefined;
	};
	const only = levelIn([wordsOfCode(details)]) ?? levelIn(ownWords(details)) ?? deepest;
	const level = exists(only) ? deepest : only;
	return finding(notFoundEntries, `${level}NotFound`, idValues(ids));
}
