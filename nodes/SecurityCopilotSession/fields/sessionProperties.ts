import type { INodePropertyOptions } from 'n8n-workflow';

/** Properties of a session. Source: Microsoft Graph docs, resource type "session" (securityCopilot, beta). */
export const sessionProperties: INodePropertyOptions[] = [
	{ name: 'Created Date Time', value: 'createdDateTime' },
	{ name: 'Display Name', value: 'displayName' },
	{ name: 'ID', value: 'id' },
	{ name: 'Last Modified Date Time', value: 'lastModifiedDateTime' },
];
