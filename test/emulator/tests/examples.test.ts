import { documentedEvaluation, documentedPrompt, documentedSession } from '../../documented';
import { Client, PROMPT, SESSION, SESSIONS, startForEachTest } from './client';

// A moment at which the run of the list-evaluations example was on: 20:12:59 on its day.
const DAY_OF_EXAMPLES = Date.UTC(2025, 9, 22, 20, 12, 59);

const METADATA = 'https://graph.microsoft.com/beta/$metadata#security/securityCopilot';
const TIP =
	'Use $select to choose only the properties your app needs, as this can lead to performance improvements. For example: GET security/securityCopilot';
const S = "workspaces('default')/sessions('ecdfb9b3-58f5-457f-a18c-4a477890b252')";
const P = `${S}/prompts('76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01')`;
const GUID = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
const TIMESTAMP = expect.stringMatching(/^2025-10-22T20:12:59(\.\d{0,6}[1-9])?Z$/);
const NOT_YET = '0001-01-01T00:00:00Z';

describe('documented examples', () => {
	const started = startForEachTest({ now: () => DAY_OF_EXAMPLES });

	/** The body, after its property order was compared too. */
	const inOrder = (text: string, expected: object) => {
		const body = JSON.parse(text) as object;
		expect(Object.keys(body)).toEqual(Object.keys(expected));
		return body;
	};

	it('lists workspaces without context and tips', async () => {
		const { status, body } = await started.client.get('/workspaces');
		expect(status).toBe(200);
		expect(Object.keys(body)).toEqual(['value']);
		expect(body.value[0]).toEqual({
			'@odata.type': '#microsoft.graph.security.securityCopilot.workspace',
			id: '17aafe23-ab95-3b37-9546-56dec5ac0218',
			displayName: 'SecurityCopilot_Workspace',
		});
	});

	it('lists the plugin its example filters for', async () => {
		const expected = {
			'@odata.context': `${METADATA}/workspaces('default')/plugins`,
			'@microsoft.graph.tips': `${TIP}/workspaces('<key>')/plugins?$select=authorization,catalogScope`,
			value: [
				{
					name: 'Entra',
					displayName: 'Microsoft Entra',
					description: 'Skills that interact with the Microsoft Graph APIs.',
					category: 'microsoft',
					catalogScope: 'global',
					previewState: 'ga',
					isEnabled: true,
					authorization: null,
					settings: [],
				},
			],
		};
		const { status, text } = await started.client.get("/workspaces/default/plugins?$filter=name+eq+'Entra'");
		expect(status).toBe(200);
		expect(inOrder(text, expected)).toEqual(expected);
	});

	it('lists sessions, the newest first', async () => {
		const { status, body } = await started.client.get(SESSIONS);
		expect(status).toBe(200);
		expect(body['@odata.context']).toBe(`${METADATA}/workspaces('default')/sessions`);
		expect(body['@microsoft.graph.tips']).toBe(
			`${TIP}/workspaces('<key>')/sessions?$select=createdDateTime,displayName`,
		);
		expect(body.value.slice(1)).toEqual([
			{
				id: 'f0f54c69-8f8a-4f33-b6e3-386d58b408db',
				createdDateTime: '2025-10-15T15:54:58.4862768Z',
				lastModifiedDateTime: '2025-10-15T15:54:58.4862768Z',
				displayName: null,
			},
			{
				id: '8e95c36e-c9bd-4e14-8317-3cd4332e1e3b',
				createdDateTime: '2025-09-17T19:23:41.1506601Z',
				lastModifiedDateTime: '2025-09-17T19:28:21.2902705Z',
				displayName: 'who am i',
			},
		]);
	});

	it('creates a session', async () => {
		const { status, text } = await started.client.post(SESSIONS, {
			'@odata.type': '#microsoft.graph.security.securityCopilot.session',
			displayName: 'Who am I',
		});
		const expected = {
			'@odata.context': `${METADATA}/workspaces('default')/sessions/$entity`,
			id: GUID,
			createdDateTime: TIMESTAMP,
			lastModifiedDateTime: TIMESTAMP,
			displayName: 'Who am I',
		};
		expect(status).toBe(201);
		expect(inOrder(text, expected)).toEqual(expected);
	});

	it('gets a session', async () => {
		const expected = {
			'@odata.context': `${METADATA}/workspaces('default')/sessions/$entity`,
			'@microsoft.graph.tips': `${TIP}/workspaces('<key>')/sessions('<guid>')?$select=createdDateTime,displayName`,
			...documentedSession,
		};
		const { status, text } = await started.client.get(SESSION);
		expect(status).toBe(200);
		expect(inOrder(text, expected)).toEqual(expected);
	});

	it('updates a session and answers 200 with the body', async () => {
		const expected = {
			'@odata.context': `${METADATA}/workspaces('default')/sessions/$entity`,
			id: 'ecdfb9b3-58f5-457f-a18c-4a477890b252',
			createdDateTime: '2025-10-22T20:10:54.4940649Z',
			lastModifiedDateTime: TIMESTAMP,
			displayName: 'API Test: Who am I?',
		};
		const { status, text } = await started.client.patch(SESSION, { displayName: 'API Test: Who am I?' });
		expect(status).toBe(200);
		expect(inOrder(text, expected)).toEqual(expected);
	});

	it('lists prompts', async () => {
		const { body } = await started.client.get(`${SESSION}/prompts`);
		expect(body).toEqual({
			'@odata.context': `${METADATA}/${S}/prompts`,
			'@microsoft.graph.tips': `${TIP}/workspaces('<key>')/sessions('<guid>')/prompts?$select=content,createdDateTime`,
			value: [documentedPrompt],
		});
	});

	it('creates a prompt without running it', async () => {
		const expected = {
			'@odata.context': `${METADATA}/${S}/prompts/$entity`,
			...documentedPrompt,
			id: GUID,
			createdDateTime: TIMESTAMP,
			lastModifiedDateTime: TIMESTAMP,
		};
		const { status, text } = await started.client.post(`${SESSION}/prompts`, {
			type: 'prompt',
			content: 'who am I',
		});
		expect(status).toBe(201);
		expect(inOrder(text, expected)).toEqual(expected);
		expect(started.emulator.graph.costs).toEqual([]);
	});

	it('gets a prompt', async () => {
		const expected = {
			'@odata.context': `${METADATA}/${S}/prompts/$entity`,
			'@microsoft.graph.tips': `${TIP}/workspaces('<key>')/sessions('<guid>')/prompts('<guid>')?$select=content,createdDateTime`,
			...documentedPrompt,
		};
		const { text } = await started.client.get(PROMPT);
		expect(inOrder(text, expected)).toEqual(expected);
	});

	const running = {
		id: 'b2d2c632-e799-4472-9b36-e5c84c065f72',
		createdDateTime: '2025-10-22T20:12:57.8667119Z',
		runStartDateTime: '2025-10-22T20:12:58.1888405Z',
		completedDateTime: NOT_YET,
		lastModifiedDateTime: '2025-10-22T20:12:58.9558231Z',
		state: 'running',
		executionCount: 0,
		isCancelled: false,
		result: { content: null, type: 'unknown', previewState: 'ga' },
	};

	it('lists evaluations as a collection, as the text promises', async () => {
		const { body } = await started.client.get(`${PROMPT}/evaluations`);
		expect(body['@odata.context']).toBe(`${METADATA}/${P}/evaluations`);
		expect(body.value[0]).toEqual(running);
	});

	it('lists evaluations as one bare entity, as the example shows', async () => {
		started.emulator.graph.switches.evaluationListShape = 'bareEntity';
		const other = started.emulator.graph.addPrompt({
			sessionId: started.emulator.sessionId,
			id: documentedPrompt.id,
		});
		started.emulator.graph.store.defaultWorkspace.sessions.at(-1)!.prompts = [other];
		started.emulator.graph.addEvaluation({
			promptId: documentedPrompt.id,
			id: running.id,
			createdDateTime: running.createdDateTime,
			script: [
				{
					state: 'running',
					runStartDateTime: running.runStartDateTime,
					lastModifiedDateTime: running.lastModifiedDateTime,
				},
			],
		});
		const expected = {
			'@odata.context': `${METADATA}/${P}/evaluations/$entity`,
			'@microsoft.graph.tips': `${TIP}/workspaces('<key>')/sessions('<guid>')/prompts('<guid>')/evaluations?$select=completedDateTime,createdDateTime`,
			...running,
		};
		// The request example ends in a slash.
		const { text } = await started.client.get(`${PROMPT}/evaluations/`);
		expect(inOrder(text, expected)).toEqual(expected);
	});

	it('creates an evaluation', async () => {
		const expected = {
			'@odata.context': `${METADATA}/${P}/evaluations/$entity`,
			id: GUID,
			createdDateTime: TIMESTAMP,
			runStartDateTime: NOT_YET,
			completedDateTime: NOT_YET,
			lastModifiedDateTime: TIMESTAMP,
			state: 'created',
			executionCount: 0,
			isCancelled: false,
			result: null,
		};
		const { status, text } = await started.client.post(`${PROMPT}/evaluations`, {});
		expect(status).toBe(201);
		expect(inOrder(text, expected)).toEqual(expected);
	});

	it('gets a completed evaluation', async () => {
		started.emulator.advance(24 * 3_600_000);
		// The token of before has expired.
		const client = new Client(started.emulator);
		const expected = {
			'@odata.context': `${METADATA}/${P}/evaluations/$entity`,
			'@microsoft.graph.tips': `${TIP}/workspaces('<key>')/sessions('<guid>')/prompts('<guid>')/evaluations('<guid>')?$select=completedDateTime,createdDateTime`,
			...documentedEvaluation,
		};
		const { text } = await client.get(`${PROMPT}/evaluations/${documentedEvaluation.id}`);
		expect(inOrder(text, expected)).toEqual(expected);
	});

	it('refuses the create-prompt example with its trailing comma', async () => {
		const { status, body } = await started.client.post(
			`${SESSION}/prompts`,
			'{"type": "prompt", "content": "who am I",}',
		);
		expect(status).toBe(400);
		expect(body.error.message).toBe(
			'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
		);
	});
});
