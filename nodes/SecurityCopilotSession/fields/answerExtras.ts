import type { INodeProperties } from 'n8n-workflow';
import type { FormatName } from '../../markdown/formats';
import { InvalidParameterError } from '../../shared/InvalidParameterError';
import type { ItemParameters } from '../../shared/ItemParameters';

const FORMATS = [
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
		description:
			'Whether to make indicators in the formats unclickable, for example hxxps://evil[.]example. The link to the session stays.',
	},
	{
		displayName: 'Formats',
		name: 'formats',
		type: 'multiOptions',
		options: FORMATS,
		default: [],
		description:
			'Add the answer in the form that other nodes take, within their limits. What attackers may have written in it is made harmless.',
	},
	{
		displayName: 'Include Evidence',
		name: 'includeEvidence',
		type: 'boolean',
		default: false,
		description:
			'Whether to add a record for the ticket: the IDs, times in UTC, the SHA-256 of the answer, the ID of the request and the version of this package',
	},
];

/** What is wanted along with an answer. */
export interface AnswerExtras {
	formats: FormatName[];
	defang: boolean;
	includeEvidence: boolean;
}

/** @throws InvalidParameterError for a format that does not exist */
export function readAnswerExtras(item: ItemParameters): AnswerExtras {
	const { formats = [] } = item.options();
	const names = (Array.isArray(formats) ? formats : String(formats).split(',')).map((name) =>
		String(name).trim(),
	);
	const known: string[] = FORMATS.map(({ value }) => value);
	const unknown = names.some((name) => name !== '' && !known.includes(name));
	if (unknown) throw new InvalidParameterError('formats', `is not a list of ${known.join(', ')}`);
	return {
		formats: names.filter((name) => name !== '') as FormatName[],
		defang: item.switchedOn('defang'),
		includeEvidence: item.switchedOn('includeEvidence'),
	};
}
