/**
 * What is known of the body that Microsoft Sentinel hands to an automation.
 *
 * Source: Microsoft Sentinel docs, "Supported triggers and actions in Microsoft Sentinel playbooks", incident trigger.
 */

/** What a Sentinel incident may be wrapped in: n8n's Webhook node, an exported Logic App, a sender's own body. */
const WRAPPERS = ['body', 'incident'];

/** The Webhook node, a Logic App and a sender's own body around each other. */
const MOST_WRAPPERS = 3;

const INCIDENT_TYPE = /^Microsoft\.SecurityInsights\/Incidents$/i;

const INCIDENT_RESOURCE = /\/providers\/Microsoft\.SecurityInsights\/Incidents\//i;

/**
 * Whether an ID is that of the Log Analytics workspace in a Sentinel incident. Sentinel calls it `workspaceId`, as
 * Security Copilot calls its own workspaces, and the one is easily taken for the other.
 *
 * @param item data of an item, of whatever shape; anything that is no Sentinel incident has no such workspace
 */
export function isLogAnalyticsWorkspace(workspaceId: string, item: unknown): boolean {
	const wanted = workspaceId.toLowerCase();
	return [...sentinelIncidentsIn(item)].some((incident) => {
		return typeof incident.workspaceId === 'string' && incident.workspaceId.trim().toLowerCase() === wanted;
	});
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Sentinel and Log Analytics, in IDs of resources and in links to their pages. */
const AZURE_PROVIDER = /Microsoft[._](?:Azure_)?(?:Security_?Insights|Operational_?Insights)/i;

/** Items can be large, and this only chooses the words of an error. */
const MOST_VALUES = 20_000;
const MOST_LEVELS = 20;

/**
 * Whether an ID may be that of a Log Analytics workspace: a GUID that stands in an item which came from Microsoft Sentinel
 * or Azure Monitor, whatever was made of that item on the way. Not certain enough to refuse anything.
 *
 * @param item data of an item, of whatever shape
 */
export function mayBeLogAnalyticsWorkspace(workspaceId: string, item: unknown): boolean {
	if (!GUID.test(workspaceId)) return false;
	const wanted = workspaceId.toLowerCase();
	let [isNamed, isAzure] = [false, false];
	let values = 0;
	for (const text of textsIn(item)) {
		isNamed ||= text.trim().toLowerCase() === wanted;
		isAzure ||= AZURE_PROVIDER.test(text);
		if ((isNamed && isAzure) || ++values >= MOST_VALUES) break;
	}
	return isNamed && isAzure;
}

function* textsIn(value: unknown, levels = MOST_LEVELS): Generator<string> {
	if (typeof value === 'string') yield value;
	if (!isRecord(value) || levels === 0) return;
	// The nodes of this package name the Security Copilot workspace beside the prompt.
	const isOurs = 'promptId' in value;
	for (const [name, inner] of Object.entries(value)) {
		if (!(isOurs && name === 'workspaceId')) yield* textsIn(inner, levels - 1);
	}
}

function* sentinelIncidentsIn(item: unknown, wrappers = MOST_WRAPPERS): Generator<Record<string, unknown>> {
	if (!isRecord(item)) return;
	if (isSentinelIncident(item)) yield item;
	if (wrappers === 0) return;
	for (const wrapper of WRAPPERS) yield* sentinelIncidentsIn(item[wrapper], wrappers - 1);
}

function isSentinelIncident({ object }: Record<string, unknown>): boolean {
	if (!isRecord(object)) return false;
	const { type, id } = object;
	return (
		(typeof type === 'string' && INCIDENT_TYPE.test(type)) ||
		(typeof id === 'string' && INCIDENT_RESOURCE.test(id))
	);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}
