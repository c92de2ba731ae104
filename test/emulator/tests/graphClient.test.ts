import { Client as GraphClient, PageIterator, type PageCollection } from '@microsoft/microsoft-graph-client';

import { startForEachTest } from './client';

describe('@microsoft/microsoft-graph-client', () => {
	const started = startForEachTest();
	let graph: GraphClient;

	/** The SDK refuses hosts that are not Graph's and http; so it talks to Graph, and the transport brings it here. */
	const overLoopback = async (url: string, options: RequestInit): Promise<Response> => {
		const headers = new Headers(options.headers);
		headers.set('x-forwarded-proto', 'https');
		headers.set('x-forwarded-host', 'graph.microsoft.com');
		const target = url.replace('https://graph.microsoft.com', started.emulator.graphApiBaseUrl);
		return await fetch(target, { ...options, headers });
	};

	beforeEach(() => {
		const token = started.emulator.entra.issueToken();
		graph = GraphClient.initWithMiddleware({
			defaultVersion: 'beta',
			middleware: {
				execute: async (context) => {
					const headers = {
						...(context.options?.headers as Record<string, string>),
						authorization: `Bearer ${token}`,
					};
					context.response = await overLoopback(String(context.request), { ...context.options, headers });
				},
			},
		});
	});

	const ROOT = '/security/securityCopilot/workspaces';

	it('drives all twelve operations', async () => {
		started.emulator.graph.switches.evaluationTimeScale = 0;
		const workspaces = await graph.api(ROOT).get();
		expect(workspaces.value).toHaveLength(2);
		const plugins = await graph.api(`${ROOT}/default/plugins`).filter("name eq 'Entra'").get();
		expect(plugins.value).toMatchObject([{ name: 'Entra' }]);
		const session = await graph.api(`${ROOT}/default/sessions`).post({ displayName: 'Triage' });
		const path = `${ROOT}/default/sessions/${session.id}`;
		await graph.api(path).patch({ displayName: 'Triage 4711' });
		expect(await graph.api(path).select('displayName').get()).toMatchObject({ displayName: 'Triage 4711' });
		const sessions = await graph.api(`${ROOT}/default/sessions`).count(true).get();
		expect(sessions['@odata.count']).toBe(4);
		const prompt = await graph.api(`${path}/prompts`).post({ type: 'prompt', content: 'who am I' });
		expect((await graph.api(`${path}/prompts`).get()).value).toMatchObject([{ id: prompt.id }]);
		expect(await graph.api(`${path}/prompts/${prompt.id}`).get()).toMatchObject({ content: 'who am I' });
		const evaluations = `${path}/prompts/${prompt.id}/evaluations`;
		const evaluation = await graph.api(evaluations).post({});
		expect(evaluation.state).toBe('created');
		expect((await graph.api(evaluations).get()).value).toMatchObject([{ id: evaluation.id }]);
		expect(await graph.api(`${evaluations}/${evaluation.id}`).get()).toMatchObject({
			state: 'completed',
			result: { type: 'success' },
		});
		expect(started.emulator.graph.requests.map(({ status }) => status)).toEqual([
			200, 200, 201, 200, 200, 200, 201, 200, 200, 201, 200, 200,
		]);
		expect(started.emulator.graph.costs).toMatchObject([
			{ promptId: prompt.id, evaluationId: evaluation.id },
		]);
	});

	it('pages with its PageIterator', async () => {
		for (let number = 1; number <= 7; number += 1)
			started.emulator.graph.addSession({ displayName: `Session ${number}` });
		const first = (await graph.api(`${ROOT}/default/sessions`).top(3).get()) as PageCollection;
		const seen: string[] = [];
		await new PageIterator(graph, first, (session) => {
			seen.push(session.id);
			return true;
		}).iterate();
		expect(new Set(seen).size).toBe(10);
		expect(seen).toHaveLength(10);
		expect(started.emulator.graph.requests.some(({ unknownNextLink }) => unknownNextLink)).toBe(false);
	});

	it('reads a batch', async () => {
		const { responses } = await graph.api('/$batch').post({
			requests: [
				{ id: '1', method: 'GET', url: `${ROOT}?$select=id` },
				{ id: '2', method: 'GET', url: `${ROOT}/default/sessions/${started.emulator.sessionId}` },
				{ id: '3', method: 'GET', url: `${ROOT}/nowhere/sessions` },
			],
		});
		const byId = Object.fromEntries(responses.map((part: { id: string }) => [part.id, part]));
		expect(byId['1']).toMatchObject({ status: 200, body: { value: expect.any(Array) } });
		expect(byId['2']).toMatchObject({ status: 200, body: { id: started.emulator.sessionId } });
		expect(byId['3']).toMatchObject({ status: 404, body: { error: { code: 'NotFound' } } });
	});

	it('turns a refusal into its GraphError', async () => {
		await expect(graph.api(`${ROOT}/nowhere/sessions`).get()).rejects.toMatchObject({
			statusCode: 404,
			code: 'NotFound',
			requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
		});
	});
});
