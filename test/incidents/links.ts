import type { IDataObject } from 'n8n-workflow';

/** Two sessions that the emulator has from its start. */
export const EXAMPLE_SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
export const OTHER_SESSION = 'f0f54c69-8f8a-4f33-b6e3-386d58b408db';

/** Stands for the value of `st`: with it anybody may open the session. */
export const SHARING_TOKEN = 'this-opens-the-session';

/** A link as the portal shows it, or as it shares it. */
export function link(sessionId: string, sharingToken?: string): string {
	const address = `https://securitycopilot.microsoft.com/sessions/${sessionId}`;
	return sharingToken === undefined ? address : `${address}?st=${sharingToken}`;
}

/** What n8n's Webhook node passes on. Source: n8n-nodes-base, Webhook node, version 2. */
export function webhookItem(body: IDataObject): IDataObject {
	return {
		headers: { 'content-type': 'application/json', 'user-agent': 'sender' },
		params: {},
		query: {},
		body,
		webhookUrl: 'http://localhost:5678/webhook/incident',
		executionMode: 'production',
	};
}
