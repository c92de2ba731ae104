import type { Block } from '../document';
import { pieces } from '../pieces';
import type { Format, Surroundings } from './format';
import { SESSION_LINK_LABEL, endingWords } from './format';
import { blockMarkup, slackLink } from './slackMarkup';

/** A section takes 3,000 characters. Source: docs.slack.dev, Block Kit reference, section. */
const LONGEST_SECTION = 2_900;

export interface SlackSection {
	type: 'section';
	/** `verbatim` keeps Slack from making links of the addresses, channels and names it finds in the text. */
	text: { type: 'mrkdwn'; text: string; verbatim: true };
}

/** What the Slack node takes in `blocksUi`. A bare list it would spread into the request, and post no block at all. */
export interface SlackMessage {
	blocks: SlackSection[];
}

/**
 * Sections in Slack's markup. The limit counts UTF-8 bytes of all blocks as JSON: Slack refuses messages of about 13,200
 * although each block keeps its own limit (slackapi/bolt-js#2509). Fewer than 50 blocks, the most of a message, fit in it.
 */
export const slack = {
	displayName: 'Slack Blocks',
	limit: 12_000,
	length: ({ blocks }) => Buffer.byteLength(JSON.stringify(blocks)),
	render: (blocks, surroundings) => ({
		blocks: [...sectionTexts(blocks, surroundings), ending(surroundings)].map(section),
	}),
} as const satisfies Format<SlackMessage>;

function section(text: string): SlackSection {
	return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

function ending({ webUrl, isShortened }: Surroundings): string {
	return endingWords(isShortened) + slackLink(webUrl, SESSION_LINK_LABEL);
}

/** As few sections as hold everything. */
function sectionTexts(blocks: readonly Block[], { defang }: Surroundings): string[] {
	const fits = (block: Block) => blockMarkup(block).length <= LONGEST_SECTION;
	const parts = blocks.flatMap((block) => (fits(block) ? [block] : [...pieces(block, fits, defang)]));
	const texts: string[] = [];
	for (const markup of parts.map(blockMarkup).filter(Boolean)) {
		const joined = `${texts.at(-1)}\n\n${markup}`;
		if (texts.length === 0 || joined.length > LONGEST_SECTION) texts.push(markup);
		else texts[texts.length - 1] = joined;
	}
	return texts;
}
