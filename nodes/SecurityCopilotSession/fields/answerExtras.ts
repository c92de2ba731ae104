import type { INodeProperties } from 'n8n-workflow';
import type { FormatName } from '../../markdown/formats';
import { InvalidParameterError } from '../../errors/InvalidParameterError';
import { asNames, type ItemParameters } from '../../shared/ItemParameters';

const FORMATS = [
	{ name: 'HTML', value: 'html', description: 'For a mail: tables, code and headings that Outlook shows' },
	{
		name: 'Jira ADF',
		value: 'jiraAdf',
		description: 'For comments: a JSON text for the field Document Format (JSON) of the Jira node',
	},
	{ name: 'Jira Wiki', value: 'jiraWiki', description: 'For the description of an issue' },
	{ name: 'Plain Text', value: 'plainText', description: 'For everything else' },
	{
		name: 'Slack',
		value: 'slack',
		description: 'Blocks for the Slack node, and slackText for its notification',
	},
	{ name: 'Teams', value: 'teams', description: 'HTML for the Microsoft Teams node' },
];

/** What can go along with an answer, in alphabetical order of the names. */
export const answerExtraOptions: INodeProperties[] = [
	{
		displayName: 'Defang',
		name: 'defang',
		type: 'boolean',
		default: false,
		displayOptions: { show: { formats: FORMATS.map(({ value }) => value) } },
		description:
			'Whether to make indicators in the formats unclickable, for example hxxps://evil[.]example. Links to the session and to portals of Microsoft stay.',
	},
	{
		displayName: 'Formats',
		name: 'formats',
		type: 'multiOptions',
		options: FORMATS,
		default: [],
		description:
			'Add the answer in the form that other nodes take, within their limits. What attackers may have written in it is made harmless. The option Defang appears with it.',
	},
	{
		displayName: 'Include Evidence',
		name: 'includeEvidence',
		type: 'boolean',
		default: false,
		description:
			'Whether to add a record for the ticket: the IDs, times in UTC, the SHA-256 of the answer, the ID of the request and the version of this package',
	},
	{
		displayName: 'Include Indicators',
		name: 'includeIndicators',
		type: 'boolean',
		default: false,
		description:
			'Whether to add lists of the addresses, domains, URLs, hashes, CVEs and ATT&CK techniques in the answer or its data, found on this machine. Private addresses and links to portals of Microsoft are left out.',
	},
];

/** What is wanted along with an answer. */
export interface AnswerExtras {
	formats: FormatName[];
	defang: boolean;
	includeEvidence: boolean;
	includeIndicators: boolean;
}

export function wantsExtras({ formats, includeEvidence, includeIndicators }: AnswerExtras): boolean {
	return formats.length > 0 || includeEvidence || includeIndicators;
}

/** @throws InvalidParameterError for a format that does not exist */
export function readAnswerExtras(item: ItemParameters): AnswerExtras {
	const names = asNames('formats', item.options().formats);
	const known: string[] = FORMATS.map(({ value }) => value);
	if (names.some((name) => !known.includes(name)))
		throw new InvalidParameterError('formats', `is not a list of ${known.join(', ')}`);
	return {
		formats: names as FormatName[],
		defang: item.switchedOn('defang'),
		includeEvidence: item.switchedOn('includeEvidence'),
		includeIndicators: item.switchedOn('includeIndicators'),
	};
}
