/** A request that an alerting system sends to a webhook, and what must be found in it. */
export interface IncidentCase {
	name: string;
	/** First column of the table of sources in docs/incidents.md. */
	source: string;
	headers?: Record<string, string>;
	body: unknown;
	/** The same in everything that is sent about one incident. */
	incidentKey: string;
	/** The same in a repetition of this request, and in nothing else. */
	deliveryKey: string;
	/** Sessions of Security Copilot that it links to; each once, in the order of their first appearance. */
	sessionIds: string[];
}
