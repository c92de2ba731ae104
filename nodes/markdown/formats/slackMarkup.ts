import type { Block, Inline, List } from '../document';
import { wordsOf } from '../document';
import { ZERO_WIDTH_SPACE, sanitizeText } from '../sanitize';
import { taskMark } from './format';
import { withoutTable } from './textTable';

/**
 * Slack's own markup, "mrkdwn" (docs.slack.dev, "Formatting message text"). Only `&`, `<` and `>` have an escape;
 * `*`, `_`, `~` and backticks in untrusted text are harmless and stay as they are.
 */

/** In a font of one width, a line of Slack's message column on a desktop. */
const TABLE_WIDTH = 80;

/** A longer link would leave little room in its section, and cannot be parted. */
const LONGEST_LINK = 1_000;

const INDENTATION = ' '.repeat(4);

const MARKERS = { strong: '*', emphasis: '_', strikethrough: '~' } as const;

/** For text, labels and addresses alike. Without a raw `<` there is no mention and no link but ours. */
export function escapeSlack(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function slackLink(url: string, label: string): string {
	return `<${escapeSlack(url)}|${label.replaceAll('|', '¦')}>`;
}

/** Blocks as they stand in one section. */
export function slackMarkup(blocks: readonly Block[]): string {
	return blocks.map(blockMarkup).filter(Boolean).join('\n\n');
}

function blockMarkup(block: Block): string {
	switch (block.type) {
		case 'paragraph':
			return lineMarkup(block.children);
		case 'heading':
			return emphasised('*', lineMarkup(block.children, ['*']), '', '');
		case 'codeBlock':
			return fence(withoutFences(escapeSlack(block.value)));
		case 'quote':
			return quoteMarkup(block.children);
		case 'list':
			return listMarkup(block);
		case 'table':
			return slackMarkup(withoutTable(block, TABLE_WIDTH));
		case 'rule':
			return '———';
	}
}

export function fence(escapedCode: string): string {
	return escapedCode.trim() === '' ? '' : `\`\`\`\n${escapedCode}\n\`\`\``;
}

/** Three backticks in untrusted text would open a fence or close ours. */
export function withoutFences(text: string): string {
	return text.replace(/`(?=``)/g, `\`${ZERO_WIDTH_SPACE}`);
}

/** A quote is marked line by line, which would show inside a fence: code stands between the quoted parts. */
function quoteMarkup(blocks: readonly Block[]): string {
	return blocks
		.map((block) => {
			const markup = blockMarkup(block);
			if (block.type === 'codeBlock' || block.type === 'table' || markup === '') return markup;
			return markup.replace(/^/gm, '&gt; ');
		})
		.filter(Boolean)
		.join('\n');
}

function listMarkup(list: List): string {
	return list.items
		.map((item, index) => {
			const bullet = list.start === undefined ? '• ' : `${list.start + index}. `;
			return bullet + taskMark(item) + item.children.map(itemPart).filter(Boolean).join('\n');
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

function lineMarkup(inlines: readonly Inline[], open: readonly string[] = []): string {
	return withoutFences(inlineMarkup(inlines, open)).trim();
}

/** @param open markers that are open already; Slack does not nest the same one */
function inlineMarkup(inlines: readonly Inline[], open: readonly string[] = []): string {
	const parts = inlines.map((inline) => {
		switch (inline.type) {
			case 'text':
				return escapeSlack(inline.value);
			case 'code':
				return inlineCode(inline.value);
			case 'break':
				return '\n';
			case 'link': {
				const label = escapedWords(wordsOf(inline.children));
				const link = slackLink(inline.url, label);
				return link.length - label.length > LONGEST_LINK ? `${label} (link too long)` : link;
			}
			default:
				return inlineMarkup(inline.children, [...open, MARKERS[inline.type]]);
		}
	});
	return parts
		.map((part, index) => {
			const { type } = inlines[index] as Inline;
			if (type !== 'strong' && type !== 'emphasis' && type !== 'strikethrough') return part;
			const marker = MARKERS[type];
			if (open.includes(marker)) return part;
			return emphasised(marker, part, parts[index - 1] ?? '', parts[index + 1] ?? '');
		})
		.join('');
}

/** Words that were code in part, where no code can stand. */
function escapedWords(words: string): string {
	return escapeSlack(sanitizeText(words, { defang: false }));
}

function inlineCode(code: string): string {
	const isCode = !code.includes('`') && code.trim() !== '';
	return isCode ? `\`${escapeSlack(code)}\`` : escapedWords(code);
}

/** Slack takes a marker for one only at the edge of a word, in one line; elsewhere it would show it. */
function emphasised(marker: string, text: string, before: string, after: string): string {
	const joins = /[\p{L}\p{N}]$/u.test(before) || /^[\p{L}\p{N}]/u.test(after);
	if (joins || text === '' || text !== text.trim() || text.includes('\n') || text.includes(marker))
		return text;
	return marker + text + marker;
}
