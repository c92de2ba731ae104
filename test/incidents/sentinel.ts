import type { IDataObject } from 'n8n-workflow';

/** The Log Analytics workspace of all our Sentinel incidents. */
export const LOG_ANALYTICS_WORKSPACE = '0d5c7a7e-6f0b-4c39-9a54-2e1f8c3b7d60';

interface SentinelTexts {
	title?: string;
	description?: string;
	labels?: string[];
	comments?: string[];
	/** Sentinel sends a number or a text. */
	incidentNumber?: number | string;
	/** Nobody has taken it: then all of its properties are null. */
	hasOwner?: boolean;
}

/** What Sentinel's incident trigger hands to a playbook, as far as it matters here. @param name the incident's GUID */
export function sentinelIncident(name: string, texts: SentinelTexts = {}): IDataObject {
	const {
		title = 'Mail forwarding rule after sign-in from a new country',
		description = 'Rule "zz" forwards everything to an outside mailbox.',
		labels = [],
		comments = [],
		incidentNumber = 812,
		hasOwner = true,
	} = texts;
	const workspace =
		'/subscriptions/7e0c/resourceGroups/soc/providers/Microsoft.OperationalInsights/workspaces/soc';
	const id = `${workspace}/providers/Microsoft.SecurityInsights/Incidents/${name}`;
	return {
		eventUniqueId: `event-of-${name}`,
		objectSchemaType: 'Incident',
		objectEventType: comments.length > 0 ? 'Update' : 'Create',
		workspaceInfo: { SubscriptionId: '7e0c', ResourceGroupName: 'soc', WorkspaceName: 'soc' },
		workspaceId: LOG_ANALYTICS_WORKSPACE,
		object: {
			id,
			name,
			type: 'Microsoft.SecurityInsights/Incidents',
			properties: {
				title,
				description,
				severity: 'Medium',
				status: 'New',
				incidentNumber,
				owner: hasOwner
					? { objectId: 'o-1', email: 'kim@fabrikam.example', assignedTo: 'Kim' }
					: { objectId: null, email: null, assignedTo: null },
				labels: labels.map((labelName) => ({ labelName, labelType: 'User' })),
				comments: comments.map((message, index) => ({
					id: `${id}/Comments/${index}`,
					name: String(index),
					type: 'Microsoft.SecurityInsights/Incidents/Comments',
					properties: { message, author: { name: 'Kim' } },
				})),
			},
		},
	};
}
