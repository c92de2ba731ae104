import { htmlFaults } from '../html';
import { isRecord, textFaults, unknownNames, type Faults } from '../judgement';

export interface SentinelIncident {
	name: string;
	etag: string;
	properties: {
		title: string;
		severity: string;
		status: string;
		labels: { labelName: string; labelType?: string }[];
		[name: string]: unknown;
	};
}

/** Characters of a comment (MicrosoftDocs/azure-docs, `articles/sentinel/investigate-cases.md`). */
const LONGEST_COMMENT = 30_000;

/** What is wrong with the body of "Incidents - Create Or Update". A property that is left out would be lost. */
export function incidentFaults(body: unknown, known: SentinelIncident): Faults {
	if (!isRecord(body) || !isRecord(body['properties'])) return ['properties: are missing'];
	const { properties } = body;
	const lost = Object.entries(known.properties)
		.filter(([name]) => name !== 'labels')
		.filter(([name, value]) => JSON.stringify(properties[name]) !== JSON.stringify(value));
	const labels = Array.isArray(properties['labels']) ? properties['labels'].filter(isRecord) : [];
	const names = labels.map(({ labelName }) => String(labelName));
	return [
		...(typeof body['etag'] === 'string'
			? []
			: ['etag: is missing; a change of somebody else would be lost']),
		...lost.map(([name]) => `properties.${name}: is not as it was`),
		...known.properties.labels
			.filter(({ labelName }) => !names.includes(labelName))
			.map(({ labelName }) => `properties.labels: ${labelName} is lost`),
		...(new Set(names).size === names.length ? [] : ['properties.labels: one is there twice']),
	];
}

/** What is wrong with the body of "Incident Comments - Create Or Update"; the portal shows it as HTML. */
export function commentFaults(body: unknown): Faults {
	if (!isRecord(body) || !isRecord(body['properties'])) return ['properties: are missing'];
	const { message } = body['properties'];
	return [
		...unknownNames(body, ['properties'], ''),
		...unknownNames(body['properties'], ['message'], 'properties.'),
		...textFaults(message, 'properties.message', LONGEST_COMMENT),
		...(typeof message === 'string' ? htmlFaults(message, 'properties.message') : []),
	];
}
