import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { documentedSession as documented } from './harness/documented';
import { credentialFor, connect, itemsOf, jsonOf, shownText, Fixture, type NodeParameters } from './harness';
import { PACKAGE_DIRECTORY } from './harness/packageDirectory';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const UNTITLED = 'f0f54c69-8f8a-4f33-b6e3-386d58b408db';
const PATH = `/beta/security/securityCopilot/workspaces/default/sessions/${SESSION}`;
const WORKSPACE = '17aafe23-ab95-3b37-9546-56dec5ac0218';
const LINK = `https://securitycopilot.microsoft.com/sessions/${SESSION}`;
const SHARING_TOKEN = 'c2hhcmluZy10b2tlbi1vZi1BZGVsZQ';

describe('Session: Get', () => {
	const fixture = Fixture.use();

	const get = async (parameters: NodeParameters = {}, items?: Array<Record<string, string>>) =>
		await fixture.run({ sessionId: SESSION, ...parameters }, { items });

	describe('the documented example', () => {
		it('comes out with the properties of the documentation, in their order, and nothing else', async () => {
			const run = await get();
			expect(run.status).toBe('success');
			expect(jsonOf(run)).toEqual([documented]);
			expect(Object.keys(jsonOf(run)[0] as object)).toEqual(Object.keys(documented));
		});

		it('takes one GET, with these headers and no body', async () => {
			await get();
			expect(fixture.sent).toHaveLength(1);
			const [{ method, url, headers, body }] = fixture.sent as [(typeof fixture.sent)[0]];
			expect({ method, url, body }).toEqual({ method: 'GET', url: PATH, body: undefined });
			expect(headers).toEqual({
				accept: 'application/json',
				authorization: 'Bearer <token:1>',
				'client-request-id': expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
				'user-agent': 'n8n-nodes-security-copilot/0.1.0',
				'accept-encoding': expect.any(String),
				connection: expect.any(String),
				host: new URL(fixture.emulator.graphApiBaseUrl).host,
			});
		});

		it('comes with the fields of $select=createdDateTime,displayName only, asked for as documented', async () => {
			const run = await get({ select: ['createdDateTime', 'displayName'] });
			const { createdDateTime, displayName } = documented;
			expect(jsonOf(run)).toEqual([{ createdDateTime, displayName }]);
			expect(fixture.sentLines).toEqual([`GET ${PATH}?$select=createdDateTime,displayName`]);
		});

		it('keeps every annotation with Raw Response', async () => {
			const run = await get({ options: { rawResponse: true } });
			expect(jsonOf(run)).toEqual([
				{
					'@odata.context':
						"https://graph.microsoft.com/beta/$metadata#security/securityCopilot/workspaces('default')/sessions/$entity",
					'@microsoft.graph.tips': expect.stringContaining('$select=createdDateTime,displayName'),
					...documented,
				},
			]);
		});

		it('gets the address of the portal with Include Link', async () => {
			const run = await get({ options: { includeLink: true } });
			expect(jsonOf(run)).toEqual([{ ...documented, webUrl: LINK }]);
		});

		it('gets the address though the ID is not selected', async () => {
			const run = await get({ select: ['displayName'], options: { includeLink: true } });
			expect(jsonOf(run)).toEqual([{ displayName: documented.displayName, webUrl: LINK }]);
		});

		it('is what the example workflow gets and hands on', async () => {
			const workflow = JSON.parse(
				await readFile(join(PACKAGE_DIRECTORY, 'examples/get-session.json'), 'utf8'),
			);
			fixture.engine.credentials.stored.set('securityCopilot1', credentialFor(fixture.emulator));
			await connect(fixture.engine.credentials, 'securityCopilot1', fixture.emulator);
			const run = await fixture.engine.run(workflow);
			expect(run.status).toBe('success');
			expect(jsonOf(run)).toEqual([documented]);
			expect(jsonOf(run, 'Use the session')).toEqual([
				{ ...documented, summary: 'API: who am I, created 2025-10-22T20:10:54.4940649Z' },
			]);
		});
	});

	it('leaves a session without a name without one', async () => {
		const run = await get({ sessionId: UNTITLED });
		expect(jsonOf(run)).toEqual([expect.objectContaining({ id: UNTITLED, displayName: null })]);
	});

	it('hands on properties that this package does not know', async () => {
		fixture.emulator.graph.switches.extraProperties = {
			riskScore: 7,
			owner: { '@odata.type': '#x', id: 'a' },
		};
		const run = await get();
		expect(jsonOf(run)).toEqual([{ ...documented, riskScore: 7, owner: { id: 'a' } }]);
	});

	describe('the session', () => {
		const locator = (mode: string, value: string) => ({ __rl: true, mode, value });

		it.each<[string, NodeParameters['x']]>([
			['from the list', { ...locator('list', SESSION), cachedResultName: 'API: who am I' }],
			['by ID', locator('id', SESSION)],
			['by ID, with blanks around it', locator('id', ` ${SESSION}\n`)],
			['by URL', locator('url', LINK)],
			['by URL, with a sharing token', locator('url', `${LINK}?st=${SHARING_TOKEN}`)],
			['by URL, with everything behind it', locator('url', `${LINK}/?a=b&st=${SHARING_TOKEN}#end`)],
			['by URL, in capitals', locator('url', LINK.replace(SESSION, SESSION.toUpperCase()))],
			['by a link in the place of an ID', locator('id', `${LINK}?st=${SHARING_TOKEN}`)],
			['by a link in the place of the list', locator('list', `${LINK}?st=${SHARING_TOKEN}`)],
			['as a bare value', SESSION],
			['as a bare link', `${LINK}?st=${SHARING_TOKEN}`],
			['by an expression in the mode ID', locator('id', '={{ $json.session }}')],
			['by an expression in the mode URL', locator('url', '={{ $json.link }}')],
			['by a bare expression that gives an ID', '={{ $json.session }}'],
			['by a bare expression that gives a link', '={{ $json.link }}'],
			['by a bare expression that gives a locator', '={{ { mode: "url", value: $json.link } }}'],
		])('may be given %s', async (_way, sessionId) => {
			const run = await get({ sessionId }, [{ session: SESSION, link: `${LINK}?st=${SHARING_TOKEN}` }]);
			expect(jsonOf(run)).toEqual([documented]);
			expect(fixture.sentLines).toEqual([`GET ${PATH}`]);
		});

		it.each<[string, NodeParameters]>([
			['that is found', { options: { includeLink: true, rawResponse: true } }],
			['that is not found', { sessionId: locator('url', `${LINK.slice(0, -1)}9?st=${SHARING_TOKEN}`) }],
			[
				'that cannot be read',
				{ sessionId: locator('url', `${LINK}?st=${SHARING_TOKEN}&x[`), workspaceId: '..' },
			],
			[
				'of another host',
				{ sessionId: locator('url', `${LINK.replace('.com', '.example')}?st=${SHARING_TOKEN}`) },
			],
		])(
			'never has its sharing token in a request, an output or an error: link to one %s',
			async (_, parameters) => {
				const run = await get({ sessionId: locator('url', `${LINK}?st=${SHARING_TOKEN}`), ...parameters });
				const { error, runData } = run.data.resultData;
				// Of the error, not the node: its parameters hold what the user typed.
				const shown = { ...error, node: undefined };
				const output = runData['Security Copilot Session']?.map(({ data, error }) => ({
					data,
					error: { ...error, node: undefined },
				}));
				expect(shownText([fixture.sent, output, shown])).not.toContain(SHARING_TOKEN);
				expect(shownText([fixture.sent, output, shown])).not.toContain('st=');
			},
		);
	});

	describe('the workspace', () => {
		it.each<[string, NodeParameters['x'] | undefined, string]>([
			['is the default one when it is not set', undefined, 'default'],
			['may be given by ID', { __rl: true, mode: 'id', value: WORKSPACE }, WORKSPACE],
			['may be given from the list', { __rl: true, mode: 'list', value: WORKSPACE }, WORKSPACE],
			['may be given as a bare value', WORKSPACE, WORKSPACE],
			['may be given by an expression', '={{ $json.workspace }}', WORKSPACE],
		])('%s', async (_rule, workspaceId, onTheWire) => {
			const run = await get({ ...(workspaceId !== undefined && { workspaceId }) }, [
				{ workspace: WORKSPACE },
			]);
			expect(jsonOf(run)).toEqual([documented]);
			expect(fixture.sentLines).toEqual([`GET ${PATH.replace('default', onTheWire)}`]);
		});
	});

	describe('Select Fields', () => {
		it.each<[string, NodeParameters['x'], string]>([
			['may be a list from an expression', "={{ ['id', 'displayName'] }}", '?$select=id,displayName'],
			['may be a text with commas', 'id, displayName', '?$select=id,displayName'],
			['may be a JSON list as text', `={{ '["id", "displayName"]' }}`, '?$select=id,displayName'],
			['names a property once', ['id', 'id'], '?$select=id'],
			['asks for nothing when nothing is chosen', [], ''],
		])('%s', async (_rule, select, query) => {
			await get({ select });
			expect(fixture.sentLines).toEqual([`GET ${PATH}${query}`]);
		});
	});

	describe('over several items', () => {
		const SESSIONS = [SESSION, UNTITLED, '8e95c36e-c9bd-4e14-8317-3cd4332e1e3b'];
		const ids = (run: Awaited<ReturnType<typeof get>>) =>
			itemsOf(run).map(({ json, pairedItem }) => [json.id, pairedItem]);

		it('reads the parameters of each item and says which item came of which', async () => {
			const items = SESSIONS.map((session) => ({ session }));
			const run = await get({ sessionId: '={{ $json.session }}' }, items);
			expect(ids(run)).toEqual(SESSIONS.map((session, item) => [session, { item }]));
		});

		it.each([1, 3, 4, 20, 21, 45])('keeps the order of %i items, however they travel', async (count) => {
			const sessions = Array.from({ length: count }, (_, index) =>
				fixture.emulator.graph.addSession({ displayName: `Session ${index}` }),
			);
			const run = await get(
				{ sessionId: '={{ $json.session }}' },
				sessions.map(({ id }) => ({ session: id })),
			);
			expect(ids(run)).toEqual(sessions.map(({ id }, item) => [id, { item }]));
		});

		it('evaluates each option for its own item', async () => {
			const run = await get({ options: { includeLink: '={{ $json.link === "yes" }}' } }, [
				{ link: 'yes' },
				{ link: 'no' },
			]);
			expect(jsonOf(run)).toEqual([{ ...documented, webUrl: LINK }, documented]);
		});

		it('asks once for a session that several items name, and gives each its own copy', async () => {
			const run = await get({}, [{}, {}, {}]);
			expect(fixture.sentLines).toEqual([`GET ${PATH}`]);
			const [first, second] = jsonOf(run) as object[];
			expect(second).toEqual(documented);
			expect(second).not.toBe(first);
		});
	});

	it('shows no token and no secret in the data of the run', async () => {
		expect(fixture.leaksIn(await get({ options: { rawResponse: true } }))).toEqual([]);
	});
});
