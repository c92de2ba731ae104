import type { Block, Inline, List } from '../document';
import { wordsOf } from '../document';
import { ZERO_WIDTH_SPACE, sanitizeText } from '../sanitizeText';
import { joinParts } from './format';
import { inlineMarkup } from './inline';
import type { Around, InlineMarkup } from './inline';
import { withoutTable } from './simplerBlocks';

/**
 * Slack's own markup, "mrkdwn" (docs.slack.dev, "Formatting message text"). Only `&`, `<` and `>` have an escape;
 * `*`, `_`, `~` and backticks in untrusted text are harmless and stay as they are.
 */

/** In a font of one width, a line of Slack's message column on a desktop. */
const TABLE_WIDTH = 80;

const INDENTATION = ' '.repeat(4);

const MARKERS = { strong: '*', emphasis: '_', strikethrough: '~' } as const;

const INLINE: InlineMarkup = {
	text: escapeSlack,
	code: (code) => {
		const isCode = !code.includes('`') && code.trim() !== '';
		return isCode ? `\`${escapeSlack(code)}\`` : escapedWords(code);
	},
	lineBreak: '\n',
	link: ({ url, children }) => slackLink(url, escapedWords(wordsOf(children))),
	emphasis: ({ type }, content, around) => emphasised(MARKERS[type], content, around),
};

/** For text, labels and addresses alike. Without a raw `<` there is no mention and no link but ours. */
export function escapeSlack(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function slackLink(url: string, label: string): string {
	return `<${escapeSlack(url)}|${label.replaceAll('|', '¦')}>`;
}

/** A block as it stands in a section. */
export function blockMarkup(block: Block): string {
	switch (block.type) {
		case 'paragraph':
			return withoutFences(inlineMarkup(block.children, INLINE)).trim();
		case 'heading':
			return blockMarkup({ type: 'paragraph', children: [{ type: 'strong', children: block.children }] });
		case 'codeBlock':
			return block.value.trim() === '' ? '' : `\`\`\`\n${withoutFences(escapeSlack(block.value))}\n\`\`\``;
		case 'quote':
			return joinParts(block.children.map(quotedMarkup), '\n');
		case 'list':
			return listMarkup(block);
		case 'table':
			return blockMarkup(withoutTable(block, TABLE_WIDTH));
		case 'rule':
			return '———';
	}
}

/** Three backticks in untrusted text would open a fence or close ours. */
function withoutFences(text: string): string {
	return text.replace(/`(?=``)/g, `\`${ZERO_WIDTH_SPACE}`);
}

/** A quote is marked line by line, which would show inside a fence: code stands between the quoted parts. */
function quotedMarkup(block: Block): string {
	const markup = blockMarkup(block);
	if (block.type === 'codeBlock' || block.type === 'table' || markup === '') return markup;
	return markup.replace(/^/gm, '&gt; ');
}

function listMarkup(list: List): string {
	return list.items
		.map((item, index) => {
			const bullet = list.start === undefined ? '• ' : `${list.start + index}. `;
			return bullet + joinParts(item.children.map(itemPart), '\n');
		})
		.join('\n');
}

/** Slack has no markup for nested lists: they are lines that start further right. */
function itemPart(block: Block, index: number): string {
	const markup = blockMarkup(block);
	if (block.type === 'list') return markup.replace(/^(?=.)/gm, INDENTATION);
	if (block.type !== 'paragraph' || markup === '') return markup;
	return (index === 0 ? '' : INDENTATION) + markup.replaceAll('\n', `\n${INDENTATION}`);
}

/** Words that were code in part, where no code can stand. */
function escapedWords(words: string): string {
	return escapeSlack(sanitizeText(words, { defang: false }));
}

/** Slack takes a marker for one only at the edge of a word, in one line; elsewhere it would show it. */
function emphasised(marker: string, text: string, { before, after }: Around): string {
	const joins = /[\p{L}\p{N}]$/u.test(touchingWords(before)) || /^[\p{L}\p{N}]/u.test(touchingWords(after));
	if (joins || text === '' || text !== text.trim() || text.includes('\n') || text.includes(marker))
		return text;
	return marker + text + marker;
}

/** Code and links have markers of their own at their edges. */
function touchingWords(inline: Inline | undefined): string {
	return inline === undefined || inline.type === 'code' || inline.type === 'link' ? '' : wordsOf([inline]);
}
