import type { IDataObject } from 'n8n-workflow';
import { hostileIncident } from './hostile';
import { EXAMPLE_SESSION, link, OTHER_SESSION, SHARING_TOKEN, webhookItem } from './links';
import { sentinelIncident } from './sentinel';

/** An incident as it reaches n8n, and what a workflow has to find in it. */
export interface IncidentExample {
	name: string;
	/** Data of the item before our node. */
	item: IDataObject;
	/** The expression that reads the incident's stable key; the name of a session. */
	keyExpression: string;
	key: string | undefined;
	/** In order of first appearance. */
	sessionIds: string[];
}

const INCIDENT = 'c2a7f1d4-90b3-4e58-8f6a-1b2c3d4e5f60';

const inWebhook = {
	keyExpression: '={{ $json.body.object.name }}',
};

const sentinel: IncidentExample[] = [
	{
		name: 'Sentinel, created, nobody owns it',
		item: webhookItem(sentinelIncident(INCIDENT, { hasOwner: false })),
		...inWebhook,
		key: INCIDENT,
		sessionIds: [],
	},
	{
		name: 'Sentinel, a comment links to a session with a sharing token',
		item: webhookItem(
			sentinelIncident(INCIDENT, {
				incidentNumber: '812',
				comments: [
					'On it.',
					`Copilot blames the token: ${link(EXAMPLE_SESSION, SHARING_TOKEN)} - see the end.`,
				],
			}),
		),
		...inWebhook,
		key: INCIDENT,
		sessionIds: [EXAMPLE_SESSION],
	},
	{
		name: 'Sentinel, wrapped by an exported Logic App, the link is a label',
		item: webhookItem({ body: sentinelIncident(INCIDENT, { labels: ['finance', link(OTHER_SESSION)] }) }),
		keyExpression: '={{ $json.body.body.object.name }}',
		key: INCIDENT,
		sessionIds: [OTHER_SESSION],
	},
	{
		name: 'Sentinel, two sessions, one of them twice',
		item: webhookItem(
			sentinelIncident(INCIDENT, {
				comments: [
					`Start here: ${link(EXAMPLE_SESSION)}.`,
					`Then <${link(OTHER_SESSION, SHARING_TOKEN)}>`,
					`Again\n${link(EXAMPLE_SESSION.toUpperCase())}?tab=details`,
				],
			}),
		),
		...inWebhook,
		key: INCIDENT,
		sessionIds: [EXAMPLE_SESSION, OTHER_SESSION],
	},
	{
		name: 'Sentinel, forwarded by a Logic App that knows its session',
		item: webhookItem({
			source: 'sentinel',
			incidentId: INCIDENT,
			sessionId: EXAMPLE_SESSION,
			securityCopilotWorkspaceId: 'default',
			incident: sentinelIncident(INCIDENT),
		}),
		keyExpression: '={{ $json.body.incidentId }}',
		key: INCIDENT,
		sessionIds: [EXAMPLE_SESSION],
	},
	{
		name: 'Sentinel, hostile',
		item: webhookItem(hostileIncident(INCIDENT)),
		...inWebhook,
		key: INCIDENT,
		sessionIds: [EXAMPLE_SESSION],
	},
];

const alertNotification = (id: string, alert: string) => ({
	id,
	subscriptionId: 'subscription-1',
	clientState: 'the state of this client',
	changeType: 'created',
	resource: `security/alerts/${alert}`,
	resourceData: { '@odata.type': '#Microsoft.Graph.alert', id: alert },
});

const graph: IncidentExample[] = [
	{
		name: 'Graph, a change notification of one alert',
		item: webhookItem({ value: [alertNotification('n-1', 'alert-1')] }),
		keyExpression: '={{ $json.body.value[0].resourceData.id }}',
		key: 'alert-1',
		sessionIds: [],
	},
	{
		name: 'Graph, one of several change notifications, split before',
		item: alertNotification('n-2', 'alert-2'),
		keyExpression: '={{ $json.resourceData.id }}',
		key: 'alert-2',
		sessionIds: [],
	},
	{
		name: 'Graph, a lifecycle notification, which is no incident',
		item: webhookItem({
			value: [{ subscriptionId: 'subscription-1', lifecycleEvent: 'reauthorizationRequired', tenantId: 't' }],
		}),
		keyExpression: '={{ $json.body.value[0].resourceData?.id }}',
		key: undefined,
		sessionIds: [],
	},
];

const defenderIncident = (more: IDataObject): IDataObject => ({
	id: '20417',
	incidentWebUrl: 'https://security.microsoft.com/incidents/20417?tid=t',
	redirectIncidentId: null,
	status: 'active',
	displayName: 'Ransomware behaviour on two servers',
	lastUpdateDateTime: '2026-11-02T03:04:05.6666667Z',
	customTags: [],
	comments: [],
	...more,
});

const defender: IncidentExample[] = [
	{
		name: 'Defender, the same session in a tag and in a comment',
		item: defenderIncident({
			customTags: ['server', link(EXAMPLE_SESSION)],
			comments: [
				{ comment: `Asked Copilot, ${link(EXAMPLE_SESSION, SHARING_TOKEN)}`, createdByDisplayName: 'Kim' },
			],
		}),
		keyExpression: '={{ $json.redirectIncidentId || $json.id }}',
		key: '20417',
		sessionIds: [EXAMPLE_SESSION],
	},
	{
		name: 'Defender, merged into another incident',
		item: defenderIncident({
			status: 'redirected',
			redirectIncidentId: '20399',
			comments: [{ comment: 'Merged' }],
		}),
		keyExpression: '={{ $json.redirectIncidentId || $json.id }}',
		key: '20399',
		sessionIds: [],
	},
];

const splunkAlert = (result: IDataObject): IDataObject => ({
	result,
	sid: 'scheduler__soc__search__RMD5aa_at_1793588400_7',
	results_link: 'https://splunk.fabrikam.example:8000/app/search/@go?sid=scheduler__soc__search__RMD5aa',
	search_name: null,
	owner: 'soc',
	app: 'search',
});

const byIncidentId = { keyExpression: '={{ $json.body.incidentId }}' };

const others: IncidentExample[] = [
	{
		name: 'Splunk, without a session',
		item: webhookItem(splunkAlert({ src_ip: '198.51.100.7', count: '3' })),
		keyExpression: '={{ $json.body.sid }}',
		key: 'scheduler__soc__search__RMD5aa_at_1793588400_7',
		sessionIds: [],
	},
	{
		name: 'Splunk, the search returns the link',
		item: webhookItem(splunkAlert({ copilot: link(OTHER_SESSION, SHARING_TOKEN), count: '1' })),
		keyExpression: '={{ $json.body.sid }}',
		key: 'scheduler__soc__search__RMD5aa_at_1793588400_7',
		sessionIds: [OTHER_SESSION],
	},
	{
		name: 'Elastic, with a session',
		item: webhookItem({
			source: 'elastic',
			incidentId: 'rule-77',
			date: '2026-11-02T03:04:05Z',
			sessionId: OTHER_SESSION,
		}),
		...byIncidentId,
		key: 'rule-77',
		sessionIds: [OTHER_SESSION],
	},
	{
		name: 'Elastic, what is not set arrives as an empty text',
		item: webhookItem({
			source: 'elastic',
			incidentId: 'rule-77',
			title: 'A "quoted" title',
			url: '',
			sessionId: '',
		}),
		...byIncidentId,
		key: 'rule-77',
		sessionIds: [],
	},
	{
		name: 'PagerDuty, triggered',
		item: webhookItem({
			event: {
				id: '01E1',
				event_type: 'incident.triggered',
				data: { id: 'PD77', type: 'incident', title: 'Disk' },
			},
		}),
		keyExpression: '={{ $json.body.event.data.incident?.id ?? $json.body.event.data.id }}',
		key: 'PD77',
		sessionIds: [],
	},
	{
		name: 'PagerDuty, a note with the link: its ID is not that of the incident',
		item: webhookItem({
			event: {
				id: '01E2',
				event_type: 'incident.annotated',
				data: {
					id: 'NOTE1',
					type: 'incident_note',
					content: `Copilot: ${link(EXAMPLE_SESSION, SHARING_TOKEN)}`,
					incident: { id: 'PD77', type: 'incident_reference' },
				},
			},
		}),
		keyExpression: '={{ $json.body.event.data.incident?.id ?? $json.body.event.data.id }}',
		key: 'PD77',
		sessionIds: [EXAMPLE_SESSION],
	},
	{
		name: 'Jira, the link stands in wiki markup',
		item: webhookItem({
			timestamp: 1793588400000,
			webhookEvent: 'jira:issue_created',
			issue: {
				id: '9001',
				key: 'SEC-9',
				fields: {
					summary: 'Look',
					description: `h3. Next\nSee [session|${link(OTHER_SESSION, SHARING_TOKEN)}] first.`,
				},
			},
		}),
		keyExpression: '={{ $json.body.issue.key }}',
		key: 'SEC-9',
		sessionIds: [OTHER_SESSION],
	},
	{
		name: 'Jira, without a description',
		item: webhookItem({
			webhookEvent: 'jira:issue_created',
			issue: { id: '9002', key: 'SEC-10', fields: { summary: 'Look', description: null } },
		}),
		keyExpression: '={{ $json.body.issue.key }}',
		key: 'SEC-10',
		sessionIds: [],
	},
	{
		name: 'the body that we recommend',
		item: webhookItem({
			source: 'servicenow',
			incidentId: 'INC0099',
			title: 'Lateral movement',
			url: 'https://fabrikam.example/incident.do?sys_id=9d38',
			sessionUrl: link(OTHER_SESSION, SHARING_TOKEN),
			securityCopilotWorkspaceId: 'default',
			eventId: 'delivery-1',
		}),
		...byIncidentId,
		key: 'INC0099',
		sessionIds: [OTHER_SESSION],
	},
];

export const incidentExamples: IncidentExample[] = [...sentinel, ...graph, ...defender, ...others];
