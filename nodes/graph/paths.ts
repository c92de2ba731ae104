import { holdsSharingToken } from '../text/sessionLink';
import type { Identification } from './entity';
import { UnexpectedAnswerError } from './errors';

/**
 * Addresses below `/security/securityCopilot`, the only tree that this package reads. Every ID passes through
 * `pathSegment`, so that no value from a webhook can change the path, the host or the query of a request, and every link
 * through `sameOriginLink`.
 */

const WORKSPACES = '/security/securityCopilot/workspaces';

/** Which ID a value is meant to be; used in messages. */
export type IdKind = 'workspace ID' | 'session ID' | 'prompt ID' | 'evaluation ID';

/** An ID that cannot stand in a path. Raised before anything is sent. */
export class InvalidIdError extends Error {
	override readonly name = 'InvalidIdError';

	constructor(
		readonly kind: IdKind,
		/** Why, in words that complete "The session ID …". */
		readonly reason: string,
	) {
		super(`The ${kind} ${reason}`);
	}
}

/** Graph's IDs are GUIDs or short names; the limit only keeps a pasted text out of the address. */
const MAX_ID_LENGTH = 256;

/**
 * What no ID has: a slash, white space, a control or invisible character, what begins a query or a fragment, an encoded
 * character, or a relative path. OData has parentheses in functions, and `$` before addresses of its own, such as
 * `$count`.
 */
const NOT_IN_AN_ID = /[/\\?#%()\s\p{Z}\p{C}]|^\$|^\.+$|\.\./u;

function reasonAgainst(value: string): string | undefined {
	if (value === '') return 'is empty';
	if (value.length > MAX_ID_LENGTH) return `is longer than ${MAX_ID_LENGTH} characters`;
	if (NOT_IN_AN_ID.test(value)) return 'contains a slash, a space or a character that no ID has';
	return holdsSharingToken(value) ? 'carries a sharing token' : undefined;
}

/** Whether an ID, such as one that an answer names, can stand in a path. */
export function isPathSegment(value: string): boolean {
	return reasonAgainst(value) === undefined;
}

/** Checks an ID and encodes it for use as one path segment. @throws InvalidIdError */
export function pathSegment(kind: IdKind, value: string): string {
	const reason = reasonAgainst(value);
	if (reason !== undefined) throw new InvalidIdError(kind, reason);
	return encodeURIComponent(value);
}

export interface SessionKey {
	workspaceId: string;
	sessionId: string;
}

export interface PromptKey extends SessionKey {
	promptId: string;
}

export interface EvaluationKey extends PromptKey {
	evaluationId: string;
}

export function workspacesPath(): string {
	return WORKSPACES;
}

export function pluginsPath(workspaceId: string): string {
	return `${WORKSPACES}/${pathSegment('workspace ID', workspaceId)}/plugins`;
}

export function sessionsPath(workspaceId: string): string {
	return `${WORKSPACES}/${pathSegment('workspace ID', workspaceId)}/sessions`;
}

export function sessionPath({ workspaceId, sessionId }: SessionKey): string {
	return `${sessionsPath(workspaceId)}/${pathSegment('session ID', sessionId)}`;
}

export function promptsPath(key: SessionKey): string {
	return `${sessionPath(key)}/prompts`;
}

export function promptPath(key: PromptKey): string {
	return `${promptsPath(key)}/${pathSegment('prompt ID', key.promptId)}`;
}

export function evaluationsPath(key: PromptKey): string {
	return `${promptPath(key)}/evaluations`;
}

export function evaluationPath(key: EvaluationKey): string {
	return `${evaluationsPath(key)}/${pathSegment('evaluation ID', key.evaluationId)}`;
}

/** What the path of a link begins with, in lower case. */
const LINKED_PATH = '/beta/security/securitycopilot/';

/**
 * Checks an `@odata.nextLink`: the token goes to the credential's origin only, and there to Security Copilot only.
 *
 * @param base address that a relative link starts from, on the credential's origin
 * @param identification of the answer with the link
 * @returns the absolute address
 * @throws UnexpectedAnswerError, which names the host and never the whole address
 */
export function sameOriginLink(link: string, base: string, identification?: Identification): string {
	const { origin } = new URL(base);
	const url = URL.canParse(link, base) ? new URL(link, base) : undefined;
	const refuse = (where: string) => new UnexpectedAnswerError(`links to ${where}`, identification);
	if (!url) throw refuse('a next page without a valid address');
	if (url.origin !== origin) throw refuse(`another host (${url.origin} instead of ${origin})`);
	// axios sends user information in place of the token.
	if (url.username || url.password) throw refuse(`an address with user information (${url.host})`);
	if (!url.pathname.toLowerCase().startsWith(LINKED_PATH))
		throw refuse(`an address outside Security Copilot (on ${url.host})`);
	return url.href;
}
