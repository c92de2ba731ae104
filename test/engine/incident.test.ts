import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject } from 'n8n-workflow';
import { startEmulator, type Emulator } from '../emulator';
import { collectedExamples } from '../incidents/collection';
import { incidentExamples } from '../incidents/examples';
import { HOSTILE_TEXTS, hostileIncident, LOOK_ALIKES } from '../incidents/hostile';
import { LINK_TEXTS } from '../incidents/linkTexts';
import { EXAMPLE_SESSION, OTHER_SESSION, SHARING_TOKEN, webhookItem } from '../incidents/links';
import { sentinelIncident } from '../incidents/sentinel';
import {
	connect,
	credentialFor,
	Engine,
	errorOf,
	itemsOf,
	jsonOf,
	NODE_NAME,
	sessionWorkflow,
	type NodeParameters,
} from './harness';
import { PACKAGE_DIRECTORY } from './harness/packageDirectory';

let emulator: Emulator;
let engine: Engine;

beforeAll(async () => {
	emulator = await startEmulator();
	engine = await Engine.start(new Map([['credential', credentialFor(emulator)]]));
});

beforeEach(async () => {
	emulator.reset();
	await connect(engine.credentials, 'credential', emulator);
});

afterAll(async () => await emulator.stop());

/** The expression that we recommend: what the sender names, else any link in all that he sent. */
const ANY_LINK = '={{ ($json.body ?? $json).sessionId || JSON.stringify($json) }}';

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** Gets a session out of what an item holds. */
async function getSession(items: IDataObject[], parameters: NodeParameters = {}, settings = {}) {
	const workflow = sessionWorkflow(
		{ resource: 'session', operation: 'get', sessionId: byId(ANY_LINK), ...parameters },
		settings,
	);
	return await engine.run(workflow, { items });
}

/** Everything of a run that people or other nodes get to see, and everything that was sent. */
function shown(run: Awaited<ReturnType<Engine['run']>>): string {
	const { error, runData } = run.data.resultData;
	const { 'Security Copilot Session': tasks = [] } = runData;
	const outputs = tasks.map(({ data, error: failure }) => [data, { ...failure, node: undefined }]);
	const sent = emulator.graph.requests.map(({ method, url, headers, body }) => [method, url, headers, body]);
	return JSON.stringify([outputs, { ...error, node: undefined }, sent]);
}

describe('the session of an incident', () => {
	const examples = [...incidentExamples, ...collectedExamples()];
	const withOne = examples.filter(({ sessionIds }) => sessionIds.length === 1);
	const withNone = examples.filter(({ sessionIds }) => sessionIds.length === 0);
	const withTwo = examples.filter(({ sessionIds }) => sessionIds.length > 1);

	it.each(withOne)('is found: $name', async ({ item, sessionIds }) => {
		const [id] = sessionIds;
		if (![EXAMPLE_SESSION, OTHER_SESSION].includes(id!)) emulator.graph.addSession({ id });
		const run = await getSession([item]);
		expect(jsonOf(run)).toEqual([expect.objectContaining({ id })]);
		expect(shown(run)).not.toContain(SHARING_TOKEN);
		expect(shown(run)).not.toContain('st=');
	});

	it.each(withNone)('is missing, which is said before anything is sent: $name', async ({ item }) => {
		const run = await getSession([item]);
		expect(errorOf(run)).toMatchObject({ message: expect.stringContaining('"Session"') });
		expect(emulator.graph.requests).toEqual([]);
	});

	it.each(withTwo)('is not guessed where there are two: $name', async ({ item, sessionIds }) => {
		const run = await getSession([item]);
		expect(errorOf(run).message).toContain(sessionIds.join(', '));
		expect(shown(run)).not.toContain(SHARING_TOKEN);
		expect(emulator.graph.requests).toEqual([]);
	});

	it('is missing for one item only, where the node continues on fail', async () => {
		const items = incidentExamples.map(({ item }) => item);
		const run = await getSession(items, {}, { onError: 'continueRegularOutput' });
		expect(itemsOf(run).map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual(
			incidentExamples.map(({ sessionIds }, item) => [
				sessionIds.length === 1 ? sessionIds[0] : undefined,
				{ item },
			]),
		);
	});

	it.each(
		['list', 'url', 'id'].flatMap((mode) => LINK_TEXTS.map(([what, text]) => [what, mode, text] as const)),
	)('is read out of a link touched by %s (mode %s)', async (_what, mode, text) => {
		const run = await getSession([{ text }], { sessionId: { __rl: true, mode, value: '={{ $json.text }}' } });
		expect(jsonOf(run)).toEqual([expect.objectContaining({ id: EXAMPLE_SESSION })]);
		expect(shown(run)).not.toContain(SHARING_TOKEN);
	});

	it.each(['list', 'url', 'id'])('is taken as an ID (mode %s)', async (mode) => {
		const run = await getSession([{ id: EXAMPLE_SESSION }], {
			sessionId: { __rl: true, mode, value: '={{ $json.id }}' },
		});
		expect(jsonOf(run)).toEqual([expect.objectContaining({ id: EXAMPLE_SESSION })]);
	});

	const noLinks = [
		...LOOK_ALIKES,
		JSON.stringify({ session: EXAMPLE_SESSION }),
		`x|${EXAMPLE_SESSION}`,
		'https://securitycopilot.microsoft.com/sessions/',
		'securitycopilot.microsoft.com',
	];

	it.each(['url', 'id'].flatMap((mode) => noLinks.map((text) => [mode, text] as const)))(
		'is not read out of what is neither ID nor link (mode %s): %s',
		async (mode, text) => {
			const run = await getSession([{ text }], {
				sessionId: { __rl: true, mode, value: '={{ $json.text }}' },
			});
			expect(errorOf(run)).toMatchObject({
				name: 'NodeOperationError',
				message: expect.stringContaining('"Session"'),
			});
			expect(emulator.graph.requests).toEqual([]);
		},
	);

	it('is there where the If expression of docs/incidents.md says so, and only there', () => {
		const document = readFileSync(join(PACKAGE_DIRECTORY, 'docs/incidents.md'), 'utf8');
		const [, expression] = /Has it a session\?[^`]*`(\{\{[^`]*\}\})`/.exec(document) ?? [];
		const workflow = engine.workflow(sessionWorkflow({}));
		const hasSession = (text: string) =>
			workflow.expression.getParameterValue(
				`=${expression}`,
				null,
				0,
				0,
				NODE_NAME,
				[{ json: { body: { text } } }],
				'manual',
				{},
			);
		for (const [, text] of LINK_TEXTS) expect([text, hasSession(text)]).toEqual([text, true]);
		for (const text of noLinks) expect([text, hasSession(text)]).toEqual([text, false]);
	});
});

describe('the key of an incident', () => {
	const withKey = incidentExamples.filter(({ key }) => key !== undefined);

	it.each(withKey)('names its session: $name', async ({ item, keyExpression, key }) => {
		const workflow = sessionWorkflow({
			resource: 'session',
			operation: 'findOrCreate',
			displayName: keyExpression,
		});
		// An update of the incident, or the same delivery once more, finds the session again.
		const runs = [
			await engine.run(workflow, { items: [item] }),
			await engine.run(workflow, { items: [item] }),
		];
		expect(runs.flatMap((run) => jsonOf(run))).toEqual([
			expect.objectContaining({ displayName: key, created: true }),
			expect.objectContaining({ displayName: key, created: false }),
		]);
	});

	it('is missing in what is no incident', async () => {
		const { item, keyExpression } = incidentExamples.find(({ key }) => key === undefined)!;
		const parameters = { resource: 'session', operation: 'findOrCreate', displayName: keyExpression };
		const run = await engine.run(sessionWorkflow(parameters), { items: [item] });
		expect(errorOf(run).message).toContain('"Display Name"');
		expect(emulator.graph.requests).toEqual([]);
	});
});

it('the Log Analytics workspace of a Sentinel incident is not found, and the error says what it is', async () => {
	const parameters = { operation: 'ask', prompt: 'x', workspaceId: '={{ $json.body.workspaceId }}' };
	const workflow = sessionWorkflow(
		{ resource: 'session', ...parameters },
		{ onError: 'continueRegularOutput' },
	);
	const run = await engine.run(workflow, { items: [webhookItem(sentinelIncident('i'))] });
	expect(jsonOf(run)[0]).toMatchObject({
		details: {
			reference: 'workspaceNotFound',
			description: expect.stringContaining('a Microsoft Sentinel incident is a Log Analytics workspace'),
		},
	});
	expect(emulator.graph.costs).toEqual([]);
});

describe('a hostile incident', () => {
	const item = webhookItem(hostileIncident('c2a7f1d4-90b3-4e58-8f6a-1b2c3d4e5f60'));

	it.each(HOSTILE_TEXTS)('stays text as the name of a session: %j', async (text) => {
		const workflow = sessionWorkflow({
			resource: 'session',
			operation: 'create',
			displayName: '={{ $json.text }}',
		});
		const [session] = jsonOf(await engine.run(workflow, { items: [{ text }] }));
		expect(session).toMatchObject({ displayName: text.trim() });
	});

	it('stays text in a prompt, with all of its length', async () => {
		const { properties } = (item.body as { object: { properties: { description: string } } }).object;
		const workflow = sessionWorkflow({
			resource: 'prompt',
			operation: 'create',
			sessionId: byId(ANY_LINK),
			content: '={{ $json.body.object.properties.description }}',
		});
		const [prompt] = jsonOf(await engine.run(workflow, { items: [item] }));
		expect(prompt).toMatchObject({ content: properties.description });
	});

	it('gets into no address', async () => {
		await getSession([item], { operation: 'getTranscript' });
		const addresses = emulator.graph.requests.map(({ url }) => decodeURIComponent(url)).join('\n');
		expect(addresses).toContain(EXAMPLE_SESSION);
		expect(addresses).not.toContain(OTHER_SESSION);
		expect(addresses).not.toMatch(/attacker|[<>{}|]|st=/);
	});
});
