import type { Identification } from './identification';

/**
 * Where a token may go. Graph hands out addresses (`@odata.nextLink`, redirects), and a compromised or mistaken
 * answer must not be able to name another host for them.
 */

/** The only tree that this package reads. */
const SECURITY_COPILOT_PATH = '/beta/security/securitycopilot/';

/** An address from an answer that must not be followed. The text names the host, never the whole address. */
export class ForeignLinkError extends Error {
	override readonly name = 'ForeignLinkError';

	constructor(
		message: string,
		/** Of the answer that named it. */
		readonly identification: Identification = {},
	) {
		super(message);
	}
}

/**
 * Checks an address that an answer named, and returns it unchanged in meaning: absolute, on the credential's own
 * origin, and below Security Copilot. Its path must be in normal form as it was written: whoever sends it, a proxy, or a
 * gateway may read other forms otherwise than this check.
 *
 * @param link as the answer gave it; relative ones are resolved against `requestUrl`
 * @param what how the message calls it, for example "The next page"
 * @param identification of the answer that named it
 * @throws ForeignLinkError
 */
export function sameOriginLink(
	link: string,
	requestUrl: string,
	what: string,
	identification?: Identification,
): string {
	const problem = problemOf(link, requestUrl);
	if (problem !== undefined) throw new ForeignLinkError(`${what} ${problem}`, identification);
	// A link is opaque and travels as it was given; only a relative one must be completed.
	return URL.canParse(link) ? link : new URL(link, requestUrl).href;
}

function problemOf(link: string, requestUrl: string): string | undefined {
	const url = parseUrl(link, requestUrl);
	if (url === undefined) return 'has no valid address';
	if (url.username !== '' || url.password !== '') {
		return `has an address with user information (${url.host})`;
	}
	const origin = new URL(requestUrl).origin;
	if (url.origin !== origin) return `points to another host (${url.origin} instead of ${origin})`;
	if (!`${url.pathname.toLowerCase()}/`.startsWith(SECURITY_COPILOT_PATH)) {
		return `points outside Security Copilot (on ${url.host})`;
	}
	return isNormal(link, url) ? undefined : `has an address whose path is not in normal form (on ${url.host})`;
}

/** Scheme and host, where a link has them. */
const AUTHORITY = /^(?:[a-z][a-z\d+.-]*:)?\/\/[^/?#]*/i;

/** An encoded slash or dot could lead elsewhere behind a gateway that decodes it, once or twice. */
const ENCODED_SEPARATOR = /%(?:25)*(?:2e|2f|5c)/i;

/** Whether the path of a link is written as it is read: no dot segments, no empty ones, nothing left to encode. */
function isNormal(link: string, { pathname }: URL): boolean {
	const [written = ''] = link.replace(AUTHORITY, '').split(/[?#]/, 1);
	if (pathname.includes('//') || ENCODED_SEPARATOR.test(pathname)) return false;
	if (AUTHORITY.test(link) || written.startsWith('/')) return pathname === written;
	return written === '' || pathname.endsWith(`/${written}`);
}

function parseUrl(link: string, base: string): URL | undefined {
	// URL drops tabs and line breaks and reads backslashes as slashes. Whoever sends such a link means mischief.
	if (/[\s\\\p{Cc}]/u.test(link)) return undefined;
	// `https:evil.example` is relative to a base with that scheme, and the host evil.example without a base.
	if (/^[a-z][a-z\d+.-]*:(?!\/\/)/i.test(link)) return undefined;
	return URL.canParse(link, base) ? new URL(link, base) : undefined;
}
