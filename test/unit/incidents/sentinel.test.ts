import { isLogAnalyticsWorkspace, mayBeLogAnalyticsWorkspace } from '../../../nodes/incidents/sentinel';
import { collectedExamples } from '../../incidents/collection';
import { incidentExamples } from '../../incidents/examples';
import { LOG_ANALYTICS_WORKSPACE, sentinelIncident } from '../../incidents/sentinel';

const incident = sentinelIncident('c2a7f1d4-90b3-4e58-8f6a-1b2c3d4e5f60');

describe('the Log Analytics workspace of a Sentinel incident', () => {
	const own = incidentExamples.map(({ name, item }) => ({
		name,
		item,
		workspaceId: name.startsWith('Sentinel') ? LOG_ANALYTICS_WORKSPACE : undefined,
	}));
	const examples = [...own, ...collectedExamples()];
	const workspaceIds = [...new Set(examples.flatMap(({ workspaceId }) => workspaceId ?? []))];

	it.each(examples)('is known in what is Sentinel, and nowhere else: $name', ({ item, workspaceId }) => {
		const found = workspaceIds.filter((id) => isLogAnalyticsWorkspace(id, item));
		expect(found).toEqual(workspaceId === undefined ? [] : [workspaceId]);
	});

	it.each([
		['as it is', incident],
		['behind the Webhook node', { body: incident }],
		['wrapped by a Logic App behind it', { body: { body: incident } }],
		['in a body of the sender', { body: { incident } }],
		['in a body of the sender, wrapped by a Logic App', { body: { body: { incident } } }],
	])('is found %s', (_where, item) => {
		expect(isLogAnalyticsWorkspace(LOG_ANALYTICS_WORKSPACE, item)).toBe(true);
		expect(isLogAnalyticsWorkspace(LOG_ANALYTICS_WORKSPACE.toUpperCase(), item)).toBe(true);
		expect(isLogAnalyticsWorkspace('default', item)).toBe(false);
		expect(isLogAnalyticsWorkspace('17aafe23-ab95-3b37-9546-56dec5ac0218', item)).toBe(false);
	});

	it.each([
		[
			'the type of the object',
			{ workspaceId: 'w', object: { type: 'microsoft.securityinsights/incidents' } },
			true,
		],
		[
			'the ID of the object',
			{ workspaceId: 'w', object: { id: '/a/providers/Microsoft.SecurityInsights/Incidents/1' } },
			true,
		],
		['nothing but its name', { workspaceId: 'w', object: {} }, false],
		[
			'an object of another service',
			{ workspaceId: 'w', object: { type: 'Microsoft.Compute/machines' } },
			false,
		],
		['no object', { workspaceId: 'w' }, false],
	])('is recognised by %s', (_what, item, expected) => {
		expect(isLogAnalyticsWorkspace('w', item)).toBe(expected);
	});

	it.each([
		undefined,
		null,
		'text',
		7,
		[],
		[incident],
		{ body: null },
		{ body: JSON.stringify(incident) },
		{ object: null, workspaceId: LOG_ANALYTICS_WORKSPACE },
		{ ...incident, workspaceId: null },
		{ body: { body: { body: { body: incident } } } },
	])('is not looked for in %j', (item) => {
		expect(isLogAnalyticsWorkspace(LOG_ANALYTICS_WORKSPACE, item)).toBe(false);
	});
});

describe('what may be a Log Analytics workspace', () => {
	const id = LOG_ANALYTICS_WORKSPACE;
	const url = 'https://portal.azure.com/#asset/Microsoft_Azure_Security_Insights/Incident/1';
	const resource = '/subscriptions/1/providers/Microsoft.OperationalInsights/workspaces/prod';

	it.each([
		['an incident in a list', { data: [incident] }],
		['an incident of which little was kept', { workspace: id, link: url }],
		['an alert of Azure Monitor', { alertTargetIDs: [resource], customerId: id.toUpperCase() }],
		['a row of a query', { TenantId: id, _ResourceId: resource.toLowerCase() }],
	])('is told from %s', (_what, item) => {
		expect(mayBeLogAnalyticsWorkspace(id, item)).toBe(true);
		expect(mayBeLogAnalyticsWorkspace('17aafe23-ab95-3b37-9546-56dec5ac0218', item)).toBe(false);
	});

	it.each([
		['nothing of Azure', { workspaceId: id }],
		['the ID within a text', { text: `workspace ${id}`, link: url }],
		['an answer of this package', { workspaceId: id, promptId: '1', answer: url }],
		['no item', undefined],
	])('is not told from %s', (_what, item) => {
		expect(mayBeLogAnalyticsWorkspace(id, item)).toBe(false);
	});

	it('is a GUID', () => {
		expect(mayBeLogAnalyticsWorkspace('default', { workspaceId: 'default', link: url })).toBe(false);
	});

	it('is looked for in a part of an item that is too large or runs in a circle', () => {
		const circle: Record<string, unknown> = { link: url };
		circle.self = circle;
		const late = { many: Array<string>(30_000).fill('x'), workspaceId: id, link: url };
		expect(mayBeLogAnalyticsWorkspace(id, { circle, workspaceId: id })).toBe(true);
		expect(mayBeLogAnalyticsWorkspace(id, late)).toBe(false);
	});
});
