import type { INodePropertyOptions } from 'n8n-workflow';

/** Properties of a session. Source: Microsoft Graph docs, resource type "session" (securityCopilot, beta). */
export const sessionProperties: INodePropertyOptions[] = [
	{ name: 'Created Date Time', value: 'createdDateTime' },
	{ name: 'Display Name', value: 'displayName' },
	{ name: 'ID', value: 'id' },
	{ name: 'Last Modified Date Time', value: 'lastModifiedDateTime' },
];

/** Properties of a prompt. Source: Microsoft Graph docs, resource type "prompt" (securityCopilot, beta). */
export const promptProperties: INodePropertyOptions[] = [
	{ name: 'Content', value: 'content' },
	{ name: 'Created Date Time', value: 'createdDateTime' },
	{ name: 'ID', value: 'id' },
	{ name: 'Inputs', value: 'inputs' },
	{ name: 'Last Modified Date Time', value: 'lastModifiedDateTime' },
	{ name: 'Skill Input Descriptors', value: 'skillInputDescriptors' },
	{ name: 'Skill Name', value: 'skillName' },
	{ name: 'Type', value: 'type' },
];

/** Properties of an evaluation. Source: Microsoft Graph docs, resource type "evaluation" (securityCopilot, beta). */
export const evaluationProperties: INodePropertyOptions[] = [
	{ name: 'Completed Date Time', value: 'completedDateTime' },
	{ name: 'Created Date Time', value: 'createdDateTime' },
	{ name: 'Execution Count', value: 'executionCount' },
	{ name: 'ID', value: 'id' },
	{ name: 'Is Cancelled', value: 'isCancelled' },
	{ name: 'Last Modified Date Time', value: 'lastModifiedDateTime' },
	{ name: 'Result', value: 'result' },
	{ name: 'Run Start Date Time', value: 'runStartDateTime' },
	{ name: 'State', value: 'state' },
];

/** Properties of a plugin. Source: Microsoft Graph docs, resource type "plugin" (securityCopilot, beta). */
export const pluginProperties: INodePropertyOptions[] = [
	{ name: 'Authorization', value: 'authorization' },
	{ name: 'Catalog Scope', value: 'catalogScope' },
	{ name: 'Category', value: 'category' },
	{ name: 'Description', value: 'description' },
	{ name: 'Display Name', value: 'displayName' },
	{ name: 'Is Enabled', value: 'isEnabled' },
	{ name: 'Name', value: 'name' },
	{ name: 'Preview State', value: 'previewState' },
	{ name: 'Settings', value: 'settings' },
	{ name: 'Supported Auth Types', value: 'supportedAuthTypes' },
];

/** Properties of a workspace. Source: Microsoft Graph docs, resource type "workspace" (securityCopilot, beta). */
export const workspaceProperties: INodePropertyOptions[] = [
	{ name: 'Display Name', value: 'displayName' },
	{ name: 'ID', value: 'id' },
];
