import type { Block } from '../document';
import { longest, partsOf, sliceBlock } from '../truncate';
import type { Format, Surroundings } from './format';
import { SESSION_LINK_LABEL, endingWords } from './format';
import { bareText } from './plainText';
import { escapeSlack, fence, slackLink, slackMarkup, withoutFences } from './slackMarkup';

/** A section takes 3,000 characters. Source: docs.slack.dev, Block Kit reference, section. */
const LONGEST_SECTION = 2_900;

/** A message takes 50 blocks, and the Slack node adds one of its own unless *Include Link to Workflow* is off. */
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
	limit: 12_000,
	length: ({ blocks }) => Buffer.byteLength(JSON.stringify(blocks)),
	accepts: ({ blocks }) => blocks.length <= MOST_BLOCKS,
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
	const texts: string[] = [];
	for (const part of blocks.flatMap((block) => partTexts(block, defang))) {
		const last = texts.at(-1);
		const joined = `${last}\n\n${part}`;
		if (last === undefined || joined.length > LONGEST_SECTION) texts.push(part);
		else texts[texts.length - 1] = joined;
	}
	return texts;
}

/** A block as texts that each fit in a section: whole, else by items, rows or lines, else as bare text. */
function partTexts(block: Block, defang: boolean): string[] {
	const markup = slackMarkup([block]);
	if (markup.length <= LONGEST_SECTION) return markup === '' ? [] : [markup];
	const texts: string[] = [];
	const parts = partsOf(block);
	for (let start = 0; start < parts;) {
		const fits = (count: number) =>
			slackMarkup([sliceBlock(block, start, start + count)]).length <= LONGEST_SECTION;
		const count = longest(parts - start, fits);
		const slice = sliceBlock(block, start, start + Math.max(1, count));
		texts.push(...(count === 0 ? bareTexts(slice, defang) : [slackMarkup([slice])]));
		start += Math.max(1, count);
	}
	return texts;
}

/** What stands around code in its fence. */
const FENCE_LENGTH = fence('x').length - 1;

function bareTexts(block: Block, defang: boolean): string[] {
	if (block.type === 'codeBlock')
		return pieces(withoutFences(escapeSlack(block.value)), LONGEST_SECTION - FENCE_LENGTH).map(fence);
	return pieces(withoutFences(escapeSlack(bareText([block], { defang }))), LONGEST_SECTION);
}

/** Pieces of an escaped text. They end at white space, else anywhere but inside an entity or a surrogate pair. */
function pieces(text: string, length: number): string[] {
	const result: string[] = [];
	let rest = text;
	while (rest.length > length) {
		const space = Math.max(rest.lastIndexOf(' ', length), rest.lastIndexOf('\n', length));
		const head = rest.slice(0, space > length / 2 ? space : length);
		const piece = head.replace(/&[a-z]{0,3}$|[\uD800-\uDBFF]$/, '');
		result.push(piece);
		rest = rest.slice(piece.length);
	}
	return [...result, rest].map((piece) => piece.trim()).filter(Boolean);
}
