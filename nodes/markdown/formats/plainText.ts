import type { Block, Inline, List } from '../document';
import { sanitizeText } from '../sanitize';
import { endingWords } from './format';
import type { Format } from './format';
import { plainLine, withoutTable } from './textTable';

export const plainText: Format<string> = {
	displayName: 'Plain Text',
	// The limit of the target is not known here.
	limit: Number.POSITIVE_INFINITY,
	render: (blocks, { webUrl, isShortened, defang }) => {
		const body = bareText(blocks, { defang });
		return `${body}${body === '' ? '' : '\n\n'}${endingWords(isShortened)}${webUrl}`;
	},
};

/** The words with line breaks, bullets and numbers, for a reader or a notification. */
export function bareText(blocks: readonly Block[], { defang }: { defang: boolean }): string {
	// Without markup words come to stand side by side that were apart, such as `@` and a bold `here`.
	return sanitizeText(blocks.map(blockText).filter(Boolean).join('\n\n'), { defang });
}

function blockText(block: Block): string {
	switch (block.type) {
		case 'paragraph':
		case 'heading':
			return lines(block.children);
		case 'codeBlock':
			return block.value;
		case 'quote':
			return block.children.map(blockText).join('\n\n').replace(/^/gm, '> ');
		case 'list':
			return listText(block);
		case 'table':
			return withoutTable(block).map(blockText).filter(Boolean).join('\n');
		case 'rule':
			return '----------';
	}
}

function listText(list: List): string {
	return list.items
		.map((item, index) => {
			const bullet = list.start === undefined ? '- ' : `${list.start + index}. `;
			const mark = item.done === undefined ? '' : item.done ? '[x] ' : '[ ] ';
			const text = item.children.map(blockText).join('\n');
			return bullet + mark + text.replace(/\n/g, `\n${' '.repeat(bullet.length)}`);
		})
		.join('\n');
}

/** Paragraph by line breaks; the rest of the inline content as in a table cell. */
function lines(inlines: readonly Inline[]): string {
	const result: Inline[][] = [[]];
	for (const inline of inlines) {
		if (inline.type === 'break') result.push([]);
		else result.at(-1)?.push(inline);
	}
	return result.map(plainLine).join('\n');
}
