import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, credentialFor, Fixture, jsonOf, type NodeParameters } from './harness';
import { documentedSession, SESSION } from './harness/documented';
import { PACKAGE_DIRECTORY } from './harness/packageDirectory';

const UNTITLED = 'f0f54c69-8f8a-4f33-b6e3-386d58b408db';
const PATH = `/beta/security/securityCopilot/workspaces/default/sessions/${SESSION}`;
const WORKSPACE = '17aafe23-ab95-3b37-9546-56dec5ac0218';
const LINK = `https://securitycopilot.microsoft.com/sessions/${SESSION}`;
const SHARING_TOKEN = 'c2hhcmluZy10b2tlbi1vZi1BZGVsZQ';
const SHARED = `${LINK}?st=${SHARING_TOKEN}`;

const fixture = Fixture.use();

const get = async (parameters: NodeParameters = {}, items?: Array<Record<string, string>>) =>
	await fixture.run({ sessionId: SESSION, ...parameters }, { items });

it('One GET, with these headers and no body', async () => {
	await get();
	const [{ method, url, headers, body }] = fixture.sent as [(typeof fixture.sent)[0]];
	expect({ method, url, body }).toEqual({ method: 'GET', url: PATH, body: undefined });
	expect(headers).toEqual({
		accept: 'application/json',
		authorization: 'Bearer <token:1>',
		'client-request-id': expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
		'user-agent': expect.stringMatching(/^n8n-nodes-security-copilot\//),
		'accept-encoding': expect.any(String),
		connection: expect.any(String),
		host: new URL(fixture.emulator.graphApiBaseUrl).host,
	});
});

it('The example workflow gets the documented session and hands it on', async () => {
	const workflow = JSON.parse(await readFile(join(PACKAGE_DIRECTORY, 'examples/get-session.json'), 'utf8'));
	fixture.engine.credentials.stored.set('securityCopilot1', credentialFor(fixture.emulator));
	await connect(fixture.engine.credentials, 'securityCopilot1', fixture.emulator);
	const run = await fixture.engine.run(workflow);
	expect(jsonOf(run)).toEqual([documentedSession]);
	expect(jsonOf(run, 'Use the session')).toEqual([
		{ ...documentedSession, summary: 'API: who am I, created 2025-10-22T20:10:54.4940649Z' },
	]);
});

it('Properties that this package does not know are handed on, annotations are not; no name is null', async () => {
	fixture.graph.switches.extraProperties = { riskScore: 7, owner: { '@odata.type': '#x', id: 'a' } };
	expect(jsonOf(await get({ sessionId: UNTITLED }))).toEqual([
		expect.objectContaining({ id: UNTITLED, displayName: null, riskScore: 7, owner: { id: 'a' } }),
	]);
});

const locator = (mode: string, value: string) => ({ __rl: true, mode, value });

it.each<[string, NodeParameters]>([
	['from the list', { sessionId: { ...locator('list', SESSION), cachedResultName: 'API: who am I' } }],
	['by ID, with blanks around it', { sessionId: locator('id', ` ${SESSION}\n`) }],
	['by URL, with everything behind it', { sessionId: locator('url', `${LINK}/?a=b&st=x#end`) }],
	['by URL, in capitals', { sessionId: locator('url', LINK.replace(SESSION, SESSION.toUpperCase())) }],
	['by a link in the place of an ID', { sessionId: locator('id', SHARED) }],
	['by a link in the place of the list', { sessionId: locator('list', SHARED) }],
	['as a bare link', { sessionId: SHARED }],
	['by a link that is percent-encoded', { sessionId: encodeURIComponent(SHARED) }],
	[
		'by a link that Safe Links has wrapped',
		{
			sessionId: `See https://nam02.safelinks.protection.outlook.com/ap/w-5/?url=${encodeURIComponent(SHARED)}&data=05%7C02`,
		},
	],
	['by an expression in the mode URL', { sessionId: locator('url', '={{ $json.link }}') }],
	['by a bare expression that gives a link', { sessionId: '={{ $json.link }}' }],
	['by a bare expression that gives a locator', { sessionId: '={{ { mode: "url", value: $json.link } }}' }],
])('The session may be given %s', async (_way, parameters) => {
	expect(jsonOf(await get(parameters, [{ link: SHARED }]))).toEqual([documentedSession]);
	expect(fixture.sentLines).toEqual([`GET ${PATH}`]);
});

it.each<[string, NodeParameters['x']]>([
	['by ID', locator('id', WORKSPACE)],
	['as a bare value', WORKSPACE],
	['by an expression', '={{ $json.workspace }}'],
])('The workspace may be given %s', async (_way, workspaceId) => {
	expect(jsonOf(await get({ workspaceId }, [{ workspace: WORKSPACE }]))).toEqual([documentedSession]);
	expect(fixture.sentLines).toEqual([`GET ${PATH.replace('default', WORKSPACE)}`]);
});

it.each<[string, NodeParameters['x'], string]>([
	['a list from an expression', "={{ ['id', 'displayName'] }}", '?$select=id,displayName'],
	['a text with commas', 'id, displayName', '?$select=id,displayName'],
	['a JSON list as text', `={{ '["id", "displayName"]' }}`, '?$select=id,displayName'],
	['a property twice', ['id', 'id'], '?$select=id'],
	['nothing', [], ''],
])('Select Fields may be %s', async (_what, select, query) => {
	await get({ select });
	expect(fixture.sentLines).toEqual([`GET ${PATH}${query}`]);
});

describe('Several items', () => {
	it('have their own options, share the request for a session, and get a copy each', async () => {
		const options = { includeLink: '={{ $json.link === "yes" }}' };
		const run = await get({ options }, [{ link: 'yes' }, { link: 'no' }, { link: 'no' }]);
		const [first, second, third] = jsonOf(run);
		expect([first, second]).toEqual([{ ...documentedSession, webUrl: LINK }, documentedSession]);
		expect(third).not.toBe(second);
		expect(fixture.sentLines).toEqual([`GET ${PATH}`]);
	});
});
