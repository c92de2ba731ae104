import { errorOf, Fixture, itemsOf, jsonOf, type NodeParameters } from './harness';
import {
	DATE,
	documentedEvaluation,
	documentedPrompt,
	documentedSession,
	EVALUATION,
	GUID,
	PROMPT,
	SESSION,
} from './harness/documented';

const fixture = Fixture.use();

const inPrompt = { sessionId: SESSION, promptId: PROMPT };
const PROMPTS = `/default/sessions/${SESSION}/prompts`;
const EVALUATIONS = `${PROMPTS}/${PROMPT}/evaluations`;

interface Case {
	parameters: NodeParameters;
	/** Method and path of each request; a body behind the POST or PATCH, which is the last. */
	requests: string[];
	body?: object;
	/** The first item of the output, property by property. */
	answer: object;
}

const read: Record<string, Case> = {
	'session get': {
		parameters: { operation: 'get', sessionId: SESSION },
		requests: [`GET /default/sessions/${SESSION}`],
		answer: documentedSession,
	},
	'session getAll': {
		parameters: { operation: 'getAll', limit: 1 },
		requests: ['GET /default/sessions?$top=1'],
		answer: documentedSession,
	},
	'prompt get': {
		parameters: { resource: 'prompt', operation: 'get', ...inPrompt },
		requests: [`GET ${PROMPTS}/${PROMPT}`],
		answer: documentedPrompt,
	},
	'prompt getAll, with chosen properties': {
		parameters: { resource: 'prompt', operation: 'getAll', sessionId: SESSION, select: ['id', 'content'] },
		requests: [`GET ${PROMPTS}?$select=id,content&$top=50`],
		answer: { id: PROMPT, content: 'who am I' },
	},
	'evaluation get': {
		parameters: { resource: 'evaluation', operation: 'get', ...inPrompt, evaluationId: EVALUATION },
		requests: [`GET ${EVALUATIONS}/${EVALUATION}`],
		answer: documentedEvaluation,
	},
	'evaluation getAll': {
		parameters: {
			resource: 'evaluation',
			operation: 'getAll',
			...inPrompt,
			returnAll: true,
			select: ['state'],
		},
		requests: [`GET ${EVALUATIONS}?$select=state`],
		answer: { state: 'completed' },
	},
	// `$top` is not documented for this one, and the emulator refuses what is not.
	'workspace getAll': {
		parameters: { resource: 'workspace', operation: 'getAll' },
		requests: ['GET '],
		answer: { id: '17aafe23-ab95-3b37-9546-56dec5ac0218', displayName: 'SecurityCopilot_Workspace' },
	},
	'plugin getAll': {
		parameters: { resource: 'plugin', operation: 'getAll', limit: 1, select: ['name'] },
		requests: ['GET /default/plugins?$select=name&$top=1'],
		answer: { name: 'Entra' },
	},
};

const writes: Record<string, Case> = {
	'session create': {
		parameters: { operation: 'create', displayName: '  Incident 4711 ' },
		requests: ['POST /default/sessions'],
		body: { displayName: 'Incident 4711' },
		answer: { id: GUID, createdDateTime: DATE, lastModifiedDateTime: DATE, displayName: 'Incident 4711' },
	},
	'session update': {
		parameters: { operation: 'update', sessionId: SESSION, displayName: 'Closed' },
		requests: [`PATCH /default/sessions/${SESSION}`],
		body: { displayName: 'Closed' },
		answer: { ...documentedSession, displayName: 'Closed', lastModifiedDateTime: DATE },
	},
	'prompt create': {
		parameters: {
			resource: 'prompt',
			operation: 'create',
			sessionId: SESSION,
			content: ' List the users.\n',
		},
		requests: [`GET ${PROMPTS}`, `POST ${PROMPTS}`],
		body: { type: 'prompt', content: ' List the users.\n' },
		answer: {
			...documentedPrompt,
			id: GUID,
			content: ' List the users.\n',
			createdDateTime: DATE,
			lastModifiedDateTime: DATE,
		},
	},
	'evaluation create without waiting': {
		parameters: { resource: 'evaluation', operation: 'create', ...inPrompt, waitForCompletion: false },
		requests: [`GET ${EVALUATIONS}`, `POST ${EVALUATIONS}`],
		body: {},
		answer: {
			id: GUID,
			createdDateTime: DATE,
			runStartDateTime: null,
			completedDateTime: null,
			lastModifiedDateTime: DATE,
			state: 'created',
			executionCount: 0,
			isCancelled: false,
			result: null,
		},
	},
};

describe.each(Object.entries({ ...read, ...writes }))(
	'%s',
	(_name, { parameters, requests, body, answer }) => {
		it('sends exactly what is documented, and hands on the object without annotations', async () => {
			const run = await fixture.run(parameters);
			expect(fixture.shown().map(({ method, path }) => `${method} ${path}`)).toEqual(requests);
			expect(fixture.shown().at(-1)?.body).toEqual(body);
			expect(jsonOf(run)[0]).toEqual(answer);
			expect(Object.keys(jsonOf(run)[0] as object)).toEqual(Object.keys(answer));
			expect(itemsOf(run)[0]?.pairedItem).toEqual({ item: 0 });
		});

		it('keeps the answer as it came with Raw Response', async () => {
			const run = await fixture.run({ ...parameters, options: { rawResponse: true } });
			const last = fixture.sent.at(-1)?.answer as { value?: unknown[] };
			expect(jsonOf(run)).toEqual(last.value ?? [last]);
		});
	},
);

it('A session carries its link on request, also where its ID is not selected', async () => {
	const options = { includeLink: true };
	const created = await fixture.run({ operation: 'create', displayName: 'Incident 4711', options });
	const [{ id, webUrl }] = jsonOf(created) as [{ id: string; webUrl: string }];
	expect(webUrl).toBe(`https://securitycopilot.microsoft.com/sessions/${id}`);
	const read = await fixture.run({ sessionId: SESSION, select: ['displayName'], options });
	expect(jsonOf(read)).toEqual([
		{ displayName: 'API: who am I', webUrl: `https://securitycopilot.microsoft.com/sessions/${SESSION}` },
	]);
});

it('Evaluation: Get does not wait, and has null where Graph writes its "not yet"', async () => {
	const evaluationId = fixture.graph.addEvaluation({ promptId: PROMPT, state: 'running' });
	const get = { resource: 'evaluation', operation: 'get', ...inPrompt, evaluationId };
	expect(jsonOf(await fixture.run(get))).toMatchObject([{ state: 'running', completedDateTime: null }]);
	expect(fixture.sent[0]?.answer).toMatchObject({ completedDateTime: '0001-01-01T00:00:00Z' });
	expect(fixture.sent).toHaveLength(1);
});

it('All four IDs are read for each item', async () => {
	const names = {
		workspaceId: 'workspace',
		sessionId: 'session',
		promptId: 'prompt',
		evaluationId: 'evaluation',
	};
	const parameters = Object.fromEntries(
		Object.entries(names).map(([parameter, name]) => [parameter, `={{ $json.${name} }}`]),
	);
	const first = { workspace: 'default', session: SESSION, prompt: PROMPT, evaluation: EVALUATION };
	const second = { ...first, prompt: ` ${PROMPT} `, evaluation: 'b2d2c632-e799-4472-9b36-e5c84c065f72' };
	const run = await fixture.run(
		{ resource: 'evaluation', operation: 'get', ...parameters },
		{ items: [first, { ...second, workspace: fixture.emulator.workspaceId }] },
	);
	expect(itemsOf(run).map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
		[EVALUATION, { item: 0 }],
		['b2d2c632-e799-4472-9b36-e5c84c065f72', { item: 1 }],
	]);
});

describe('What is refused before anything is sent', () => {
	it.each<[string, NodeParameters]>([
		['Display Name', { operation: 'create', displayName: ' ' }],
		['Prompt', { resource: 'prompt', operation: 'create', sessionId: SESSION, content: '\n' }],
		['Follow-Ups', { operation: 'ask', prompt: 'who am I', followUps: ['  '] }],
		['Timeout', { operation: 'ask', prompt: 'who am I', options: { timeout: 0 } }],
		['On No Answer', { operation: 'ask', prompt: 'who am I', options: { onNoAnswer: 'shrug' } }],
	])('%s: %j', async (name, parameters) => {
		expect(errorOf(await fixture.run(parameters)).message).toContain(`"${name}"`);
		expect(fixture.sent).toEqual([]);
	});
});
