import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { IncidentCase, Source } from './IncidentCase';

/** Names a folder with incidents of your own: what the tests say about ours must hold for them, too. */
export const INCIDENTS_VARIABLE = 'N8N_E2E_INCIDENTS';

/** The file `expected.json` of such a folder; the bodies are in its folder `payloads`. */
interface Expectations {
	payloads: Record<
		string,
		{ source: string; incidentKey: unknown; dedupeKey: unknown; sessionIds: string[] }
	>;
}

const SOURCES: readonly string[] = [
	'sentinel',
	'defender',
	'pagerduty',
	'jira',
	'splunk',
	'elastic',
	'generic',
] satisfies Source[];

/** Incidents from the folder that the environment names; none without one. What is no incident is left out. */
export async function givenCases(environment: NodeJS.ProcessEnv = process.env): Promise<IncidentCase[]> {
	const folder = environment[INCIDENTS_VARIABLE];
	if (!folder) return [];
	const read = async (...path: string[]): Promise<unknown> =>
		JSON.parse(await readFile(join(folder, ...path), 'utf8'));
	const { payloads } = (await read('expected.json')) as Expectations;
	const cases = Object.entries(payloads).map(async ([name, expected]) => ({
		name,
		source: expected.source.replace('defender-incident', 'defender') as Source,
		body: await read('payloads', name),
		incidentKey: String(expected.incidentKey),
		// Where it is in a header: "header …, else <key>".
		deliveryKey: String(expected.dedupeKey).split(', else ').at(-1) ?? '',
		sessionIds: expected.sessionIds,
	}));
	return (await Promise.all(cases)).filter(({ source }) => SOURCES.includes(source));
}
