import type { IncidentCase } from './IncidentCase';
import { FIRST_SESSION, SECOND_SESSION, sharedLink, sessionLink } from './links';

/** Graph: resource types `incident` and `alertComment` (security). */
const defenderIncident = {
	'@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#security/incidents/$entity',
	id: '88213',
	incidentWebUrl: 'https://security.microsoft.com/incidents/88213?tid=7c9f6b0a-8d1e-4f2b-9a3c-5d6e7f809142',
	redirectIncidentId: null as string | null,
	status: 'active',
	severity: 'medium',
	displayName: 'Exfiltration from one device',
	description: 'Files were copied to an unknown cloud storage.' as string | null,
	lastUpdateDateTime: '2026-10-02T08:14:55.27Z',
	customTags: [] as string[],
	comments: [] as object[],
};

export const defenderCases: Record<'linked' | 'merged' | 'twoSessions', IncidentCase> = {
	linked: {
		name: 'Defender, the same session in a tag and in a comment',
		source: 'Microsoft Defender',
		body: {
			...defenderIncident,
			customTags: ['exfiltration', sessionLink(FIRST_SESSION)],
			comments: [
				{
					comment: `Asked Copilot: ${sharedLink(FIRST_SESSION)}`,
					createdByDisplayName: 'robin@fabrikam.com',
					createdDateTime: '2026-10-02T08:10:00Z',
				},
			],
		},
		incidentKey: '88213',
		deliveryKey: '88213|2026-10-02T08:14:55.27Z',
		sessionIds: [FIRST_SESSION],
	},
	merged: {
		name: 'Defender, merged into another incident, no session, spelled as in the documentation sample',
		source: 'Microsoft Defender',
		body: {
			...defenderIncident,
			id: '87001',
			redirectIncidentId: '88213',
			status: 'redirected',
			description: null,
			classification: 'TruePositive',
			comments: [{ comment: 'Merged', createdBy: 'robin@fabrikam.com', createdTime: '2026-10-02T08:10:00Z' }],
		},
		incidentKey: '88213',
		deliveryKey: '87001|2026-10-02T08:14:55.27Z',
		sessionIds: [],
	},
	twoSessions: {
		name: 'Defender, links to two sessions',
		source: 'Microsoft Defender',
		body: {
			...defenderIncident,
			lastUpdateDateTime: '2026-10-02T09:00:00Z',
			customTags: [sessionLink(SECOND_SESSION)],
			description: `Continued in ${sessionLink(FIRST_SESSION)}`,
		},
		incidentKey: '88213',
		deliveryKey: '88213|2026-10-02T09:00:00Z',
		sessionIds: [FIRST_SESSION, SECOND_SESSION],
	},
};

/** PagerDuty/developer-docs, `docs/webhooks/01-Overview.md`: V3 webhooks. */
const pagerDutyEvent = (id: string, type: string, data: object) => ({
	event: {
		id,
		event_type: type,
		resource_type: 'incident',
		occurred_at: '2026-10-02T08:20:00.001Z',
		agent: { id: 'PROBIN1', summary: 'Robin', type: 'user_reference' },
		client: null,
		data,
	},
});

const pagerDutyIncident = {
	id: 'Q2ZKF7',
	type: 'incident_reference',
	summary: 'Mass download (Sentinel 815)',
};

export const pagerDutyCases: Record<'triggered' | 'note', IncidentCase> = {
	triggered: {
		name: 'PagerDuty, triggered: there is no text in it',
		source: 'PagerDuty',
		headers: { 'x-webhook-id': 'c1a9e0f4-0d7b-4f0e-8d8c-61f8a5b9e001' },
		body: pagerDutyEvent('01F0TRIGGERED', 'incident.triggered', {
			id: 'Q2ZKF7',
			type: 'incident',
			number: 77,
			title: 'Mass download (Sentinel 815)',
			status: 'triggered',
		}),
		incidentKey: 'Q2ZKF7',
		deliveryKey: 'c1a9e0f4-0d7b-4f0e-8d8c-61f8a5b9e001',
		sessionIds: [],
	},
	note: {
		name: 'PagerDuty, note with a shared link',
		source: 'PagerDuty',
		headers: { 'x-webhook-id': 'c1a9e0f4-0d7b-4f0e-8d8c-61f8a5b9e002' },
		body: pagerDutyEvent('01F0ANNOTATED', 'incident.annotated', {
			incident: pagerDutyIncident,
			id: 'P0NOTE1',
			content: `Copilot has it: ${sharedLink(FIRST_SESSION)}`,
			trimmed: false,
			type: 'incident_note',
		}),
		incidentKey: 'Q2ZKF7',
		deliveryKey: 'c1a9e0f4-0d7b-4f0e-8d8c-61f8a5b9e002',
		sessionIds: [FIRST_SESSION],
	},
};

/** developer.atlassian.com, "Webhooks": `jira:issue_created`; the description is wiki markup. */
const jiraIssue = (key: string, description: string | null) => ({
	timestamp: 1_759_393_200_000,
	webhookEvent: 'jira:issue_created',
	issue: { id: `2${key.slice(-3)}`, key, fields: { summary: 'Mass download', description, labels: ['soc'] } },
});

export const jiraCases: Record<'linked' | 'empty', IncidentCase> = {
	linked: {
		name: 'Jira, link in wiki markup',
		source: 'Jira',
		headers: { 'x-atlassian-webhook-identifier': '5f1c7d20-1' },
		body: jiraIssue('OPS-301', `Asked Copilot, see [the session|${sharedLink(FIRST_SESSION)}].`),
		incidentKey: 'OPS-301',
		deliveryKey: '5f1c7d20-1',
		sessionIds: [FIRST_SESSION],
	},
	empty: {
		name: 'Jira, no description and no delivery header',
		source: 'Jira',
		body: jiraIssue('OPS-302', null),
		incidentKey: 'OPS-302',
		deliveryKey: '2302|jira:issue_created|1759393200000',
		sessionIds: [],
	},
};

/** help.splunk.com, "Use a webhook alert action": only the first row of the result is sent, and all of it is text. */
const splunkAlert = (sid: string, result: Record<string, string>) => ({
	sid,
	search_name: null,
	app: 'search',
	owner: 'admin',
	results_link: `https://splunk.fabrikam.com/app/search/@go?sid=${sid}`,
	result: { user: 'kim', count: '1240', ...result },
});

export const splunkCases: Record<'plain' | 'linked', IncidentCase> = {
	plain: {
		name: 'Splunk, no session',
		source: 'Splunk',
		body: splunkAlert('scheduler__admin__search__RMD51_at_1759392000_7', {}),
		incidentKey: 'scheduler__admin__search__RMD51_at_1759392000_7',
		deliveryKey: 'scheduler__admin__search__RMD51_at_1759392000_7',
		sessionIds: [],
	},
	linked: {
		name: 'Splunk, link as a field of the result',
		source: 'Splunk',
		body: splunkAlert('scheduler__admin__search__RMD51_at_1759395600_8', {
			copilot: sharedLink(SECOND_SESSION),
		}),
		incidentKey: 'scheduler__admin__search__RMD51_at_1759395600_8',
		deliveryKey: 'scheduler__admin__search__RMD51_at_1759395600_8',
		sessionIds: [SECOND_SESSION],
	},
};

/** The body that docs/incidents.md recommends for Elastic's webhook connector, with its variables filled in. */
const elasticBody = (date: string, sessionId: string) => ({
	source: 'elastic',
	incidentId: '77c0a3f1-6d2e-4b58-9e0f-1a2b3c4d5e6f',
	title: 'Mass download',
	url: 'https://kibana.fabrikam.com/app/security/rules/77c0a3f1',
	date,
	sessionId,
	securityCopilotWorkspaceId: 'default',
});

export const elasticCases: Record<'linked' | 'empty', IncidentCase> = {
	linked: {
		name: 'Elastic, with the ID of a session',
		source: 'Elastic',
		body: elasticBody('2026-10-02T08:30:00.000Z', FIRST_SESSION),
		incidentKey: '77c0a3f1-6d2e-4b58-9e0f-1a2b3c4d5e6f',
		deliveryKey: '77c0a3f1-6d2e-4b58-9e0f-1a2b3c4d5e6f|2026-10-02T08:30:00.000Z',
		sessionIds: [FIRST_SESSION],
	},
	empty: {
		name: 'Elastic, unset variables',
		source: 'Elastic',
		body: elasticBody('2026-10-02T08:35:00.000Z', ''),
		incidentKey: '77c0a3f1-6d2e-4b58-9e0f-1a2b3c4d5e6f',
		deliveryKey: '77c0a3f1-6d2e-4b58-9e0f-1a2b3c4d5e6f|2026-10-02T08:35:00.000Z',
		sessionIds: [],
	},
};

/** The body that docs/incidents.md recommends to everybody who can write one. */
export const genericCases: Record<'linked', IncidentCase> = {
	linked: {
		name: 'a body of one’s own',
		source: 'Your own body',
		body: {
			source: 'servicenow',
			incidentId: 'INC0084211',
			title: 'Mass download',
			sessionUrl: sharedLink(SECOND_SESSION),
			eventId: 'a7f0c1d2-0001',
		},
		incidentKey: 'INC0084211',
		deliveryKey: 'a7f0c1d2-0001',
		sessionIds: [SECOND_SESSION],
	},
};

/** What reaches a webhook and is no incident. */
export const otherBodies: unknown[] = [
	{},
	{ object: null, eventUniqueId: null },
	{
		value: [
			{
				subscriptionId: '5522bd62-7c96-4530-85b0-00b916f6151a',
				subscriptionExpirationDateTime: '2026-10-03T00:00:00Z',
				tenantId: '7c9f6b0a-8d1e-4f2b-9a3c-5d6e7f809142',
				clientState: 'secret',
				lifecycleEvent: 'reauthorizationRequired',
			},
		],
	},
];
