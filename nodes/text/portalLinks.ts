import { sessionIdFromLink, sessionWebUrl } from './sessionLink';

/** Portals in which an analyst goes on with what Security Copilot found. Source: learn.microsoft.com, "Microsoft portals". */
const PORTAL_HOSTS = new Set([
	'admin.microsoft.com',
	'compliance.microsoft.com',
	'entra.microsoft.com',
	'intune.microsoft.com',
	'portal.azure.com',
	'purview.microsoft.com',
	'security.microsoft.com',
	'securitycopilot.microsoft.com',
]);

/** What stands around a link in a text: white space, quotes, brackets, and the bar of wiki markup. */
const TOKEN = /[^\s<>"'()[\]{}|`]+/g;

/** What ends a sentence behind a link, in full width too. */
const SENTENCE_END = /[.,;:!?*_~\u3001\u3002\uFF01\uFF0C\uFF1A\uFF1B\uFF1F]+$/;

const LONGEST_LINK = 2_000;

/** A link to a portal in a text, from `start` up to `end`. */
export interface PortalLink {
	/** Without the sharing token of a session. */
	url: string;
	start: number;
	end: number;
}

/** Whether an address leads to a portal of Microsoft: by https, without user info and port. */
export function isPortalUrl({ protocol, host, username, password }: URL): boolean {
	return protocol === 'https:' && PORTAL_HOSTS.has(host) && username === '' && password === '';
}

/** The links to Microsoft's portals in a longer text. A link inside another link does not count. */
export function portalLinksIn(text: string): PortalLink[] {
	const links: PortalLink[] = [];
	for (const { 0: token, index: start } of text.matchAll(TOKEN)) {
		if (!/^https:\/\/[^\\]*$/i.test(token) || token.length > LONGEST_LINK) continue;
		const link = token.replace(SENTENCE_END, '');
		const url = portalUrl(link);
		if (url !== undefined) links.push({ url, start, end: start + link.length });
	}
	return links;
}

function portalUrl(link: string): string | undefined {
	const sessionId = sessionIdFromLink(link);
	if (sessionId !== undefined) return sessionWebUrl(sessionId);
	if (!URL.canParse(link)) return undefined;
	const url = new URL(link);
	// A second scheme begins an address of its own, which leads elsewhere.
	if (!isPortalUrl(url) || link.indexOf('://', 'https://'.length) >= 0) return undefined;
	if (url.host === 'securitycopilot.microsoft.com') return url.origin + url.pathname;
	return url.href;
}
