import type { IDataObject } from 'n8n-workflow';

/** Sessions that incidents link to. No emulator has them at its start. */
export const FIRST_SESSION = '3a6e1d70-5b2c-4f8a-9c1e-7d0b4a8f2e61';
export const SECOND_SESSION = 'b7f20c94-1e6d-4a3b-8f5c-2c9d7e0a1b48';

/** Stands in every sharing token here, and must arrive nowhere: with it anybody may open the session. */
export const SHARING_SECRET = 'ZmFrZS1zaGFyaW5nLXRva2Vu';

export const sessionLink = (sessionId: string): string =>
	`https://securitycopilot.microsoft.com/sessions/${sessionId}`;

/** As the portal's button "Share" gives it. */
export const sharedLink = (sessionId: string): string =>
	`${sessionLink(sessionId)}?st=eyJhbGciOiJub25lIn0.${SHARING_SECRET}.c2ln`;

/** What n8n's Webhook node passes on. Source: n8n-nodes-base, Webhook node, version 2. */
export function webhookItem(body: unknown, headers: Record<string, string> = {}): IDataObject {
	return {
		headers: { 'content-type': 'application/json', 'user-agent': 'sender', ...headers },
		params: {},
		query: {},
		body: body as IDataObject,
		webhookUrl: 'http://localhost:5678/webhook/incident',
		executionMode: 'production',
	};
}
