import type { Block, Cell, Inline, List, ListItem, Table } from '../document';
import { SESSION_LINK_LABEL, endingWords, hiddenRowsNote, taskMark } from './format';
import type { Surroundings } from './format';

const ENTITIES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** What differs between targets that take HTML. */
export interface HtmlDialect {
	/** Attributes of our own for a tag, with a space in front. */
	attributes: Readonly<Record<string, string>>;
	deepestHeading: number;
	/** What stands around words that are struck through. */
	strikethrough: readonly [string, string];
	rule: string;
	/** Whether there is a tag for quotes; without it each paragraph begins with `>`, as in a mail. */
	hasQuotes: boolean;
}

/** HTML of few tags, all of them ours: text in it is escaped. It ends with the link back. */
export function htmlMarkup(
	blocks: readonly Block[],
	{ webUrl, isShortened }: Pick<Surroundings, 'webUrl' | 'isShortened'>,
	dialect: HtmlDialect,
): string {
	const open = (tag: string) => `<${tag}${dialect.attributes[tag] ?? ''}>`;
	const element = (tag: string, content: string) => `${open(tag)}${content}</${tag}>`;

	const blockHtml = (block: Block): string => {
		switch (block.type) {
			case 'paragraph':
				return element('p', inlinesHtml(block.children));
			case 'heading':
				return element(`h${Math.min(block.level, dialect.deepestHeading)}`, inlinesHtml(block.children));
			case 'codeBlock':
				return element('pre', textHtml(block.value));
			case 'quote':
				return quoteHtml(block.children);
			case 'list':
				return listHtml(block);
			case 'table':
				return tableHtml(block);
			case 'rule':
				return dialect.rule;
		}
	};

	const quoteHtml = (children: readonly Block[]): string => {
		if (dialect.hasQuotes) return element('blockquote', children.map(blockHtml).join(''));
		return children
			.map((block) =>
				block.type === 'paragraph' ? element('p', `&gt; ${inlinesHtml(block.children)}`) : blockHtml(block),
			)
			.join('');
	};

	const listHtml = (list: List): string => {
		const items = list.items.map(itemHtml).join('');
		if (list.start === undefined) return element('ul', items);
		return list.start === 1 ? element('ol', items) : `<ol start="${list.start}">${items}</ol>`;
	};

	/** Paragraphs would stand apart as if each were an item of its own. */
	const itemHtml = (item: ListItem): string => {
		const parts = item.children.map((block, index) => {
			if (block.type !== 'paragraph') return blockHtml(block);
			const follows = index > 0 && item.children[index - 1]?.type === 'paragraph';
			return (follows ? '<br>' : '') + inlinesHtml(block.children);
		});
		return element('li', taskMark(item) + parts.join(''));
	};

	const tableHtml = (table: Table): string => {
		const row = (tag: 'td' | 'th', cells: readonly Cell[]) =>
			element('tr', cells.map((cell) => element(tag, inlinesHtml(cell))).join(''));
		const rows = table.rows.map((cells) => row('td', cells)).join('');
		const note = hiddenRowsNote(table);
		return element('table', row('th', table.header) + rows) + (note === undefined ? '' : element('p', note));
	};

	const inlinesHtml = (inlines: readonly Inline[]): string => inlines.map(inlineHtml).join('');

	const inlineHtml = (inline: Inline): string => {
		switch (inline.type) {
			case 'text':
				return textHtml(inline.value);
			case 'code':
				return element('code', textHtml(inline.value));
			case 'break':
				return '<br>';
			case 'link':
				return `<a href="${escapeHtml(inline.url)}">${inlinesHtml(inline.children)}</a>`;
			case 'strong':
				return element('strong', inlinesHtml(inline.children));
			case 'emphasis':
				return element('em', inlinesHtml(inline.children));
			case 'strikethrough':
				return dialect.strikethrough.join(inlinesHtml(inline.children));
		}
	};

	const link = `<a href="${escapeHtml(webUrl)}">${SESSION_LINK_LABEL}</a>`;
	return blocks.map(blockHtml).join('') + element('p', escapeHtml(endingWords(isShortened)) + link);
}

function escapeHtml(text: string): string {
	return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Text in which whatever looks for bare addresses in the source of a message finds none. */
function textHtml(text: string): string {
	return escapeHtml(text)
		.replaceAll('://', '&#58;//')
		.replace(/\bmailto:/gi, 'mailto&#58;')
		.replace(/\bwww\./gi, 'www&#46;');
}
