import {
	documentedEvaluation as evaluation,
	documentedPrompt as prompt,
	documentedSession as session,
} from './harness/documented';
import { errorOf, itemsOf, jsonOf, type NodeParameters } from './harness';
import { Fixture, type ShownRequest } from './harness/Fixture';
import { DATE, GUID } from './harness/documented';

const SESSION = session.id;
const PROMPT = prompt.id;
const EVALUATION = evaluation.id;

const fixture = Fixture.use();

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
			const run = await fixture.run(parameters);
			expect(jsonOf(run)[0]).toMatchObject(answer);
			expect(fixture.shown()).toEqual(requests);
			expect(itemsOf(run)[0]?.pairedItem).toEqual({ item: 0 });
		});
	},
);

describe.each(Object.entries(writes))('%s', (_name, { parameters, answer }) => {
	it('adds nothing of its own to the object, and leaves annotations out', async () => {
		const [created] = jsonOf(await fixture.run(parameters));
		expect(created).toEqual(answer);
		expect(Object.keys(created as object)).toEqual(Object.keys(answer));
	});

	it('keeps the answer as it came with Raw Response', async () => {
		const run = await fixture.run({ ...parameters, options: { rawResponse: true } });
		const write = fixture.requests(({ method }) => method !== 'GET').at(-1);
		expect(jsonOf(run)).toEqual([write?.answer]);
		expect(write?.answer).toHaveProperty(['@odata.context']);
	});
});

it('a session that is created carries its link on request', async () => {
	const run = await fixture.run({
		resource: 'session',
		operation: 'create',
		displayName: 'Incident 4711',
		options: { includeLink: true },
	});
	const [created] = jsonOf(run) as Array<{ id: string; webUrl: string }>;
	expect(created?.webUrl).toBe(`https://securitycopilot.microsoft.com/sessions/${created?.id}`);
});

describe('what is refused before anything is sent', () => {
	it.each<[string, NodeParameters, string]>([
		[
			'a session without a name',
			{ resource: 'session', operation: 'create', displayName: ' ' },
			'Display Name',
		],
		[
			'a prompt that says nothing',
			{ resource: 'prompt', operation: 'create', sessionId, content: '\n' },
			'Prompt',
		],
		[
			'a question that says nothing',
			{ resource: 'session', operation: 'ask', prompt: "={{ ' ' }}" },
			'Prompt',
		],
		[
			'a follow-up that says nothing',
			{ resource: 'session', operation: 'ask', prompt: 'who am I', followUps: ['  '] },
			'Follow-Ups',
		],
		[
			'a timeout of no time',
			{ resource: 'session', operation: 'ask', prompt: 'who am I', options: { timeout: 0 } },
			'Timeout',
		],
		[
			'an unknown choice',
			{ resource: 'session', operation: 'ask', prompt: 'who am I', options: { onNoAnswer: 'shrug' } },
			'On No Answer',
		],
	])('%s', async (_what, parameters, name) => {
		const run = await fixture.run(parameters);
		expect(errorOf(run).message).toContain(`"${name}"`);
		expect(fixture.graph.requests).toEqual([]);
	});
});
