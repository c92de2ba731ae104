import type { Receivers } from '../receivers/Receivers';

/** Of the sender of incidents, as the webhook's Header Auth demands it. */
export const WEBHOOK_SECRET = { name: 'X-Webhook-Secret', value: 'webhook-secret-of-the-end-to-end-tests' };

/**
 * What a user fills in for the services behind the examples, by the names that the examples give to their credentials.
 * The account of Security Copilot is not among them: it has to be connected.
 */
export function exampleCredentials({
	slack,
	jira,
	teams,
	archive,
	chatModel,
}: Receivers): Record<string, Record<string, unknown>> {
	return {
		'Incident webhook secret': WEBHOOK_SECRET,
		'Archive account': { name: 'Authorization', value: archive.secret },
		'Slack account': { accessToken: slack.accessToken },
		'Jira account': { email: jira.email, apiToken: jira.apiToken, domain: jira.domain },
		'Microsoft Teams account': {
			clientId: 'teams-client',
			clientSecret: 'teams-secret',
			graphApiBaseUrl: teams.graphApiBaseUrl,
			oauthTokenData: { access_token: teams.accessToken, token_type: 'Bearer' },
		},
		'OpenAI account': { apiKey: chatModel.apiKey, url: chatModel.url },
	};
}
