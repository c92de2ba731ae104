/**
 * Where a token may go. Graph hands out addresses (`@odata.nextLink`, redirects), and a compromised or mistaken
 * answer must not be able to name another host for them.
 */

/** The only tree that this package reads. */
const SECURITY_COPILOT_PATH = '/beta/security/securitycopilot/';

/** An address from an answer that must not be followed. The text names the host, never the whole address. */
export class ForeignLinkError extends Error {
	override readonly name = 'ForeignLinkError';
}

/**
 * Checks an address that an answer named, and returns it unchanged in meaning: absolute, on the credential's own
 * origin, and below Security Copilot.
 *
 * @param link as the answer gave it; relative ones are resolved against `requestUrl`
 * @param what how the message calls it, for example "The next page"
 * @throws ForeignLinkError
 */
export function sameOriginLink(link: string, requestUrl: string, what: string): string {
	const url = parseUrl(link, requestUrl);
	if (url === undefined) throw new ForeignLinkError(`${what} has no valid address`);
	if (url.username !== '' || url.password !== '') {
		throw new ForeignLinkError(`${what} has an address with user information (${url.host})`);
	}
	const origin = new URL(requestUrl).origin;
	if (url.origin !== origin) {
		throw new ForeignLinkError(`${what} points to another host (${url.origin} instead of ${origin})`);
	}
	if (!`${url.pathname.toLowerCase()}/`.startsWith(SECURITY_COPILOT_PATH)) {
		throw new ForeignLinkError(`${what} points outside Security Copilot (on ${url.host})`);
	}
	// A link is opaque and travels as it was given; only a relative one must be completed.
	return URL.canParse(link) ? link : url.href;
}

function parseUrl(link: string, base: string): URL | undefined {
	// URL drops tabs and line breaks and reads backslashes as slashes. Whoever sends such a link means mischief.
	if (/[\s\\\p{Cc}]/u.test(link)) return undefined;
	// `https:evil.example` is relative to a base with that scheme, and the host evil.example without a base.
	if (/^[a-z][a-z\d+.-]*:(?!\/\/)/i.test(link)) return undefined;
	return URL.canParse(link, base) ? new URL(link, base) : undefined;
}
