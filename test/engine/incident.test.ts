import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, IRun } from 'n8n-workflow';
import { incidentExamples } from '../incidents/examples';
import { HOSTILE_TEXTS, hostileIncident, LOOK_ALIKES } from '../incidents/hostile';
import { LINK_TEXTS } from '../incidents/linkTexts';
import { EXAMPLE_SESSION, OTHER_SESSION, SHARING_TOKEN, webhookItem } from '../incidents/links';
import { sentinelIncident } from '../incidents/sentinel';
import { Fixture, itemsOf, jsonOf, NODE_NAME, sessionWorkflow } from './harness';
import { CONTINUING, outcomesOf, shownOf } from './harness/outcomes';
import { PACKAGE_DIRECTORY } from './harness/packageDirectory';

const fixture = Fixture.use();

/** The expression that we recommend: what the sender names, else any link in all that he sent. */
const ANY_LINK = '={{ ($json.body ?? $json).sessionId || JSON.stringify($json) }}';

const located = (mode: string, value: string) => ({ __rl: true, mode, value });

const getSessions = async (items: IDataObject[], sessionId = located('id', ANY_LINK)) =>
	await fixture.run({ sessionId }, { items, settings: CONTINUING });

const guidsIn = (text: string) => text.match(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g) ?? [];

/** Neither an output nor a request holds the token of a link. */
function expectNoToken(run: IRun): void {
	const sent = fixture.sent.map(({ url, headers, body }) => [url, headers, body]);
	expect(JSON.stringify([itemsOf(run), sent])).not.toMatch(new RegExp(`${SHARING_TOKEN}|st=`));
}

describe('The session of an incident', () => {
	it('is found; none, or one of several, is said for its item, and nothing is sent for it', async () => {
		const run = await getSessions(incidentExamples.map(({ item }) => item));
		expectNoToken(run);
		// The error for two sessions names both.
		const found = itemsOf(run).map(({ json }, index) => [
			incidentExamples[index]?.name,
			json.id ?? guidsIn(String(json.error)),
		]);
		expect(found).toEqual(
			incidentExamples.map(({ name, sessionIds }) => [
				name,
				sessionIds.length === 1 ? sessionIds[0] : sessionIds,
			]),
		);
		expect(itemsOf(run).map(({ pairedItem }) => pairedItem)).toEqual(found.map((_, item) => ({ item })));
		expect(fixture.requests()).toHaveLength(2);
	});

	const noLinks = [...LOOK_ALIKES, `x|${EXAMPLE_SESSION}`, 'https://securitycopilot.microsoft.com/sessions/'];

	it.each(['list', 'url', 'id'])('is read out of whatever text has a link to it (mode %s)', async (mode) => {
		const items = LINK_TEXTS.map(([what, text]) => ({ what, text }));
		const run = await getSessions(items, located(mode, '={{ $json.text }}'));
		const found = items.map(({ what }, index) => [what, itemsOf(run)[index]?.json.id]);
		expect(found).toEqual(items.map(({ what }) => [what, EXAMPLE_SESSION]));
		expectNoToken(run);
	});

	it.each(['url', 'id'])('is not read out of what is neither ID nor link (mode %s)', async (mode) => {
		const items = noLinks.map((text) => ({ text }));
		const run = await getSessions(items, located(mode, '={{ $json.text }}'));
		expect(outcomesOf(run)).toEqual(items.map(() => 'invalidParameter'));
		expect(fixture.sent).toEqual([]);
	});

	it('is there where the If expression of docs/incidents.md says so, and only there', () => {
		const document = readFileSync(join(PACKAGE_DIRECTORY, 'docs/incidents.md'), 'utf8');
		const [, expression] = /Has it a session\?[^`]*`(\{\{[^`]*\}\})`/.exec(document) ?? [];
		const { expression: evaluator } = fixture.engine.workflow(sessionWorkflow({}));
		const hasSession = (text: string) => {
			const items = [{ json: { body: { text } } }];
			return evaluator.getParameterValue(`=${expression}`, null, 0, 0, NODE_NAME, items, 'manual', {});
		};
		for (const [, text] of LINK_TEXTS) expect([text, hasSession(text)]).toEqual([text, true]);
		for (const text of noLinks) expect([text, hasSession(text)]).toEqual([text, false]);
	});
});

describe('The key of an incident', () => {
	const twice = async ({ item, keyExpression }: (typeof incidentExamples)[number]) => {
		const parameters = { operation: 'findOrCreate', displayName: keyExpression };
		return await fixture.run(parameters, { items: [item, item], settings: CONTINUING });
	};

	// An update of the incident, or the same delivery once more, finds the session again.
	it.each(incidentExamples.filter(({ key }) => key !== undefined))(
		'names its session: $name',
		async (example) => {
			const { key } = example;
			expect(jsonOf(await twice(example))).toMatchObject([
				{ displayName: key, created: true },
				{ displayName: key, created: false },
			]);
		},
	);

	it('is missing in what is no incident', async () => {
		const run = await twice(incidentExamples.find(({ key }) => key === undefined)!);
		expect(shownOf(run)).toContain('"Display Name"');
		expect(fixture.sent).toEqual([]);
	});
});

it('The Log Analytics workspace of a Sentinel incident is not found, and the error says what it is', async () => {
	const parameters = { operation: 'ask', prompt: 'x', workspaceId: '={{ $json.body.workspaceId }}' };
	const items = [webhookItem(sentinelIncident('i'))];
	const run = await fixture.run(parameters, { items, settings: CONTINUING });
	expect(outcomesOf(run)).toEqual(['workspaceNotFound']);
	expect(shownOf(run)).toContain('a Microsoft Sentinel incident is a Log Analytics workspace');
	expect(fixture.graph.costs).toEqual([]);
});

describe('A hostile incident', () => {
	const item = webhookItem(hostileIncident('c2a7f1d4-90b3-4e58-8f6a-1b2c3d4e5f60'));

	it('stays text as the name of a session, and in a prompt with all of its length', async () => {
		const create = { operation: 'create', displayName: '={{ $json.text }}' };
		const named = await fixture.run(create, { items: HOSTILE_TEXTS.map((text) => ({ text })) });
		expect(itemsOf(named).map(({ json }) => json.displayName)).toEqual(
			HOSTILE_TEXTS.map((text) => text.trim()),
		);
		const content = '={{ $json.body.object.properties.description }}';
		const prompt = { resource: 'prompt', operation: 'create', sessionId: EXAMPLE_SESSION, content };
		const { description } = (item.body as { object: { properties: { description: string } } }).object
			.properties;
		expect(jsonOf(await fixture.run(prompt, { items: [item] }))).toMatchObject([{ content: description }]);
	});

	it('gets into no address', async () => {
		await fixture.run({ operation: 'getTranscript', sessionId: located('id', ANY_LINK) }, { items: [item] });
		const addresses = fixture.sent.map(({ url }) => decodeURIComponent(url)).join('\n');
		expect(addresses).toContain(EXAMPLE_SESSION);
		expect(addresses).not.toContain(OTHER_SESSION);
		expect(addresses).not.toMatch(/attacker|[<>{}|]|st=/);
	});
});
