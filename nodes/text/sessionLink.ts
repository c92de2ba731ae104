/**
 * Links to a session in the Security Copilot portal, `https://securitycopilot.microsoft.com/sessions/{guid}`.
 * Whatever stands behind the GUID is dropped: `st` is a sharing token, and a session link opens the whole session.
 */

const PORTAL_HOST = 'securitycopilot.microsoft.com';

const GUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

const SESSION_PATH = new RegExp(`^/sessions/(${GUID})/?$`, 'i');

/**
 * `st` of a portal link with its value, plain or percent-encoded once, also where the question mark before it was lost.
 * The one definition of a sharing token in this package.
 */
export const SHARING_TOKEN =
	/(?:(?<![a-z\d])|(?<=%[\da-f]{2}))st(?:["']?[=:]["']?|["'] *: *["']|%3d)[^\s&"'<>]+/gi;

/** Whether a text holds the sharing token of a link. */
export function holdsSharingToken(text: string): boolean {
	return text.search(SHARING_TOKEN) >= 0;
}

/** The link that people can open; it carries no token. */
export function sessionWebUrl(sessionId: string): string {
	return `https://${PORTAL_HOST}/sessions/${encodeURIComponent(sessionId.toWellFormed())}`;
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

/** What stands around a link in a longer text: white space, quotes, brackets, and the bar of wiki markup. */
const TOKEN = /[^\s<>"'()[\]{}|`]+/g;

/** White space as JSON writes it. */
const ESCAPED_WHITE_SPACE = /\\[nrtbf]/g;

const SENTENCE_PUNCTUATION = '.,;:!?';

/**
 * Host and path as they were written. `URL` forgives what a genuine link never has: a default port, empty user info,
 * back slashes, and `..` that leads back to the right path.
 */
const WRITTEN_LINK = /^https:\/\/[^/?#\\@:]+(\/[^?#\\]*)/i;

/** A session link in a text, from `start` up to `end` with whatever stands behind the GUID. */
export interface SessionLinkInText {
	sessionId: string;
	start: number;
	end: number;
}

/**
 * The links to sessions in a longer text, such as an incident comment, a wiki page or a chat message.
 * The host is never searched for inside other links, so a link that only carries a session link does not count.
 */
export function sessionLinksIn(text: string): SessionLinkInText[] {
	const links: SessionLinkInText[] = [];
	for (const { 0: token, index } of text.replace(ESCAPED_WHITE_SPACE, '  ').matchAll(TOKEN)) {
		const link = withoutSentencePunctuation(token);
		const path = WRITTEN_LINK.exec(link)?.[1];
		if (path === undefined || !SESSION_PATH.test(path)) continue;
		const sessionId = sessionIdFromLink(link);
		if (sessionId !== undefined) links.push({ sessionId, start: index, end: index + link.length });
	}
	return links;
}

/**
 * The sessions that a longer text links to. Where it links to two, both are given: choosing between them is the
 * caller's or the user's.
 *
 * @returns the GUIDs in lower case, each once, in order of first appearance
 */
export function findSessionLinks(text: string): string[] {
	return [...new Set(sessionLinksIn(text).map(({ sessionId }) => sessionId))];
}

function withoutSentencePunctuation(token: string): string {
	let end = token.length;
	while (end > 0 && SENTENCE_PUNCTUATION.includes(token.charAt(end - 1))) end--;
	return token.slice(0, end);
}
