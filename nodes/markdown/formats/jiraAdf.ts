import type { Block, Cell, Inline, ListItem, SafeUrl, Table } from '../document';
import { SESSION_LINK_LABEL, endingWords } from './format';
import type { Format } from './format';
import { innerBlocks } from './simplerBlocks';

const MARKS = {
	strong: { type: 'strong' },
	emphasis: { type: 'em' },
	strikethrough: { type: 'strike' },
} as const;

type Mark = (typeof MARKS)[keyof typeof MARKS] | { type: 'code' } | { type: 'link'; attrs: { href: string } };

interface AdfNode {
	type: string;
	attrs?: Record<string, unknown>;
	marks?: Mark[];
	text?: string;
	content?: AdfNode[];
}

/**
 * Atlassian Document Format, for comments. What may stand where is Atlassian's JSON schema (@atlaskit/adf-schema,
 * `json-schema/v1/full.json`). Text is inert in it: only a `mention`, `media` or card node would act, and none is made.
 *
 * It is given as a JSON string: the Jira node parses its field Document Format (JSON), and fails on an object. The limit
 * counts that string, because Jira's way of counting is not documented.
 */
export const jiraAdf: Format<string> = {
	displayName: 'Jira Document (ADF)',
	limit: 30_000,
	render: (blocks, { webUrl, isShortened }) => {
		const ending = paragraph([
			{ type: 'text', text: endingWords(isShortened) },
			{ type: 'text', text: SESSION_LINK_LABEL, marks: [linkTo(webUrl)] },
		]);
		return JSON.stringify({ version: 1, type: 'doc', content: [...blocks.flatMap(nodesOf), ending] });
	},
};

function linkTo(url: SafeUrl): Mark {
	return { type: 'link', attrs: { href: url } };
}

function paragraph(content: AdfNode[]): AdfNode {
	return { type: 'paragraph', content };
}

function nodesOf(block: Block): AdfNode[] {
	switch (block.type) {
		case 'paragraph':
			return [paragraph(inlineNodes(block.children))];
		case 'heading':
			return [{ type: 'heading', attrs: { level: block.level }, content: inlineNodes(block.children) }];
		case 'codeBlock': {
			const attrs = block.language === undefined ? {} : { attrs: { language: block.language } };
			return [{ type: 'codeBlock', ...attrs, content: textNodes(block.value) }];
		}
		case 'quote': {
			const content = innerBlocks(block.children).flatMap(nodesOf);
			return [{ type: 'blockquote', content: content.length > 0 ? content : [paragraph([])] }];
		}
		case 'list': {
			const content = block.items.map(itemNode);
			if (block.start === undefined) return [{ type: 'bulletList', content }];
			return [{ type: 'orderedList', attrs: { order: block.start }, content }];
		}
		case 'table':
			return [tableNode(block)];
		case 'rule':
			return [{ type: 'rule' }];
	}
}

function itemNode(item: ListItem): AdfNode {
	const content = innerBlocks(item.children).flatMap(nodesOf);
	// Older versions of the schema want a paragraph first.
	if (content[0]?.type !== 'paragraph') content.unshift(paragraph([]));
	return { type: 'listItem', content };
}

function tableNode(table: Table): AdfNode {
	const row = (type: 'tableCell' | 'tableHeader', cells: readonly Cell[]): AdfNode => ({
		type: 'tableRow',
		content: cells.map((cell) => ({ type, content: [paragraph(inlineNodes(cell))] })),
	});
	const rows = table.rows.map((cells) => row('tableCell', cells));
	return { type: 'table', content: [row('tableHeader', table.header), ...rows] };
}

function inlineNodes(inlines: readonly Inline[], marks: readonly Mark[] = []): AdfNode[] {
	return inlines.flatMap((inline): AdfNode[] => {
		switch (inline.type) {
			case 'text':
				return textNodes(inline.value, marks);
			case 'code':
				// Code goes with a link and with no other mark.
				return textNodes(inline.value, [{ type: 'code' }, ...marks.filter(({ type }) => type === 'link')]);
			case 'break':
				return [{ type: 'hardBreak' }];
			case 'link':
				return inlineNodes(inline.children, [...marks, linkTo(inline.url)]);
			default:
				return inlineNodes(inline.children, [...marks, MARKS[inline.type]]);
		}
	});
}

/** A text node may not be empty. */
function textNodes(text: string, marks: readonly Mark[] = []): AdfNode[] {
	if (text === '') return [];
	return [{ type: 'text', text, ...(marks.length > 0 && { marks: [...marks] }) }];
}
