import type { Block, SafeUrl } from '../document';

/** What a format is told besides the content. */
export interface Surroundings {
	/** The link back to the session, which every output ends with. */
	webUrl: SafeUrl;
	/** Whether the content was cut, which the output then says. */
	isShortened: boolean;
	/** Whether indicators must not be clickable; for formats that put words together anew. */
	defang: boolean;
}

/** One way to write an answer. `formats/index.ts` lists them all. */
export interface Format<Output> {
	/** For people, in a note about what could not be written. */
	displayName: string;
	/** What the target takes, less a reserve. */
	limit: number;
	render(blocks: readonly Block[], surroundings: Surroundings): Output;
	/** In the unit of the limit; absent where that is UTF-16 code units of a text. */
	length?(output: Output): number;
}

/** The words of the link back. */
export const SESSION_LINK_LABEL = 'Open in Security Copilot';

/** What stands in front of the link back. */
export function endingWords(isShortened: boolean): string {
	return isShortened ? '… shortened. Full session: ' : 'Full session: ';
}

/** Parts with an empty line between them; empty ones are left out. */
export function joinParts(parts: readonly string[], separator = '\n\n'): string {
	return parts.filter(Boolean).join(separator);
}
