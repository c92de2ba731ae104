import { cutToFit } from './cut';
import type { Block, SafeUrl } from './document';
import { formats } from './formats';
import type { FormatName } from './formats';
import type { Format } from './formats/format';
import { parseMarkdown } from './parse';
import { neutralise, neutraliseLine } from './neutralise';
import { sessionIdFromLink, sessionWebUrl } from '../text/sessionLink';

export interface AnswerToFormat {
	/** As Security Copilot gave it. */
	markdown: string;
	/** Where the whole session is; what stands behind its path is dropped. */
	webUrl: string;
	/** Heads the answer, in formats that show one. */
	title?: string;
}

export interface FormatOptions {
	formats: readonly FormatName[];
	/** Whether addresses, domains, IP addresses and mail addresses are written so that nobody can click them. */
	defang?: boolean;
	/**
	 * Other limits than those of the formats: UTF-8 bytes of the blocks as JSON for `slack`, UTF-16 code units for all
	 * others.
	 */
	limits?: Partial<Record<FormatName, number>>;
}

type OutputOf<F> = F extends { render: (...parameters: never[]) => infer Output } ? Output : never;

export interface FormattedAnswer {
	/** What goes into the fields of the nodes behind, as it is. */
	formats: { [Name in FormatName]?: OutputOf<(typeof formats)[Name]> };
	/** For each output whether it was cut, and how long it would have been in the unit of its limit. */
	truncated: { [Name in FormatName]?: { truncated: boolean; originalLength: number } };
}

/**
 * Writes an answer as its targets take it: converted, harmless, within their limits, and with a link back at the end.
 * The same answer always gives the same outputs. `slack` brings `slackText` along.
 *
 * Loads the Markdown library, so load this file with `await import(…)` and only when formats are wanted.
 *
 * @throws LimitTooSmallError when a limit has no room for the link back
 * @throws TypeError when `webUrl` is no `https:` address, or a format is unknown
 */
export function formatAnswer(answer: AnswerToFormat, options: FormatOptions): FormattedAnswer {
	const { defang = false, limits = {} } = options;
	const webUrl = cleanWebUrl(answer.webUrl);
	const blocks = [...titleOf(answer, defang), ...neutralise(parseMarkdown(answer.markdown), { defang })];

	const outputs: Record<string, unknown> = {};
	const truncated: FormattedAnswer['truncated'] = {};
	for (const name of withCompanions(options.formats)) {
		const format: Format<unknown> = formats[name];
		const cut = cutToFit(blocks, {
			...format,
			name: format.displayName,
			limit: limits[name] ?? format.limit,
			render: (head, isShortened) => format.render(head, { webUrl, isShortened, defang }),
		});
		outputs[name] = cut.value;
		truncated[name] = { truncated: cut.truncated, originalLength: cut.originalLength };
	}
	// Each output was made by the format of its name, which is more than the compiler can follow.
	return { formats: outputs as FormattedAnswer['formats'], truncated };
}

function titleOf({ title = '' }: AnswerToFormat, defang: boolean): Block[] {
	const value = neutraliseLine(title.toWellFormed(), { defang });
	return value === '' ? [] : [{ type: 'heading', level: 1, children: [{ type: 'text', value }] }];
}

/** A link to share: without the token that may stand in its query. */
function cleanWebUrl(webUrl: string): SafeUrl {
	const sessionId = sessionIdFromLink(webUrl);
	if (sessionId !== undefined) return sessionWebUrl(sessionId) as SafeUrl;
	if (!/^https:/i.test(webUrl) || !URL.canParse(webUrl)) {
		throw new TypeError('The link to the session is not an https: address');
	}
	const { host, pathname } = new URL(webUrl);
	return `https://${host}${pathname}` as SafeUrl;
}

/** The names asked for and what comes with them, each once, in the order of the list of all formats. */
function withCompanions(names: readonly FormatName[]): FormatName[] {
	const wanted = new Set<string>(names);
	for (const name of names) {
		if (!Object.hasOwn(formats, name))
			throw new TypeError(`"${name}" is not one of ${Object.keys(formats).join(', ')}`);
		const { companions = [] }: Format<unknown> = formats[name];
		for (const companion of companions) wanted.add(companion);
	}
	return (Object.keys(formats) as FormatName[]).filter((name) => wanted.has(name));
}
