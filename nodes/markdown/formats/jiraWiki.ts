import type { Block, Cell, Inline, List, ListItem, Table } from '../document';
import { wordsOf } from '../document';
import { ZERO_WIDTH_SPACE } from '../sanitize';
import { endingWords, hiddenRowsNote, taskMark } from './format';
import type { Format } from './format';
import { withoutTable } from './textTable';
import { WIKI_BREAK, escapeWiki, wikiInline, withoutNoformat } from './wikiInline';

/** Atlassian's parser reads no deeper list (@atlaskit/editor-wikimarkup-transformer, `tokenize/list`). */
const DEEPEST_LIST = 20;

/**
 * Jira's wiki markup, for the description of an issue and for comments of a Jira that runs on one's own servers.
 * Jira takes 32,767 characters, and less in practice (mozilla/jira-bugzilla-integration#1134); some sites take more.
 */
export const jiraWiki: Format<string> = {
	displayName: 'Jira Wiki Markup',
	limit: 30_000,
	render: (blocks, { webUrl, isShortened }) => {
		const ending = `${escapeWiki(endingWords(isShortened))}${webUrl}`;
		return [...blocks.map(blockMarkup).filter(Boolean), ending].join('\n\n');
	},
};

function blockMarkup(block: Block): string {
	switch (block.type) {
		case 'paragraph':
			return wikiInline(block.children).trim();
		case 'heading':
			return withWords(
				wikiInline(block.children, { inHeading: true }).trim(),
				(text) => `h${block.level}. ${text}`,
			);
		case 'codeBlock':
			return noformat(block.value);
		case 'quote':
			return withWords(quoted(block.children).join('\n\n'), (text) => `{quote}\n${text}\n{quote}`);
		case 'list':
			return listMarkup(block, '');
		case 'table':
			return tableMarkup(block);
		case 'rule':
			return '----';
	}
}

function withWords(text: string, markup: (text: string) => string): string {
	return text === '' ? '' : markup(text);
}

/** The one macro whose content is taken as it is, so code stays exact. Jira knows few languages and fails on others. */
function noformat(code: string): string {
	return code.trim() === '' ? '' : `{noformat}\n${withoutNoformat(code)}\n{noformat}`;
}

/** Quotes do not nest: what was quoted twice is quoted once. Nor do they hold headings, tables and rules. */
function quoted(blocks: readonly Block[]): string[] {
	return blocks
		.flatMap((block): string[] => {
			switch (block.type) {
				case 'quote':
					return quoted(block.children);
				case 'heading':
					return [wikiInline([{ type: 'strong', children: block.children }]).trim()];
				case 'table':
					return quoted(withoutTable(block));
				case 'rule':
					return [];
				default:
					return [blockMarkup(block)];
			}
		})
		.filter(Boolean);
}

/** @param bullets of the lists around this one, such as `*#` */
function listMarkup({ start, items }: List, bullets: string): string {
	// Jira counts each list from one: steps with code between them come as a list each, and a date may look like a list.
	const countsOn = start !== undefined && start !== 1;
	const own = (bullets + (start === undefined || countsOn ? '*' : '#')).slice(0, DEEPEST_LIST);
	return items
		.map((item, index) => {
			if (!countsOn) return itemMarkup(item, own, own);
			const number = `${start + index}.`;
			return bullets === '' ? itemMarkup(item, number, '') : itemMarkup(item, `${own} ${number}`, own);
		})
		.join('\n');
}

/**
 * @param bullet in front of this item
 * @param bullets in front of the items of lists in this one, before their own
 */
function itemMarkup(item: ListItem, bullet: string, bullets: string): string {
	let markup = '';
	for (const block of item.children) {
		const isText = block.type === 'paragraph' || block.type === 'heading';
		if (isText && block.children.length > 0) {
			markup += (markup === '' ? '' : WIKI_BREAK) + wikiInline(block.children).trim();
		} else if (block.type === 'list') {
			markup += `\n${listMarkup(block, bullets)}`;
		} else if (!isText && block.type !== 'rule') {
			markup += `\n${insideItem(block)}`;
		}
	}
	// An item that starts with another list still needs something to be an item.
	const starts = markup === '' || markup.startsWith('\n') ? ZERO_WIDTH_SPACE : '';
	return `${bullet} ${taskMark(item)}${starts}${markup}`;
}

/** Only text and code can be part of an item; an empty line would end its list. */
function insideItem(block: Block): string {
	switch (block.type) {
		case 'codeBlock':
			return noformat(block.value.replace(/\n(?=\s*\n)/g, `\n${ZERO_WIDTH_SPACE}`));
		case 'table':
			return withoutTable(block).map(insideItem).join('\n');
		case 'quote':
			return block.children.map(insideItem).filter(Boolean).join('\n');
		case 'list':
			return block.items.flatMap((item) => item.children.map(insideItem)).join('\n');
		case 'paragraph':
		case 'heading':
			return wikiInline(block.children).trim();
		case 'rule':
			return '';
	}
}

function tableMarkup(table: Table): string {
	const row = (bar: string, cells: readonly Cell[]) =>
		bar + cells.map((cell) => cellMarkup(cell) + bar).join('');
	const rows = table.rows.map((cells) => row('|', cells));
	return [row('||', table.header), ...rows, hiddenRowsNote(table)].filter(Boolean).join('\n');
}

function cellMarkup(cell: readonly Inline[]): string {
	return wordsOf(cell).trim() === '' ? ' ' : wikiInline(cell, { inTable: true }).trim();
}
