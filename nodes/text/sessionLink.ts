/**
 * Links to a session in the Security Copilot portal, `https://securitycopilot.microsoft.com/sessions/{guid}`.
 * Whatever stands behind the GUID is dropped: `st` is a sharing token, and a session link opens the whole session.
 */

const PORTAL = 'https://securitycopilot.microsoft.com/sessions/';

/**
 * A link to a session anywhere in a text. Slashes may be escaped as in JSON. Anything may touch the link but what would
 * make it another one: letters and digits (those of an escape such as `\n` excepted), the rest of a longer path, and an
 * address that carries it, as in `https://attacker.example/?to=https://…`. docs/incidents.md holds the same expression.
 */
export const SESSION_LINK =
	/https(?<!(?<!\\|\\u[\da-f]{3})[a-z\d+]https|\/\\*\/(?:[\w.~:/?#@!$&*+,;=%-]|\\(?=\\*\/)){1,2000}(?<![,;])https):\\*\/\\*\/securitycopilot\.microsoft\.com\\*\/sessions\\*\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?![-_]?[\da-z]|%|\\*\/(?:\.{0,2}\\*\/|[._~-]?[\da-z%]))/gi;

/** What may stand behind the GUID and belongs to the link, up to the end of a sentence. */
const REST_OF_LINK = /\/?(?:[?#&](?:[\w.~:/?#@!$&*+,;=%-]*[\w~/#@$&*+=%-])?)?/y;

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
	return PORTAL + encodeURIComponent(sessionId.toWellFormed());
}

/**
 * Reads the session ID out of an address. Other hosts, ports, user info, `http:` and other paths are not links to
 * a session, however alike they look.
 *
 * @returns the GUID in lower case, or undefined when the text is not such a link
 */
export function sessionIdFromLink(link: string): string | undefined {
	const trimmed = link.trim();
	const [found] = trimmed.matchAll(SESSION_LINK);
	if (!found || found.index > 0) return undefined;
	const rest = trimmed.slice(found[0].length);
	return /^\/?(?:[?#][^\s\p{C}]*)?$/u.test(rest) ? found[1]?.toLowerCase() : undefined;
}

/** A session link in a text, from `start` up to `end` with its query and fragment. */
export interface SessionLinkInText {
	sessionId: string;
	start: number;
	end: number;
}

/** The links to sessions in a longer text, such as an incident comment, a wiki page, a chat message or JSON. */
export function sessionLinksIn(text: string): SessionLinkInText[] {
	return [...text.matchAll(SESSION_LINK)].map(({ 0: link, 1: guid = '', index }) => {
		REST_OF_LINK.lastIndex = index + link.length;
		REST_OF_LINK.exec(text);
		return {
			sessionId: guid.toLowerCase(),
			start: index,
			end: Math.max(index + link.length, REST_OF_LINK.lastIndex),
		};
	});
}

/**
 * What mails and chats put before a link that they encode. Source: Microsoft, "Safe Links in Microsoft Defender for
 * Office 365".
 */
const SAFE_LINKS = /https:\\*\/\\*\/[a-z\d]+\.safelinks\.protection\.outlook\.com\\*\/[^\s?]{0,200}\?url=/gi;

/** Colon, slash and question mark of a link that is percent-encoded as a whole. */
const ENCODED = /%(?:3a|2f|3f)/gi;

/**
 * The sessions that a longer text links to. Where it links to two, both are given: choosing between them is the
 * caller's or the user's. docs/incidents.md holds the same steps.
 *
 * @returns the GUIDs in lower case, each once, in order of first appearance
 */
export function findSessionLinks(text: string): string[] {
	const decoded = text.replace(SAFE_LINKS, '').replace(ENCODED, (escape) => decodeURIComponent(escape));
	return [...new Set(sessionLinksIn(decoded).map(({ sessionId }) => sessionId))];
}
