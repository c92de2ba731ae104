import { longestHead } from '../cut';
import type { Block } from '../document';
import type { Format, Surroundings } from './format';
import { SESSION_LINK_LABEL, endingWords } from './format';
import { slackLink, slackMarkup } from './slackMarkup';

/** A section takes 3,000 characters. Source: docs.slack.dev, Block Kit reference, section. */
const LONGEST_SECTION = 2_900;

/** A message takes 50 blocks, and the Slack node adds one of its own unless told not to. */
const MOST_BLOCKS = 45;

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
 * although each block keeps its own limit (slackapi/bolt-js#2509).
 */
export const slack = {
	displayName: 'Slack Blocks',
	description: 'Blocks for the Blocks field of the Slack node, with a fallback text',
	limit: 12_000,
	companions: ['slackText'],
	length: ({ blocks }) => bytesOfJson(blocks),
	accepts: ({ blocks }) => blocks.length <= MOST_BLOCKS,
	// Without the sections around it, which only add to it.
	leastLength: (blocks) => bytesOfJson(slackMarkup(blocks)),
	render: (blocks, surroundings) => ({
		blocks: [...sectionTexts(blocks), ending(surroundings)].map(section),
	}),
} as const satisfies Format<SlackMessage>;

function section(text: string): SlackSection {
	return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}

function ending({ webUrl, isShortened }: Surroundings): string {
	return endingWords(isShortened) + slackLink(webUrl, SESSION_LINK_LABEL);
}

/** As few sections as hold everything. */
function sectionTexts(blocks: readonly Block[]): string[] {
	const texts: string[] = [];
	for (const part of blocks.flatMap(parts)) {
		const last = texts.at(-1);
		const joined = `${last}\n\n${part}`;
		if (last === undefined || joined.length > LONGEST_SECTION) texts.push(part);
		else texts[texts.length - 1] = joined;
	}
	return texts;
}

/** A block as texts of which each fits in a section. */
function parts(block: Block): string[] {
	const texts: string[] = [];
	let rest: Block[] = [block];
	const room = { lengthOf: (head: readonly Block[]) => slackMarkup(head).length, limit: LONGEST_SECTION };
	while (room.lengthOf(rest) > room.limit) {
		const halves = longestHead(rest, room, false);
		if (halves.head.length === 0)
			throw new RangeError('Something that cannot be parted is longer than a section');
		texts.push(slackMarkup(halves.head));
		rest = halves.rest;
	}
	return [...texts, slackMarkup(rest)].filter(Boolean);
}

function bytesOfJson(value: unknown): number {
	return utf8Length(JSON.stringify(value));
}

/** Of text without lone surrogates, which `parseMarkdown` sees to. */
function utf8Length(text: string): number {
	let bytes = 0;
	for (let index = 0; index < text.length; index++) {
		const unit = text.charCodeAt(index);
		// Both halves of a surrogate pair together take four.
		bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3;
	}
	return bytes;
}
