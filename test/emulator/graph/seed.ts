import type { EvaluationScript } from './evaluationScript';
import { newEvaluation, type Plugin, type Prompt, type Session, type Workspace } from './store';

export const DEFAULT_WORKSPACE_ID = '17aafe23-ab95-3b37-9546-56dec5ac0218';
export const EXAMPLE_SESSION_ID = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
export const EXAMPLE_PROMPT_ID = '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01';

const WHO_AM_I = 'You are signed in as Adele Vance (adele@contoso.com) in this Entra ID tenant.\n';

/** The run of the list-evaluations example; its answer was running. The end is ours: 16.5 s, as in the other run. */
const firstRun: EvaluationScript = [
	{ state: 'created' },
	{
		after: 323,
		state: 'running',
		runStartDateTime: '2025-10-22T20:12:58.1888405Z',
		lastModifiedDateTime: '2025-10-22T20:12:58.9558231Z',
	},
	{ after: 16_500, state: 'completed', result: { content: WHO_AM_I } },
];

/** The run of the get-evaluation example, digit by digit. */
const secondRun: EvaluationScript = [
	{ state: 'created' },
	{ after: 308, state: 'running', runStartDateTime: '2025-10-22T22:00:55.0719448Z' },
	{
		after: 16_496,
		state: 'completed',
		completedDateTime: '2025-10-22T22:01:11.2594216Z',
		lastModifiedDateTime: '2025-10-22T22:01:11.2594216Z',
		result: { content: WHO_AM_I },
	},
];

function examplePrompt(): Prompt {
	return {
		id: EXAMPLE_PROMPT_ID,
		type: 'prompt',
		createdDateTime: '2025-10-22T20:12:13.759634Z',
		lastModifiedDateTime: '2025-10-22T20:12:57.8775792Z',
		content: 'who am I',
		evaluations: [
			newEvaluation(
				'b2d2c632-e799-4472-9b36-e5c84c065f72',
				{ milliseconds: Date.UTC(2025, 9, 22, 20, 12, 57, 866), ticks: 7119 },
				firstRun,
			),
			newEvaluation(
				'5bde1164-29a3-4dfb-84b0-b6c0cf0e23b7',
				{ milliseconds: Date.UTC(2025, 9, 22, 22, 0, 54, 763), ticks: 8231 },
				secondRun,
			),
		],
	};
}

/** Oldest first, as the store keeps them. All three come from examples of the reference pages. */
function exampleSessions(): Session[] {
	return [
		{
			id: '8e95c36e-c9bd-4e14-8317-3cd4332e1e3b',
			createdDateTime: '2025-09-17T19:23:41.1506601Z',
			lastModifiedDateTime: '2025-09-17T19:28:21.2902705Z',
			displayName: 'who am i',
			prompts: [],
		},
		{
			id: 'f0f54c69-8f8a-4f33-b6e3-386d58b408db',
			createdDateTime: '2025-10-15T15:54:58.4862768Z',
			lastModifiedDateTime: '2025-10-15T15:54:58.4862768Z',
			displayName: null,
			prompts: [],
		},
		{
			id: EXAMPLE_SESSION_ID,
			createdDateTime: '2025-10-22T20:10:54.4940649Z',
			lastModifiedDateTime: '2025-10-22T20:10:54.4940649Z',
			displayName: 'API: who am I',
			prompts: [examplePrompt()],
		},
	];
}

const plugin = (
	name: string,
	displayName: string,
	description: string,
	more: Partial<Plugin> = {},
): Plugin => ({
	name,
	displayName,
	description,
	category: 'microsoft',
	catalogScope: 'global',
	previewState: 'ga',
	isEnabled: true,
	authorization: null,
	settings: [],
	supportedAuthTypes: 'none',
	...more,
});

function plugins(): Plugin[] {
	return [
		// The one of the list-plugins example.
		plugin('Entra', 'Microsoft Entra', 'Skills that interact with the Microsoft Graph APIs.'),
		plugin('Defender', 'Microsoft Defender XDR', 'Skills that read incidents and alerts.'),
		plugin('EntraIDProtection', "Entra's ID Protection", 'Skills that read risky users.', {
			previewState: 'public',
		}),
		plugin('ContosoTickets', 'Contoso tickets', 'Skills that read the ticket system.', {
			category: 'plugin',
			catalogScope: 'workspace',
			previewState: 'private',
			isEnabled: false,
			authorization: { authType: 'oAuthClientCredentialsFlow' },
			supportedAuthTypes: 'oAuthClientCredentialsFlow',
			settings: [
				{
					name: 'baseUrl',
					label: 'Base URL',
					description: null,
					hintText: null,
					defaultValue: null,
					value: 'https://tickets.contoso.com',
					settingValue: 'string',
					displayType: 'textbox',
					isRequired: true,
					acceptableValues: [],
				},
			],
		}),
	];
}

/** The workspaces every emulator starts with: the documented one, which is the default, and another. */
export function seedWorkspaces(): Workspace[] {
	return [
		{
			id: DEFAULT_WORKSPACE_ID,
			displayName: 'SecurityCopilot_Workspace',
			isDefault: true,
			plugins: plugins(),
			sessions: exampleSessions(),
		},
		{
			id: '5c0e7d39-2b84-4f61-9a1d-e6f3b8c72d04',
			displayName: 'Incident response',
			isDefault: false,
			plugins: plugins().slice(0, 2),
			sessions: [],
		},
	];
}
