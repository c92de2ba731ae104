import { isPortalUrl, portalLinksIn } from '../text/portalLinks';
import { sessionIdFromLink, sessionWebUrl } from '../text/sessionLink';
import { defang, domainsIn } from './defang';
import type { Block, Inline, ParsedBlock, ParsedInline, SafeUrl } from './document';
import { append, wordsOf } from './document';

/**
 * Answers quote what attackers wrote: mail subjects, file names, web pages. Nothing of it may notify people, load a
 * picture, or lead further than to a web address that stands there to read. This file decides that once, for all
 * formats; each format then only escapes what its target would read as markup.
 */

/** Invisible, and not part of a copied address. Ends a mention or an address for a program. */
export const ZERO_WIDTH_SPACE = '\u200B';

/** Addresses longer than this are payloads rather than addresses, and no target shows them. */
const MAX_URL_LENGTH = 2_000;

/**
 * Control characters and those without a shape: zero-width, direction overrides, tags, soft hyphens. They hide text
 * from readers and indicators from searches. Joiners and variation selectors stay, scripts and emoji need them.
 */
const SHAPELESS =
	/(?![\n\t\u200C]|\u200D|[\u180B-\u180F]|[\uFE00-\uFE0F])[\p{Cc}\p{Default_Ignorable_Code_Point}\uFFFE\uFFFF]/gu;

/** `st` in a link to the portal opens the session to everybody who has the link. Also where another link carries the link. */
const SHARING_TOKEN =
	/(securitycopilot\.microsoft\.com[^\s<>"'()[\]{}|`?#&]{0,200}?)(?:[?#&]|%3f|%23|%26)[^\s<>"'()[\]{}|`]+/gi;

const SCRIPT_SCHEME = /\b(javascript|vbscript):/gi;
const DATA_SCHEME = /\bdata:(?=[a-z]+\/)/gi;
const FILE_SCHEME = /\bfile:(?=\/\/)/gi;

/** `<!channel>`, `<@U…>`, `<#C…>`, `<!subteam^…>` of Slack, `<at>` of Teams. */
const ANGLE_MENTION = /<(?=[!@#]|\/?at\b)/gi;
/** `[~accountid:…]` and `[~name]` of Jira. */
const BRACKET_MENTION = /\[(?=~)/g;
/** What Slack and Teams read as "all of you". Behind a letter or digit it is part of a mail address. */
const GROUP_MENTION = /(?<![\p{L}\p{N}])@(?=(?:channel|everyone|here)\b)/giu;

/** Nothing of all this can be in it. Most words and table cells are like this. */
const PLAIN = /^[A-Za-z0-9 ]*$/;

export interface SanitizeOptions {
	/** Whether indicators are written so that nobody can click them. */
	defang: boolean;
}

/**
 * Makes untrusted text harmless in any target: no invisible characters, no mentions, no tokens of shared sessions, no
 * schemes that run or open something, and with Defang no live indicators. A second pass changes nothing.
 */
export function sanitizeText(text: string, { defang: isDefanged }: SanitizeOptions): string {
	if (PLAIN.test(text)) return text;
	const sanitized = withoutHidden(text)
		.replace(SCRIPT_SCHEME, '$1[:]')
		.replace(DATA_SCHEME, 'data[:]')
		.replace(FILE_SCHEME, 'file[:]')
		.replace(ANGLE_MENTION, `<${ZERO_WIDTH_SPACE}`)
		.replace(BRACKET_MENTION, `[${ZERO_WIDTH_SPACE}`)
		.replace(GROUP_MENTION, `@${ZERO_WIDTH_SPACE}`);
	return isDefanged ? defang(sanitized) : sanitized;
}

/**
 * Makes code harmless and leaves it exact: people copy it. Each format escapes mentions in it, or marks it as code, where
 * nothing acts.
 */
export function sanitizeCode(code: string, { defang: isDefanged }: SanitizeOptions): string {
	const sanitized = withoutHidden(code);
	return isDefanged ? defang(sanitized) : sanitized;
}

function withoutHidden(text: string): string {
	return text.replace(SHAPELESS, '').replace(SHARING_TOKEN, '$1');
}

/** What inline content stands inside of. */
interface Context extends SanitizeOptions {
	inside?: readonly Inline['type'][];
}

/**
 * Makes a parsed answer harmless. A link stays one when it leads to `http:` or `https:`, shows where it leads, and
 * indicators may be live; otherwise its words stay. What is strong or a link already does not become it again.
 */
export function sanitize(blocks: readonly ParsedBlock[], options: SanitizeOptions): Block[] {
	const cellOf = (cell: ParsedInline[]) => sanitizeInlines(cell, options);
	return blocks.map((block): Block => {
		switch (block.type) {
			case 'paragraph':
				return { ...block, children: sanitizeInlines(block.children, options) };
			case 'heading':
				return { ...block, children: sanitizeInlines(block.children, { ...options, inside: ['strong'] }) };
			case 'codeBlock':
				return { ...block, value: sanitizeCode(block.value.replace(/[\u2028\u2029]/g, '\n'), options) };
			case 'quote':
				return { ...block, children: sanitize(block.children, options) };
			case 'list': {
				const items = block.items.map((item) => ({ ...item, children: sanitize(item.children, options) }));
				return { ...block, items };
			}
			case 'table':
				return { ...block, header: block.header.map(cellOf), rows: block.rows.map((row) => row.map(cellOf)) };
			case 'rule':
				return block;
		}
	});
}

function sanitizeInlines(inlines: readonly ParsedInline[], context: Context): Inline[] {
	const joined: Inline[] = [];
	for (const inline of inlines) {
		for (const part of harmlessInlines(inline, context)) append(joined, part);
	}
	// Texts are judged when they are joined: `@` and the words of a link that was removed may be a mention.
	return joined.flatMap((inline): Inline[] => {
		if (inline.type !== 'text') return [inline];
		const value = sanitizeText(inline.value, context);
		return value === '' ? [] : [{ ...inline, value }];
	});
}

/** Texts in it are not sanitized yet. */
function harmlessInlines(inline: ParsedInline, context: Context): Inline[] {
	const { inside = [] } = context;
	switch (inline.type) {
		case 'text': {
			const value = inline.value.replace(/\s/g, ' ');
			return inside.includes('link') ? [{ type: 'text', value }] : withPortalLinks(value);
		}
		case 'code': {
			const value = sanitizeCode(inline.value.replace(/\s/g, ' '), context);
			return value === '' ? [] : [{ type: 'code', value }];
		}
		case 'break':
			return [inline];
		default: {
			const children = sanitizeInlines(inline.children, { ...context, inside: [...inside, inline.type] });
			if (inside.includes(inline.type)) return children;
			if (inline.type === 'link') return sanitizeLink(inline.url, children, context);
			return children.length === 0 ? [] : [{ type: inline.type, children }];
		}
	}
}

/** Bare addresses are text. Those of Microsoft's portals are what an analyst opens next: they become links. */
function withPortalLinks(text: string): Inline[] {
	const result: Inline[] = [];
	let done = 0;
	for (const { url, start, end } of portalLinksIn(text)) {
		result.push({ type: 'text', value: text.slice(done, start) }, link(url, [{ type: 'text', value: url }]));
		done = end;
	}
	return [...result, { type: 'text', value: text.slice(done) }];
}

function sanitizeLink(address: string, label: Inline[], options: SanitizeOptions): Inline[] {
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

	const target = url.href.replace(SHARING_TOKEN, '$1');
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
