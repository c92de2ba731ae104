import {
	documentedEvaluation as evaluation,
	documentedPrompt as prompt,
	documentedSession as session,
} from './documented';
import { errorOf, itemsOf, jsonOf } from './harness';
import type { NodeParameters } from './harness';
import { Stage, type ShownRequest } from './harness/Stage';
import { scripts } from '../emulator';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const PROMPT = '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01';
const EVALUATION = '5bde1164-29a3-4dfb-84b0-b6c0cf0e23b7';
const GUID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const DATE = expect.stringMatching(/^2026-11-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z$/);

let stage: Stage;
beforeAll(async () => void (stage = await Stage.open()));
beforeEach(async () => await stage.reset());
afterAll(async () => await stage.close());

const sessionId = { mode: 'id', value: SESSION, __rl: true };
const inPrompt = { sessionId, promptId: PROMPT };

interface Case {
	parameters: NodeParameters;
	requests: ShownRequest[];
	/** The first item of the output. */
	answer: object;
}

const read: Record<string, Case> = {
	'session get': {
		parameters: { resource: 'session', operation: 'get', sessionId },
		requests: [{ method: 'GET', path: `/default/sessions/${SESSION}` }],
		answer: session,
	},
	'session getAll': {
		parameters: { resource: 'session', operation: 'getAll', limit: 1 },
		requests: [{ method: 'GET', path: '/default/sessions?$top=1' }],
		answer: session,
	},
	'prompt get': {
		parameters: { resource: 'prompt', operation: 'get', ...inPrompt },
		requests: [{ method: 'GET', path: `/default/sessions/${SESSION}/prompts/${PROMPT}` }],
		answer: prompt,
	},
	'prompt getAll': {
		parameters: { resource: 'prompt', operation: 'getAll', sessionId, select: ['id', 'content'] },
		requests: [{ method: 'GET', path: `/default/sessions/${SESSION}/prompts?$select=id,content&$top=50` }],
		answer: { id: PROMPT, content: 'who am I' },
	},
	'evaluation get': {
		parameters: { resource: 'evaluation', operation: 'get', ...inPrompt, evaluationId: EVALUATION },
		requests: [
			{ method: 'GET', path: `/default/sessions/${SESSION}/prompts/${PROMPT}/evaluations/${EVALUATION}` },
		],
		answer: evaluation,
	},
	'evaluation getAll': {
		parameters: { resource: 'evaluation', operation: 'getAll', ...inPrompt, returnAll: true },
		requests: [{ method: 'GET', path: `/default/sessions/${SESSION}/prompts/${PROMPT}/evaluations` }],
		answer: { id: 'b2d2c632-e799-4472-9b36-e5c84c065f72', state: 'completed' },
	},
	'workspace getAll': {
		parameters: { resource: 'workspace', operation: 'getAll' },
		requests: [{ method: 'GET', path: '' }],
		answer: { id: '17aafe23-ab95-3b37-9546-56dec5ac0218', displayName: 'SecurityCopilot_Workspace' },
	},
};

const plugins = (filters: object, filter: string, answer: object): Case => ({
	parameters: { resource: 'plugin', operation: 'getAll', returnAll: true, filters } as NodeParameters,
	requests: [{ method: 'GET', path: `/default/plugins?$filter=${filter}` }],
	answer,
});

const filtered: Record<string, Case> = {
	'plugins by name': plugins({ name: 'Entra' }, "name eq 'Entra'", { displayName: 'Microsoft Entra' }),
	'plugins by a part of the name': plugins({ nameContains: 'IDP' }, "contains(name,'IDP')", {
		name: 'EntraIDProtection',
	}),
	'plugins by display name, a quote in it': plugins(
		{ displayName: "Entra's ID Protection" },
		"displayName eq 'Entra''s ID Protection'",
		{ name: 'EntraIDProtection' },
	),
	'plugins that are disabled': plugins({ isEnabled: false }, 'isEnabled eq false', {
		name: 'ContosoTickets',
	}),
	'plugins by a filter of ones own': {
		parameters: { resource: 'plugin', operation: 'getAll', limit: 1, filter: "name eq 'Defender'" },
		requests: [{ method: 'GET', path: "/default/plugins?$filter=name eq 'Defender'&$top=1" }],
		answer: { name: 'Defender' },
	},
};

const writes: Record<string, Case> = {
	'session create': {
		parameters: { resource: 'session', operation: 'create', displayName: '  Incident 4711 ' },
		requests: [{ method: 'POST', path: '/default/sessions', body: { displayName: 'Incident 4711' } }],
		answer: {
			id: GUID,
			createdDateTime: DATE,
			lastModifiedDateTime: DATE,
			displayName: 'Incident 4711',
		},
	},
	'session update': {
		parameters: { resource: 'session', operation: 'update', sessionId, displayName: 'Closed' },
		requests: [{ method: 'PATCH', path: `/default/sessions/${SESSION}`, body: { displayName: 'Closed' } }],
		answer: { ...session, displayName: 'Closed', lastModifiedDateTime: DATE },
	},
	'prompt create': {
		parameters: { resource: 'prompt', operation: 'create', sessionId, content: ' List the risky users.\n' },
		requests: [
			{ method: 'GET', path: `/default/sessions/${SESSION}/prompts` },
			{
				method: 'POST',
				path: `/default/sessions/${SESSION}/prompts`,
				body: { type: 'prompt', content: ' List the risky users.\n' },
			},
		],
		answer: {
			...prompt,
			id: GUID,
			content: ' List the risky users.\n',
			createdDateTime: DATE,
			lastModifiedDateTime: DATE,
		},
	},
	'evaluation create without waiting': {
		parameters: { resource: 'evaluation', operation: 'create', ...inPrompt, waitForCompletion: false },
		requests: [
			{ method: 'GET', path: `/default/sessions/${SESSION}/prompts/${PROMPT}/evaluations` },
			{ method: 'POST', path: `/default/sessions/${SESSION}/prompts/${PROMPT}/evaluations`, body: {} },
		],
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

describe.each(Object.entries({ ...read, ...filtered, ...writes }))(
	'%s',
	(_name, { parameters, requests, answer }) => {
		it('sends exactly what is documented, and hands on what came', async () => {
			const run = await stage.run(parameters);
			expect(jsonOf(run)[0]).toMatchObject(answer);
			expect(stage.shown()).toEqual(requests);
			expect(itemsOf(run)[0]?.pairedItem).toEqual({ item: 0 });
		});
	},
);

describe.each(Object.entries(writes))('%s', (_name, { parameters, answer }) => {
	it('adds nothing of its own to the object, and leaves annotations out', async () => {
		const [created] = jsonOf(await stage.run(parameters));
		expect(created).toEqual(answer);
		expect(Object.keys(created as object)).toEqual(Object.keys(answer));
	});

	it('keeps the answer as it came with Raw Response', async () => {
		const run = await stage.run({ ...parameters, options: { rawResponse: true } });
		const write = stage.requests(({ method }) => method !== 'GET').at(-1);
		expect(jsonOf(run)).toEqual([write?.answer]);
		expect(write?.answer).toHaveProperty(['@odata.context']);
	});
});

it('a session that is created carries its link on request', async () => {
	const run = await stage.run({
		resource: 'session',
		operation: 'create',
		displayName: 'Incident 4711',
		options: { includeLink: true },
	});
	const [created] = jsonOf(run) as Array<{ id: string; webUrl: string }>;
	expect(created?.webUrl).toBe(`https://securitycopilot.microsoft.com/sessions/${created?.id}`);
});

describe('find or create', () => {
	const findOrCreate = (displayName: string): NodeParameters => ({
		resource: 'session',
		operation: 'findOrCreate',
		displayName,
	});

	it('finds a session of exactly this name and creates none', async () => {
		stage.graph.addSession({ displayName: 'Incident 47110' });
		const known = stage.graph.addSession({ displayName: 'Incident 4711' });
		const run = await stage.run(findOrCreate('Incident 4711'));
		expect(jsonOf(run)).toEqual([
			{
				id: known.id,
				createdDateTime: known.createdDateTime,
				lastModifiedDateTime: known.lastModifiedDateTime,
				displayName: 'Incident 4711',
				created: false,
			},
		]);
		expect(stage.made()).toEqual({ sessions: 0, prompts: 0, evaluations: 0 });
	});

	it('creates one where there is none, and says so', async () => {
		const run = await stage.run(findOrCreate("Incident's 4711"));
		expect(jsonOf(run)).toEqual([
			{
				id: GUID,
				createdDateTime: DATE,
				lastModifiedDateTime: DATE,
				displayName: "Incident's 4711",
				created: true,
			},
		]);
		expect(stage.made()).toMatchObject({ sessions: 1 });
	});

	it('asks with a filter, and reads all sessions where the service takes none, once a run', async () => {
		await stage.run(findOrCreate('={{ $json.name }}'), { items: [{ name: 'A' }, { name: 'B' }] });
		expect(stage.shown(({ method }) => method === 'GET').map(({ path }) => path)).toEqual([
			"/default/sessions?$filter=displayName eq 'A'",
			'/default/sessions',
			'/default/sessions',
			'/default/sessions',
			'/default/sessions',
		]);
	});

	it('reads no more than the filter finds where the service takes it', async () => {
		stage.graph.switches.filter = 'basic';
		stage.graph.addSession({ displayName: 'Incident 4711' });
		await stage.run(findOrCreate('Incident 4711'));
		expect(stage.shown()).toEqual([
			{ method: 'GET', path: "/default/sessions?$filter=displayName eq 'Incident 4711'" },
		]);
	});

	it('takes the newest of several, but of those made within a minute the oldest', async () => {
		const at = (time: string) => ({ displayName: 'Incident 4711', createdDateTime: `2026-10-01T${time}Z` });
		stage.graph.addSession(at('08:00:00'));
		stage.graph.addSession(at('12:00:00.2'));
		const chosen = stage.graph.addSession(at('12:00:00.1234567'));
		stage.graph.addSession(at('12:00:59'));
		const [found] = jsonOf(await stage.run(findOrCreate('Incident 4711'))) as Array<{ id: string }>;
		expect(found?.id).toBe(chosen.id);
	});

	it('creates one for twenty items of the same name', async () => {
		const run = await stage.run(findOrCreate('Incident 4711'), { items: Array(20).fill({}) });
		const sessions = jsonOf(run) as Array<{ id: string; created: boolean }>;
		expect(sessions).toHaveLength(20);
		expect(new Set(sessions.map(({ id }) => id)).size).toBe(1);
		expect(sessions.map(({ created }) => created)).toEqual([true, ...Array(19).fill(false)]);
		expect(stage.made()).toMatchObject({ sessions: 1 });
	});
});

describe('what is refused before anything is sent', () => {
	it.each<[string, NodeParameters, string]>([
		[
			'a session without a name',
			{ resource: 'session', operation: 'create', displayName: ' ' },
			'displayName',
		],
		[
			'a prompt that says nothing',
			{ resource: 'prompt', operation: 'create', sessionId, content: '\n' },
			'content',
		],
		[
			'a question that says nothing',
			{ resource: 'session', operation: 'ask', prompt: "={{ ' ' }}" },
			'prompt',
		],
		[
			'a follow-up that says nothing',
			{ resource: 'session', operation: 'ask', prompt: 'who am I', followUps: ['  '] },
			'followUps',
		],
		[
			'a timeout of no time',
			{ resource: 'session', operation: 'ask', prompt: 'who am I', options: { timeout: 0 } },
			'timeout',
		],
		[
			'an unknown wish',
			{ resource: 'session', operation: 'ask', prompt: 'who am I', options: { onNoAnswer: 'shrug' } },
			'onNoAnswer',
		],
	])('%s', async (_what, parameters, name) => {
		const run = await stage.run(parameters);
		expect(errorOf(run).message).toContain(name);
		expect(stage.graph.requests).toEqual([]);
	});
});

describe('evaluation create, waiting', () => {
	const waiting: NodeParameters = { resource: 'evaluation', operation: 'create', ...inPrompt };
	const output = (more: object) => ({
		workspaceId: 'default',
		sessionId: SESSION,
		promptId: PROMPT,
		evaluationId: GUID,
		state: 'completed',
		resultType: 'success',
		answer: 'New.',
		createdDateTime: DATE,
		completedDateTime: DATE,
		webUrl: `https://securitycopilot.microsoft.com/sessions/${SESSION}`,
		reused: false,
		...more,
	});

	it('is what it does when nothing else is said', async () => {
		stage.graph.scriptEvaluations('who am I', scripts.answering('New.'));
		const run = await stage.run(waiting);
		expect(jsonOf(run)).toEqual([output({})]);
		expect(Object.keys(jsonOf(run)[0] as object)).toEqual(Object.keys(output({})));
		expect(stage.graph.costs).toHaveLength(1);
	});

	it('returns the newest answer that is there when answers are reused, and pays nothing', async () => {
		const run = await stage.run({ ...waiting, options: { reuseAnswer: true } });
		expect(jsonOf(run)).toEqual([
			output({
				evaluationId: EVALUATION,
				answer: evaluation.result.content,
				createdDateTime: evaluation.createdDateTime,
				completedDateTime: evaluation.completedDateTime,
				reused: true,
			}),
		]);
		expect(stage.graph.costs).toEqual([]);
	});

	it('hands on the evaluation that is there when nobody wants to wait', async () => {
		const run = await stage.run({ ...waiting, waitForCompletion: false, options: { reuseAnswer: true } });
		expect(jsonOf(run)).toEqual([evaluation]);
		expect(stage.graph.costs).toEqual([]);
	});

	it('evaluates a prompt once for twenty items when answers are reused', async () => {
		const fresh = stage.graph.addPrompt({ sessionId: SESSION, content: 'fresh' });
		const run = await stage.run(
			{ ...waiting, promptId: fresh.id, options: { reuseAnswer: true } },
			{ items: Array(20).fill({}) },
		);
		expect(jsonOf(run)).toHaveLength(20);
		expect(stage.graph.costs).toHaveLength(1);
	});

	it('evaluates a prompt for every item when they are not', async () => {
		const run = await stage.run(waiting, { items: Array(3).fill({}) });
		expect(new Set(jsonOf(run).map((json) => (json as { evaluationId: string }).evaluationId)).size).toBe(3);
		expect(stage.graph.costs).toHaveLength(3);
	});

	it('works where the list of evaluations, which no permission names, is refused', async () => {
		stage.graph.switches.evaluationListPermission = 'none';
		const run = await stage.run(waiting);
		expect(run.status).toBe('success');
		expect(stage.graph.costs).toHaveLength(1);
	});

	it('pays nothing where the list is refused and an answer shall be reused', async () => {
		stage.graph.switches.evaluationListPermission = 'none';
		const run = await stage.run({ ...waiting, options: { reuseAnswer: true } });
		expect(errorOf(run).context.itemIndex).toBe(0);
		expect(stage.graph.costs).toEqual([]);
	});
});
