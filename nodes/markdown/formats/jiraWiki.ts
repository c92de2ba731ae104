import type { Block, Cell, List, ListItem, Table } from '../document';
import { wordsOf } from '../document';
import { ZERO_WIDTH_SPACE } from '../sanitizeText';
import { endingWords, joinParts } from './format';
import type { Format } from './format';
import { innerBlocks } from './simplerBlocks';
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
	render: (blocks, { webUrl, isShortened }) =>
		joinParts([...blocks.map(blockMarkup), escapeWiki(endingWords(isShortened)) + webUrl]),
};

function blockMarkup(block: Block): string {
	switch (block.type) {
		case 'paragraph':
			return wikiInline(block.children);
		case 'heading': {
			const words = wikiInline(block.children, { inHeading: true });
			return words === '' ? '' : `h${block.level}. ${words}`;
		}
		case 'codeBlock':
			return noformat(block.value);
		case 'quote': {
			const quoted = joinParts(innerBlocks(block.children).map(blockMarkup));
			return quoted === '' ? '' : `{quote}\n${quoted}\n{quote}`;
		}
		case 'list':
			return listMarkup(block, '');
		case 'table':
			return tableMarkup(block);
		case 'rule':
			return '----';
	}
}

/** The one macro whose content is taken as it is, so code stays exact. Jira knows few languages and fails on others. */
function noformat(code: string): string {
	return code.trim() === '' ? '' : `{noformat}\n${withoutNoformat(code)}\n{noformat}`;
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
	for (const block of innerBlocks(item.children)) {
		if (block.type === 'paragraph') markup += (markup === '' ? '' : WIKI_BREAK) + wikiInline(block.children);
		else if (block.type === 'list') markup += `\n${listMarkup(block, bullets)}`;
		// An empty line would end the list.
		else markup += `\n${noformat(block.value.replace(/\n(?=\s*\n)/g, `\n${ZERO_WIDTH_SPACE}`))}`;
	}
	// An item that starts with another list still needs something to be an item.
	const starts = markup === '' || markup.startsWith('\n') ? ZERO_WIDTH_SPACE : '';
	return `${bullet} ${starts}${markup}`;
}

function tableMarkup(table: Table): string {
	const row = (bar: string, cells: readonly Cell[]) =>
		bar + cells.map((cell) => cellMarkup(cell) + bar).join('');
	const rows = table.rows.map((cells) => row('|', cells));
	return [row('||', table.header), ...rows].join('\n');
}

function cellMarkup(cell: Cell): string {
	return wordsOf(cell).trim() === '' ? ' ' : wikiInline(cell, { inTable: true });
}
