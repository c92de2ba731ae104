import { strict as assert } from 'node:assert';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { CREDENTIAL_TYPE, EXAMPLE_CREDENTIAL } from '../n8n/credentials';
import { outputOf, type Run } from '../n8n/runData';
import type { Workflow } from '../n8n/workflows';
import { givenCases, incidentCases, type IncidentCase, type Source } from '../payloads';
import type { Fixture } from '../fixture/Fixture';

const DOCUMENT = join(__dirname, '..', '..', '..', 'docs', 'incidents.md');

/** The first column of the table of sources. */
const SOURCE_NAMES: Record<Exclude<Source, 'notAnIncident'>, string> = {
	sentinel: 'Microsoft Sentinel',
	defender: 'Microsoft Defender',
	pagerduty: 'PagerDuty',
	jira: 'Jira',
	splunk: 'Splunk',
	elastic: 'Elastic',
	generic: 'Your own body',
};

/** The expressions that docs/incidents.md gives for one source. */
interface Expressions {
	incidentKey: string;
	deliveryKey: string;
	hasSession: string;
	session: string;
}

/**
 * The expressions of docs/incidents.md, evaluated by n8n: for every shape of every source they give the keys, and the node
 * finds the session, none, or refuses to choose between two.
 */
export async function run(fixture: Fixture): Promise<void> {
	const { graph } = fixture.emulator;
	const document = await readFile(DOCUMENT, 'utf8');
	const cases = [...incidentCases, ...(await givenCases())];
	for (const id of new Set(cases.flatMap(({ sessionIds }) => sessionIds))) graph.addSession({ id });

	for (const [source, name] of Object.entries(SOURCE_NAMES)) {
		const workflow = await fixture.deploy(findSession(expressionsIn(document, name)));
		for (const incident of cases.filter((one) => one.source === source)) {
			check(incident, await workflow.run(incident.body, incident.headers));
		}
		await workflow.stop();
	}
	assert.deepEqual(graph.costs, []);
}

function check({ name, incidentKey, deliveryKey, sessionIds }: IncidentCase, run: Run): void {
	const [read] = outputOf(run, 'Read');
	assert.deepEqual([read?.['incidentKey'], read?.['deliveryKey']], [incidentKey, deliveryKey], name);
	assert.equal(read?.['hasSession'], sessionIds.length > 0, name);
	if (sessionIds.length > 1) {
		const message = run.data.resultData.error?.message ?? '';
		assert.ok(
			sessionIds.every((id) => message.includes(id)),
			`${name}: ${message}`,
		);
	} else {
		const found = sessionIds.length === 0 ? [] : outputOf(run, 'Get').map(({ id }) => id);
		assert.deepEqual(found, sessionIds, name);
	}
}

/** @throws Error when the document has no such row or line */
function expressionsIn(document: string, source: string): Expressions {
	const row = document.split('\n').find((line) => line.startsWith(`| ${source} |`));
	const [, , , incidentKey, deliveryKey] = row?.split(/(?<!\\)\|/).map(codeIn) ?? [];
	const after = (label: string) =>
		codeIn(new RegExp(`^- \\*\\*${label}\\*\\*.*`, 'm').exec(document)?.[0] ?? '');
	const expressions = {
		incidentKey: incidentKey ?? '',
		deliveryKey: deliveryKey ?? '',
		hasSession: after('Has it a session\\?'),
		session: after('Session'),
	};
	const missing = Object.entries(expressions).find(([, code]) => code === '');
	if (missing) throw new Error(`docs/incidents.md has no ${missing[0]} for ${source}.`);
	return expressions;
}

/** What stands in backticks, as n8n gets it when it is copied. */
const codeIn = (markdown: string): string =>
	/`(\{\{.*?\}\})`/.exec(markdown)?.[1]?.replaceAll('\\|', '|') ?? '';

function findSession({ incidentKey, deliveryKey, hasSession, session }: Expressions): Workflow {
	const node = (name: string, type: string, typeVersion: number, parameters: Record<string, unknown>) => ({
		id: name,
		name,
		type,
		typeVersion,
		position: [0, 0] as [number, number],
		parameters,
	});
	const field = (name: string, value: string, type = 'string') => ({
		id: name,
		name,
		value: `=${value}`,
		type,
	});
	const assignments = [
		field('incidentKey', incidentKey),
		field('deliveryKey', deliveryKey),
		field('hasSession', hasSession, 'boolean'),
	];
	const isTrue = {
		id: 'condition',
		leftValue: '={{ $json.hasSession }}',
		rightValue: '',
		operator: { type: 'boolean', operation: 'true', singleValue: true },
	};
	const options = { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 };
	return {
		id: 'documentedExpressions',
		name: 'Expressions of docs/incidents.md',
		nodes: [
			{
				...node('Webhook', 'n8n-nodes-base.webhook', 2.1, { httpMethod: 'POST', path: 'x', options: {} }),
				webhookId: 'x',
			},
			node('Read', 'n8n-nodes-base.set', 3.4, { assignments: { assignments }, includeOtherFields: true }),
			node('If', 'n8n-nodes-base.if', 2.2, {
				conditions: { options, conditions: [isTrue], combinator: 'and' },
			}),
			{
				...node('Get', 'n8n-nodes-security-copilot.securityCopilotSession', 1, {
					resource: 'session',
					operation: 'get',
					workspaceId: { __rl: true, mode: 'id', value: 'default' },
					sessionId: { __rl: true, mode: 'id', value: `=${session}` },
				}),
				credentials: { [CREDENTIAL_TYPE]: EXAMPLE_CREDENTIAL },
			},
		],
		connections: {
			Webhook: { main: [[{ node: 'Read', type: 'main', index: 0 }]] },
			Read: { main: [[{ node: 'If', type: 'main', index: 0 }]] },
			If: { main: [[{ node: 'Get', type: 'main', index: 0 }]] },
		},
	};
}
