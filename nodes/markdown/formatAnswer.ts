import type { Block, SafeUrl } from './document';
import { formats } from './formats';
import type { FormatName } from './formats';
import type { Format } from './formats/format';
import { parseAnswer } from './parse';
import { sanitize } from './sanitize';
import { truncate } from './truncate';
import { sessionWebUrl } from '../text/sessionLink';

export interface AnswerToFormat {
	/** As Security Copilot gave it: Markdown, or HTML where somebody asked for it. */
	markdown: string;
	/** Every output ends with the link to this session. */
	sessionId: string;
}

export interface FormatOptions {
	formats: readonly FormatName[];
	/** Whether addresses, domains, IP addresses and mail addresses are written so that nobody can click them. */
	defang?: boolean;
}

type OutputOf<F> = F extends { render: (...parameters: never[]) => infer Output } ? Output : never;

/** What became of an answer in one format. */
export interface Truncation {
	truncated: boolean;
	/** Of the whole answer in this format, in the unit of its limit; null where the format could not be written. */
	originalLength: number | null;
	/** Why the format is null. */
	error?: string;
}

export interface FormattedAnswer {
	/** What goes into the fields of the nodes behind, as it is; null where it could not be written. */
	formats: { [Name in FormatName]?: OutputOf<(typeof formats)[Name]> | null };
	truncated: { [Name in FormatName]?: Truncation };
}

/**
 * Writes an answer as its targets take it: converted, harmless, within their limits, and with a link back at the end.
 * The same answer always gives the same outputs. `slack` brings `slackText` along.
 *
 * It never throws: the answer has been paid for. A format that fails is null, and its note says why; the others stay.
 * Loads the Markdown library, so load this file with `await import(…)` and only when formats are wanted.
 */
export function formatAnswer(
	{ markdown, sessionId }: AnswerToFormat,
	options: FormatOptions,
): FormattedAnswer {
	const { defang = false } = options;
	const context = { webUrl: sessionWebUrl(sessionId) as SafeUrl, defang };
	let blocks: Block[] | undefined;
	const outputs: Record<string, unknown> = {};
	const truncated: FormattedAnswer['truncated'] = {};
	for (const name of withFallbackText(options.formats)) {
		const format: Format<unknown> = formats[name];
		try {
			blocks ??= sanitize(parseAnswer(markdown), { defang });
			const { value, ...truncation } = truncate(blocks, format, context);
			outputs[name] = value;
			truncated[name] = truncation;
		} catch (error) {
			outputs[name] = null;
			truncated[name] = { truncated: true, originalLength: null, error: noteOf(format, error) };
		}
	}
	// Each output was made by the format of its name. The compiler cannot follow that.
	return { formats: outputs as FormattedAnswer['formats'], truncated };
}

function noteOf({ displayName }: Format<unknown>, error: unknown): string {
	const reason = error instanceof Error ? error.message : String(error);
	return `${displayName} could not be written: ${reason}. The answer itself is complete.`;
}

/** The names asked for and `slackText` beside `slack`, each once, in the order of the list of all formats. */
function withFallbackText(names: readonly FormatName[]): FormatName[] {
	const wanted = names.includes('slack') ? [...names, 'slackText'] : names;
	return (Object.keys(formats) as FormatName[]).filter((name) => wanted.includes(name));
}
