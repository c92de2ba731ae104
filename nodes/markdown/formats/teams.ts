import type { Block, Cell, Inline, List, ListItem, Table } from '../document';
import { SESSION_LINK_LABEL, characterCount, endingWords, hiddenRowsNote } from './format';
import type { Format } from './format';

const ENTITIES: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

const TAGS = { strong: 'strong', emphasis: 'em' } as const;

/**
 * HTML for a Teams message. A post takes about 28 KB with its markup, which counts UTF-16 as Graph sends it
 * (microsoftgraph/microsoft-graph-docs#7218).
 */
export const teams: Format<string> = {
	displayName: 'Teams HTML',
	limit: 12_000,
	length: characterCount,
	render: (blocks, { webUrl, isShortened }) => {
		const link = `<a href="${escapeHtml(webUrl)}">${SESSION_LINK_LABEL}</a>`;
		return `${blocks.map(blockHtml).join('')}<p>${escapeHtml(endingWords(isShortened))}${link}</p>`;
	},
};

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

function blockHtml(block: Block): string {
	switch (block.type) {
		case 'paragraph':
			return `<p>${inlinesHtml(block.children)}</p>`;
		case 'heading': {
			const level = Math.min(block.level, 3);
			return `<h${level}>${inlinesHtml(block.children)}</h${level}>`;
		}
		case 'codeBlock':
			return `<pre>${textHtml(block.value)}</pre>`;
		case 'quote':
			return block.children.map(quotedHtml).join('');
		case 'list':
			return listHtml(block);
		case 'table':
			return tableHtml(block);
		case 'rule':
			return '<p>———</p>';
	}
}

/** Marked as in a mail: the tags that Teams surely takes have none for quotes. */
function quotedHtml(block: Block): string {
	if (block.type !== 'paragraph') return blockHtml(block);
	return `<p>&gt; ${inlinesHtml(block.children)}</p>`;
}

function listHtml(list: List): string {
	const items = list.items.map(itemHtml).join('');
	if (list.start === undefined) return `<ul>${items}</ul>`;
	return list.start === 1 ? `<ol>${items}</ol>` : `<ol start="${list.start}">${items}</ol>`;
}

/** Paragraphs would stand apart as if each were an item of its own. */
function itemHtml(item: ListItem): string {
	const mark = item.done === undefined ? '' : item.done ? '☑ ' : '☐ ';
	const parts = item.children.map((block, index) => {
		if (block.type !== 'paragraph') return blockHtml(block);
		const follows = index > 0 && item.children[index - 1]?.type === 'paragraph';
		return (follows ? '<br>' : '') + inlinesHtml(block.children);
	});
	return `<li>${mark}${parts.join('')}</li>`;
}

function tableHtml(table: Table): string {
	const row = (tag: 'td' | 'th', cells: readonly Cell[]) =>
		`<tr>${cells.map((cell) => `<${tag}>${inlinesHtml(cell)}</${tag}>`).join('')}</tr>`;
	const rows = table.rows.map((cells) => row('td', cells)).join('');
	const note = hiddenRowsNote(table);
	return `<table>${row('th', table.header)}${rows}</table>${note === undefined ? '' : `<p>${note}</p>`}`;
}

function inlinesHtml(inlines: readonly Inline[]): string {
	return inlines.map(inlineHtml).join('');
}

function inlineHtml(inline: Inline): string {
	switch (inline.type) {
		case 'text':
			return textHtml(inline.value);
		case 'code':
			return `<code>${textHtml(inline.value)}</code>`;
		case 'break':
			return '<br>';
		case 'link':
			return `<a href="${escapeHtml(inline.url)}">${inlinesHtml(inline.children)}</a>`;
		case 'strikethrough':
			return `~${inlinesHtml(inline.children)}~`;
		default:
			return `<${TAGS[inline.type]}>${inlinesHtml(inline.children)}</${TAGS[inline.type]}>`;
	}
}
