import type { Block, Cell, Inline, List, ListItem, Table } from '../document';
import { SESSION_LINK_LABEL, endingWords } from './format';
import type { Surroundings } from './format';
import { inlineMarkup } from './inline';

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
	{ webUrl, isShortened }: Surroundings,
	dialect: HtmlDialect,
): string {
	const element = (tag: string, content: string) =>
		`<${tag}${dialect.attributes[tag] ?? ''}>${content}</${tag}>`;

	const inlineHtml = (inlines: readonly Inline[]): string =>
		inlineMarkup(inlines, {
			text: textHtml,
			code: (value) => element('code', textHtml(value)),
			lineBreak: '<br>',
			link: ({ url, children }) => linkHtml(url, inlineHtml(children)),
			emphasis: ({ type }, content) => {
				if (type === 'strikethrough') return dialect.strikethrough.join(content);
				return element(type === 'strong' ? 'strong' : 'em', content);
			},
		});

	const blockHtml = (block: Block): string => {
		switch (block.type) {
			case 'paragraph':
				return element('p', inlineHtml(block.children));
			case 'heading':
				return element(`h${Math.min(block.level, dialect.deepestHeading)}`, inlineHtml(block.children));
			case 'codeBlock':
				return element('pre', textHtml(block.value));
			case 'quote':
				return dialect.hasQuotes
					? element('blockquote', block.children.map(blockHtml).join(''))
					: block.children.map(quotedHtml).join('');
			case 'list':
				return listHtml(block);
			case 'table':
				return tableHtml(block);
			case 'rule':
				return dialect.rule;
		}
	};

	const quotedHtml = (block: Block): string =>
		block.type === 'paragraph' ? element('p', `&gt; ${inlineHtml(block.children)}`) : blockHtml(block);

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
			return (follows ? '<br>' : '') + inlineHtml(block.children);
		});
		return element('li', parts.join(''));
	};

	const tableHtml = (table: Table): string => {
		const row = (tag: 'td' | 'th', cells: readonly Cell[]) =>
			element('tr', cells.map((cell) => element(tag, inlineHtml(cell))).join(''));
		const rows = table.rows.map((cells) => row('td', cells)).join('');
		return element('table', row('th', table.header) + rows);
	};

	const ending = escapeHtml(endingWords(isShortened)) + linkHtml(webUrl, SESSION_LINK_LABEL);
	return blocks.map(blockHtml).join('') + element('p', ending);
}

function linkHtml(url: string, label: string): string {
	return `<a href="${escapeHtml(url)}">${label}</a>`;
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
