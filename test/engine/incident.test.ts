import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, IRun } from 'n8n-workflow';
import {
	FIRST_SESSION,
	incidentCases,
	LINK_TEXTS,
	LOOK_ALIKES,
	SECOND_SESSION,
	sentinelCases,
	SHARING_SECRET,
	webhookItem,
} from '../incidents';
import { Fixture, itemsOf, NODE_NAME, sessionWorkflow } from './harness';
import { CONTINUING, outcomesOf, shownOf } from './harness/outcomes';
import { PACKAGE_DIRECTORY } from './harness/packageDirectory';

const fixture = Fixture.use();

beforeEach(() => {
	for (const id of [FIRST_SESSION, SECOND_SESSION]) fixture.graph.addSession({ id });
});

const DOCUMENT = readFileSync(join(PACKAGE_DIRECTORY, 'docs/incidents.md'), 'utf8');

const expressionsIn = (markdown = '') =>
	[...markdown.matchAll(/`(\{\{.*?\}\})`/g)].map(([, code]) => `=${code}`);

/** Expressions of docs/incidents.md: those behind a label, and those of a source in the table. */
const labelled = (label: string) =>
	expressionsIn(new RegExp(`^- \\*\\*${label}\\*\\*.*`, 'm').exec(DOCUMENT)?.[0])[0]!;
const ofSource = (source: string) =>
	expressionsIn(
		DOCUMENT.split('\n')
			.find((line) => line.startsWith(`| ${source} |`))
			?.replaceAll('\\|', '|'),
	);
const HAS_SESSION = labelled('Has it a session\\?');
const SESSION = labelled('Session');

/** What n8n reads with an expression. */
function read(expression: string, json: IDataObject): unknown {
	const { expression: evaluator } = fixture.engine.workflow(sessionWorkflow({}));
	return evaluator.getParameterValue(expression, null, 0, 0, NODE_NAME, [{ json }], 'manual', {});
}

const located = (mode: string, value: string) => ({ __rl: true, mode, value });

const getSessions = async (items: IDataObject[], sessionId = located('id', SESSION)) =>
	await fixture.run({ sessionId }, { items, settings: CONTINUING });

const guidsIn = (text: string) => text.match(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g) ?? [];

/** Neither an output nor a request holds the token of a link. */
function expectNoToken(run: IRun): void {
	const sent = fixture.sent.map(({ url, headers, body }) => [url, headers, body]);
	expect(JSON.stringify([itemsOf(run), sent])).not.toMatch(new RegExp(`${SHARING_SECRET}|st=`));
}

it('The expressions of docs/incidents.md read the keys out of what each source sends', () => {
	const found = incidentCases.map(({ name, source, body, headers }) => {
		const item = webhookItem(body, headers);
		return [name, ...ofSource(source).map((expression) => String(read(expression, item)))];
	});
	expect(found).toEqual(
		incidentCases.map(({ name, incidentKey, deliveryKey }) => [name, incidentKey, deliveryKey]),
	);
});

describe('The session of an incident', () => {
	it('is found; none, or one of several, is said for its item, and nothing is sent for it', async () => {
		const items = incidentCases.map(({ body, headers }) => webhookItem(body, headers));
		const run = await getSessions(items);
		expectNoToken(run);
		// The error for two sessions names both.
		const found = itemsOf(run).map(({ json, pairedItem }, index) => [
			incidentCases[index]?.name,
			pairedItem,
			read(HAS_SESSION, items[index]!),
			json.id === undefined ? guidsIn(String(json.error)) : [json.id],
		]);
		expect(found).toEqual(
			incidentCases.map(({ name, sessionIds }, item) => [name, { item }, sessionIds.length > 0, sessionIds]),
		);
		expect(fixture.requests()).toHaveLength(2);
	});

	const noLinks = [...LOOK_ALIKES, `x|${FIRST_SESSION}`, 'https://securitycopilot.microsoft.com/sessions/'];

	it.each(['list', 'url', 'id'])('is read out of whatever text has a link to it (mode %s)', async (mode) => {
		const items = LINK_TEXTS.map(([what, text]) => ({ what, text }));
		const run = await getSessions(items, located(mode, '={{ $json.text }}'));
		const found = items.map(({ what }, index) => [what, itemsOf(run)[index]?.json.id]);
		expect(found).toEqual(items.map(({ what }) => [what, FIRST_SESSION]));
		expectNoToken(run);
	});

	it.each(['url', 'id'])('is not read out of what is neither ID nor link (mode %s)', async (mode) => {
		const items = noLinks.map((text) => ({ text }));
		const run = await getSessions(items, located(mode, '={{ $json.text }}'));
		expect(outcomesOf(run)).toEqual(items.map(() => 'invalidParameter'));
		expect(fixture.sent).toEqual([]);
	});

	it('is there where the If expression of docs/incidents.md says so, and only there', () => {
		const hasSession = (text: string) => read(HAS_SESSION, { body: { text } });
		for (const [, text] of LINK_TEXTS) expect([text, hasSession(text)]).toEqual([text, true]);
		for (const text of noLinks) expect([text, hasSession(text)]).toEqual([text, false]);
	});
});

it('The Log Analytics workspace of a Sentinel incident is not found, and the error says what it is', async () => {
	const parameters = { operation: 'ask', prompt: 'x', workspaceId: '={{ $json.body.workspaceId }}' };
	const items = [webhookItem(sentinelCases.created.body)];
	const run = await fixture.run(parameters, { items, settings: CONTINUING });
	expect(outcomesOf(run)).toEqual(['workspaceNotFound']);
	expect(shownOf(run)).toContain('a Microsoft Sentinel incident is a Log Analytics workspace');
	expect(fixture.graph.costs).toEqual([]);
});
