import type { Block, List } from '../document';
import { sanitizeText } from '../sanitizeText';
import { endingWords, joinParts } from './format';
import type { Format } from './format';
import { plainLine } from './inline';
import { withoutTable } from './simplerBlocks';

export const plainText: Format<string> = {
	displayName: 'Plain Text',
	// The limit of the target is not known here.
	limit: Number.POSITIVE_INFINITY,
	render: (blocks, { webUrl, isShortened, defang }) =>
		joinParts([bareText(blocks, { defang }), endingWords(isShortened) + webUrl]),
};

/** The words with line breaks, bullets and numbers, for a reader or a notification. */
export function bareText(blocks: readonly Block[], { defang }: { defang: boolean }): string {
	// Without markup words come to stand side by side that were apart, such as `@` and a bold `here`.
	return sanitizeText(joinParts(blocks.map(blockText)), { defang });
}

function blockText(block: Block): string {
	switch (block.type) {
		case 'paragraph':
		case 'heading':
			return plainLine(block.children, '\n');
		case 'codeBlock':
			return block.value;
		case 'quote':
			return block.children.map(blockText).join('\n\n').replace(/^/gm, '> ');
		case 'list':
			return listText(block);
		case 'table':
			return blockText(withoutTable(block));
		case 'rule':
			return '----------';
	}
}

function listText(list: List): string {
	return list.items
		.map((item, index) => {
			const bullet = list.start === undefined ? '- ' : `${list.start + index}. `;
			const text = item.children.map(blockText).join('\n');
			return bullet + text.replace(/\n/g, `\n${' '.repeat(bullet.length)}`);
		})
		.join('\n');
}
