import { linksOf, nodesOf, parseWiki, type AdfNode } from '../../../unit/markdown/atlassian';
import { addressFaults, isRecord, textFaults, unknownNames, type Faults } from '../judgement';

/** Characters; "exceeds the allowed limit of 32,767 characters" (JRACLOUD-68949). Counted in what is sent. */
const LONGEST_TEXT = 32_767;
const LONGEST_SUMMARY = 255;
const LONGEST_LABEL = 255;

/** Text of others becomes words, lists and links. Whatever else there is notifies, loads or embeds something. */
const HARMLESS_NODES = [
	'doc',
	'paragraph',
	'heading',
	'text',
	'hardBreak',
	'bulletList',
	'orderedList',
	'listItem',
	'codeBlock',
	'blockquote',
	'table',
	'tableRow',
	'tableHeader',
	'tableCell',
	'rule',
];

/** What is wrong with the body of "create issue" (API version 2). */
export function issueFaults(body: unknown): Faults {
	if (!isRecord(body) || !isRecord(body['fields'])) return ['fields: are missing'];
	const { fields } = body;
	const { summary, project, issuetype, labels = [], description, priority } = fields;
	return [
		...unknownNames(body, ['fields'], ''),
		...unknownNames(
			fields,
			['summary', 'project', 'issuetype', 'labels', 'description', 'priority'],
			'fields.',
		),
		...textFaults(summary, 'summary', LONGEST_SUMMARY),
		...(typeof summary === 'string' && /\p{Cc}/u.test(summary) ? ['summary: has more than one line'] : []),
		...idFaults(project, 'project'),
		...idFaults(issuetype, 'issuetype'),
		...(priority === undefined ? [] : idFaults(priority, 'priority')),
		...(Array.isArray(labels) ? labels.flatMap(labelFaults) : ['labels: are no list']),
		...textFaults(description, 'description', LONGEST_TEXT),
		...(typeof description === 'string' ? documentFaults(parseWiki(description), 'description') : []),
	];
}

function documentFaults(document: AdfNode, where: string): Faults {
	const harmful = nodesOf(document).filter(({ type }) => !HARMLESS_NODES.includes(type));
	return [
		...harmful.map(({ type }) => `${where}: holds a node ${type}`),
		...linksOf(document).flatMap((address) => addressFaults(address, where)),
	];
}

function idFaults(value: unknown, where: string): Faults {
	return isRecord(value) && /^\d+$/.test(String(value['id'])) ? [] : [`${where}: has no ID`];
}

function labelFaults(label: unknown): Faults {
	const faults = textFaults(label, 'labels', LONGEST_LABEL);
	return faults.length === 0 && /\s/.test(String(label))
		? [`labels: "${String(label)}" has a space`]
		: faults;
}
