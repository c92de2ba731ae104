import { defang } from './defang';

/**
 * Answers quote what attackers wrote: mail subjects, file names, web pages. Nothing of it may notify people, load a
 * picture, or lead further than to a web address that stands there to read. This is decided once, for all formats; each
 * format then only escapes what its target would read as markup.
 */

/** Invisible, and not part of a copied address. Ends a mention or an address for a program. */
export const ZERO_WIDTH_SPACE = '\u200B';

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
	return withoutSharingTokens(text.replace(SHAPELESS, ''));
}

export function withoutSharingTokens(text: string): string {
	return text.replace(SHARING_TOKEN, '$1');
}
