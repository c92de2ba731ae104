import fc from 'fast-check';
import { formatAnswer } from '../../../nodes/markdown/formatAnswer';
import type { FormatOptions, FormattedAnswer } from '../../../nodes/markdown/formatAnswer';
import { formats } from '../../../nodes/markdown/formats';
import type { FormatName } from '../../../nodes/markdown/formats';
import type { Format } from '../../../nodes/markdown/formats/format';
import { SECRET, SESSION_ID, arbitraryMarkdown } from './arbitraryAnswer';

/** What is done while a format has another limit than its own. */
export function withLimit<Result>(name: FormatName, limit: number, act: () => Result): Result {
	const replaced = jest.replaceProperty(formats[name] as Format<unknown>, 'limit', limit);
	try {
		return act();
	} finally {
		replaced.restore();
	}
}

/** One output of an answer that is linked to `SESSION_LINK`. */
export function write<Name extends FormatName>(
	name: Name,
	markdown: string,
	options: Omit<FormatOptions, 'formats'> = {},
): NonNullable<FormattedAnswer['formats'][Name]> {
	const result = formatAnswer({ markdown, sessionId: SESSION_ID }, { formats: [name], ...options });
	return result.formats[name] as NonNullable<FormattedAnswer['formats'][Name]>;
}

/**
 * Calls `check` with outputs of arbitrary answers, whole and cut at arbitrary limits.
 *
 * @param least a limit that has room for the ending
 */
export function checkOutputs<Name extends FormatName>(
	name: Name,
	{ least, runs = 100 }: { least: number; runs?: number },
	check: (
		output: NonNullable<FormattedAnswer['formats'][Name]>,
		about: { limit: number; truncated: boolean; defang: boolean; markdown: string },
	) => void,
): void {
	fc.assert(
		fc.property(arbitraryMarkdown, fc.boolean(), fc.option(fc.nat(6_000)), (markdown, defang, more) => {
			const limit = more === null ? 1_000_000 : least + more;
			const result = withLimit(name, limit, () =>
				formatAnswer({ markdown, sessionId: SESSION_ID }, { formats: [name], defang }),
			);
			const { truncated = false } = result.truncated[name] ?? {};
			const output = result.formats[name] as NonNullable<FormattedAnswer['formats'][Name]>;
			check(output, { limit, truncated, defang, markdown });
		}),
		{ numRuns: runs },
	);
}

/** What may be in no output, whatever its format. */
const FORBIDDEN: Record<string, RegExp> = {
	'a sharing token': new RegExp(SECRET),
	'a lone surrogate': /\p{Cs}/u,
	'a control character or an override of direction': /(?![\n\t])\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u,
};

/** What acts, and so may stand in code alone, where nothing acts. */
const ACTIVE: Record<string, RegExp> = {
	'a mention of Slack': /<[!@#]/,
	'a mention of Teams': /<\/?at\b/i,
	'a mention of Jira': /\[~(?:accountid|kim)/,
	'a mention of everyone': /(?<![\p{L}\p{N}])@(?:here|everyone|channel)\b/iu,
	'a script': /\b(?:java|vb)script:/i,
	'a file': /\bfile:\/\//i,
};

/**
 * What is wrong with an output.
 *
 * @param withoutCode the part of it that is neither code nor our own markup
 */
export function forbiddenIn(text: string, withoutCode = text): string[] {
	const found = (patterns: Record<string, RegExp>, where: string) =>
		Object.entries(patterns).flatMap(([name, pattern]) => (pattern.test(where) ? [name] : []));
	return [...found(FORBIDDEN, text), ...found(ACTIVE, withoutCode)];
}

/** Addresses that can be clicked, which no defanged output has; those of the portal aside. */
export function liveIndicatorsIn(text: string): string[] {
	const visible = text.replaceAll('\u200B', '');
	const live =
		/(?<!\w)(?:https?|ftp):(?!\/\/securitycopilot\.microsoft\.com\/)|(?<![\w-])phish\.example(?!\w)|203\.0|kim@/g;
	return [...visible.matchAll(live)].map(([indicator]) => indicator);
}
