import type { Identification } from './identification';

/** The only tree that this package reads. */
const SECURITY_COPILOT_PATH = '/beta/security/securitycopilot/';

/** A link of an answer that would take the token elsewhere. The message names the host, never the whole address. */
export class ForeignLinkError extends Error {
	override readonly name = 'ForeignLinkError';

	constructor(
		message: string,
		/** Of the answer with the link. */
		readonly identification: Identification = {},
	) {
		super(message);
	}
}

/**
 * Checks an `@odata.nextLink`: the token goes to the credential's origin only, and there to Security Copilot only.
 *
 * @param base address that a relative link starts from, on the credential's origin
 * @param identification of the answer with the link
 * @returns the absolute address
 * @throws ForeignLinkError
 */
export function sameOriginLink(link: string, base: string, identification?: Identification): string {
	const { origin } = new URL(base);
	const url = URL.canParse(link, base) ? new URL(link, base) : undefined;
	const refuse = (problem: string) => new ForeignLinkError(`The next page ${problem}`, identification);
	if (!url) throw refuse('has no valid address');
	if (url.origin !== origin) throw refuse(`points to another host (${url.origin} instead of ${origin})`);
	// axios sends user information in place of the token.
	if (url.username || url.password) throw refuse(`has an address with user information (${url.host})`);
	if (!url.pathname.toLowerCase().startsWith(SECURITY_COPILOT_PATH))
		throw refuse(`points outside Security Copilot (on ${url.host})`);
	return url.href;
}
