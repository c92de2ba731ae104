import type { Receivers } from '../receivers/Receivers';

/** Of the sender of incidents, as the webhook's Header Auth demands it. */
export const WEBHOOK_SECRET = { name: 'X-Webhook-Secret', value: 'webhook-secret-of-the-end-to-end-tests' };

/** Of an MCP client, as the MCP Server Trigger's Bearer Auth demands it. */
export const MCP_TOKEN = 'mcp-token-of-the-end-to-end-tests';

/**
 * What a user fills in for the services behind the examples, by the names that the examples give to their credentials.
 * The account of Security Copilot is not among them: it has to be connected.
 */
export function exampleCredentials({
	slack,
	jira,
	teams,
	azure,
	defender,
	archive,
	chatModel,
	mail,
}: Receivers): Record<string, Record<string, unknown>> {
	return {
		'Incident webhook secret': WEBHOOK_SECRET,
		'MCP client token': { token: MCP_TOKEN },
		'Archive account': { name: 'Authorization', value: archive.secret },
		'Slack account': { accessToken: slack.accessToken },
		'Jira account': { email: jira.email, apiToken: jira.apiToken, domain: jira.origin },
		'Azure account': {
			grantType: 'clientCredentials',
			tenantId: 'contoso.com',
			resource: 'https://management.azure.com',
			...connected('azure', azure.accessToken),
		},
		'Microsoft Graph Security account': connected('defender', defender.accessToken),
		'Microsoft Teams account': {
			graphApiBaseUrl: teams.origin,
			...connected('teams', teams.accessToken),
		},
		'OpenAI account': { apiKey: chatModel.apiKey, url: chatModel.url },
		'Mail account': {
			host: '127.0.0.1',
			port: mail.port,
			user: mail.user,
			password: mail.password,
			secure: false,
			disableStartTls: true,
		},
	};
}

/** An account that n8n has a token of already. */
function connected(client: string, accessToken: string): Record<string, unknown> {
	return {
		clientId: `${client}-client`,
		clientSecret: `${client}-secret`,
		oauthTokenData: { access_token: accessToken, token_type: 'Bearer' },
	};
}
