import { UnexpectedAnswerError } from './errors';
import type { Identification } from './identification';

/** The only tree that this package reads. */
const SECURITY_COPILOT_PATH = '/beta/security/securitycopilot/';

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
	if (!url.pathname.toLowerCase().startsWith(SECURITY_COPILOT_PATH))
		throw refuse(`an address outside Security Copilot (on ${url.host})`);
	return url.href;
}
