/**
 * Links to a session in the Security Copilot portal, `https://securitycopilot.microsoft.com/sessions/{guid}`.
 * Whatever stands behind the GUID is dropped: `st` is a sharing token, and a session link opens the whole session.
 */

const PORTAL_HOST = 'securitycopilot.microsoft.com';

const GUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

const SESSION_PATH = new RegExp(`^/sessions/(${GUID})/?$`, 'i');

/** The link that people can open; it carries no token. */
export function sessionWebUrl(sessionId: string): string {
	return `https://${PORTAL_HOST}/sessions/${encodeURIComponent(sessionId)}`;
}

/**
 * Reads the session ID out of a pasted link. Other hosts, ports, user info, `http:` and other paths are not links to
 * a session, however alike they look.
 *
 * @returns the GUID in lower case, or undefined when the text is not such a link
 */
export function sessionIdFromLink(link: string): string | undefined {
	const trimmed = link.trim();
	// URL leaves out tabs and line breaks; what is left then is not what was pasted.
	if (/[\s\p{Cc}]/u.test(trimmed) || !URL.canParse(trimmed)) return undefined;
	const url = new URL(trimmed);
	if (url.protocol !== 'https:' || url.host !== PORTAL_HOST) return undefined;
	if (url.username !== '' || url.password !== '') return undefined;
	return SESSION_PATH.exec(url.pathname)?.[1]?.toLowerCase();
}

/** What stands around a link in a longer text: white space, also as JSON writes it, quotes, brackets, and the bar. */
const AROUND_LINKS = /(?:[\s<>"'()[\]{}|`]|\\[nrtbf])+/;

/** As it is written: `URL` forgives ports, user info, back slashes and `..`, which a genuine link never has. */
const WRITTEN_LINK = new RegExp(
	`^https://${PORTAL_HOST.replaceAll('.', '\\.')}/sessions/(${GUID})/?(?:[?#].*|[.,;:!?\\\\]*)$`,
	'i',
);

/**
 * The sessions that a longer text links to.
 *
 * @returns the GUIDs in lower case, each once, in order of first appearance
 */
export function findSessionLinks(text: string): string[] {
	const ids = text.split(AROUND_LINKS).map((token) => WRITTEN_LINK.exec(token)?.[1]?.toLowerCase());
	return [...new Set(ids.filter((id) => id !== undefined))];
}
