import { isPortalUrl, portalLinksIn } from '../text/portalLinks';
import { sessionIdFromLink, sessionWebUrl } from '../text/sessionLink';
import { defang, domainsIn } from './defang';
import type { Inline, SafeUrl } from './document';
import { append, wordsOf } from './document';
import type { SanitizeOptions } from './sanitizeText';
import { sanitizeText, withoutSharingTokens } from './sanitizeText';

/** Addresses longer than this are payloads rather than addresses, and no target shows them. */
const MAX_URL_LENGTH = 2_000;

/** Bare addresses are text, not sanitized yet. Those of Microsoft's portals are what an analyst opens next: they become links. */
export function withPortalLinks(text: string): Inline[] {
	const result: Inline[] = [];
	let done = 0;
	for (const { url, start, end } of portalLinksIn(text)) {
		result.push({ type: 'text', value: text.slice(done, start) }, link(url, [{ type: 'text', value: url }]));
		done = end;
	}
	return [...result, { type: 'text', value: text.slice(done) }];
}

/**
 * Keeps a link that leads to `http:` or `https:`, shows where it leads, and where indicators may be live; of any other its
 * words stay.
 *
 * @param address whatever stood in the answer, also a relative or a dangerous address
 */
export function sanitizeLink(address: string, label: Inline[], options: SanitizeOptions): Inline[] {
	const words = wordsOf(label);
	const behind = (remark: string) => {
		const result = [...label];
		append(result, { type: 'text', value: ` (${remark})` });
		return result;
	};

	const sessionId = sessionIdFromLink(address);
	if (sessionId !== undefined) return [link(sessionWebUrl(sessionId), label)];
	// A relative address, or an anchor: it leads nowhere outside the answer.
	if (!URL.canParse(address)) return label;

	const url = new URL(address);
	if (url.protocol === 'mailto:') {
		const mailbox = sanitizeText(url.pathname, options);
		return words.includes(mailbox) ? label : behind(mailbox);
	}
	const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
	// User info is there to make a reader take it for the host.
	if (!isWeb || url.username !== '' || url.password !== '') return behind('link removed');

	const target = withoutSharingTokens(url.href);
	if (target.length > MAX_URL_LENGTH) return behind('link too long');
	// The brackets of an IPv6 address are markup in Jira, and cannot be encoded in a host.
	if (url.hostname.startsWith('[')) return behind(target);
	if (options.defang && !isPortalUrl(url)) {
		const indicator = defang(target);
		return words === indicator || `${words}/` === indicator ? label : behind(indicator);
	}
	return [link(target, hidesItsTarget(words, url.hostname) ? behind(url.host) : label)];
}

function link(url: string, label: Inline[]): Inline {
	const children: Inline[] =
		wordsOf(label).trim() === '' ? [{ type: 'text', value: new URL(url).host }] : label;
	// `URL` leaves these in a query. They are markup in Slack or Jira, and mean the same when encoded.
	const encoded = url.replace(/[|[\]{}^`\\]/g, encodeURIComponent);
	return { type: 'link', url: encoded as SafeUrl, children };
}

/** Whether a label names a domain other than the one it leads to. */
function hidesItsTarget(label: string, host: string): boolean {
	const named = domainsIn(label);
	return named.length > 0 && !named.some((domain) => host === domain || host.endsWith(`.${domain}`));
}
