import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { scripts } from '../emulator';
import { errorOf, jsonOf, type NodeParameters } from './harness';
import { Fixture } from './harness/Fixture';
import { AGENT_NAME, toolNodes, toolWorkflow, type ToolUse } from './harness/toolNode';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';

const fixture = Fixture.use(toolNodes);
let properties: INodeProperties[];
beforeAll(() => {
	const { description } = fixture.engine.nodeTypes.getByNameAndVersion(
		'n8n-nodes-security-copilot.securityCopilotSession',
	);
	properties = description.properties;
});

/** Lets an agent call the node with what a model has made up. */
async function call(name: string, parameters: NodeParameters, values: object): Promise<ToolUse> {
	const run = await fixture.engine.run(toolWorkflow(name, parameters), { items: [values as never] });
	if (run.status !== 'success') throw new Error(errorOf(run).message);
	return jsonOf(run, AGENT_NAME)[0] as ToolUse;
}

const resultOf = (use: ToolUse): unknown[] => JSON.parse(use.result) as unknown[];

/** What the editor writes where "let the model define this parameter" is chosen. */
function fromModel(parameter: INodeProperties, type = 'string'): string {
	const key = parameter.displayName.replace(/[^a-zA-Z0-9_-]+/g, '_');
	return `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`${parameter.description ?? ''}\`, '${type}') }}`;
}

function parameterOf(resource: string, operation: string, name: string, where: object = {}): INodeProperties {
	const found = properties.find((property) => {
		const show = property.displayOptions?.show ?? {};
		return (
			property.name === name &&
			show.resource?.includes(resource) &&
			show.operation?.includes(operation) &&
			Object.entries(where).every(([key, value]) => show[key]?.includes(value as never))
		);
	});
	if (!found) throw new Error(`No parameter ${name}`);
	return found;
}

describe('the node as a tool: get a session', () => {
	const sessionId = () => parameterOf('session', 'get', 'sessionId');
	const parameters = (): NodeParameters => ({
		resource: 'session',
		operation: 'get',
		sessionId: { __rl: true, mode: 'id', value: fromModel(sessionId()) },
	});

	it('tells the model what it does, and what to fill in', async () => {
		const use = await call('Look up session', parameters(), { Session: SESSION });
		expect(use).toMatchObject({
			name: 'Look_up_session',
			description: 'Get session in Security Copilot Session',
			parameters: { Session: { type: 'ZodString', description: sessionId().description } },
		});
		expect(sessionId().description).toMatch(/ID.*link/);
	});

	it.each([SESSION, `https://securitycopilot.microsoft.com/sessions/${SESSION}?st=eyJhbGciOi`])(
		'takes what the model has found in an incident: %s',
		async (value) => {
			const use = await call('Look up session', parameters(), { Session: value });
			expect(resultOf(use)).toMatchObject([{ id: SESSION, displayName: 'API: who am I' }]);
			expect(use.result).not.toContain('eyJhbGciOi');
		},
	);

	it.each(['', 'the session of yesterday', '../../workspaces', 'https://example.com/'])(
		'sends nothing for what the model has made up: %j',
		async (value) => {
			const use = await call('Look up session', parameters(), { Session: value });
			expect(use.result).toBe('');
			expect(use.failure).toMatch(/session/i);
			expect(fixture.requests(({ url }) => url.includes('sessions'))).toEqual([]);
		},
	);
});

describe('the node as a tool: ask', () => {
	const askIn = 'namedSession';
	const parameters = (): NodeParameters => ({
		resource: 'session',
		operation: 'ask',
		askIn,
		displayName: fromModel(parameterOf('session', 'ask', 'displayName', { askIn })),
		prompt: fromModel(parameterOf('session', 'ask', 'prompt')),
		followUps: fromModel(parameterOf('session', 'ask', 'followUps'), 'json'),
	});
	const values = {
		Display_Name: 'Incident 4711',
		Prompt: 'Who is at risk?',
		'Follow-Ups': ['What should be done first?', 'And then, if that fails?'],
	};

	beforeEach(() => {
		fixture.graph.scriptEvaluations('risk', scripts.answering('Adele.'));
		fixture.graph.scriptEvaluations('first', scripts.answering('Reset her password.'));
		fixture.graph.scriptEvaluations('then', scripts.answering('Call her.'));
	});

	it('tells the model what every parameter is for', async () => {
		const use = await call('Ask', parameters(), values);
		expect(use.description).toBe('Ask a question in Security Copilot Session');
		expect(Object.keys(use.parameters)).toEqual(Object.keys(values));
		for (const { description } of Object.values(use.parameters)) {
			expect(description?.length).toBeGreaterThan(20);
		}
	});

	it('gives the model the answers, the session and nothing else', async () => {
		const use = await call('Ask', parameters(), values);
		const sessionId = fixture.graph.costs[0]?.sessionId;
		expect(resultOf(use)).toEqual([
			{
				answer: 'Call her.',
				sessionId,
				webUrl: `https://securitycopilot.microsoft.com/sessions/${sessionId}`,
				earlierAnswers: ['Adele.', 'Reset her password.'],
			},
		]);
		expect(fixture.shown(({ method }) => method === 'POST')[0]?.body).toEqual({
			displayName: 'Incident 4711',
		});
	});

	it('pays nothing when the model calls it again with the same', async () => {
		await call('Ask', parameters(), values);
		expect(resultOf(await call('Ask', parameters(), values))).toMatchObject([{ answer: 'Call her.' }]);
		expect(fixture.graph.costs).toHaveLength(3);
	});

	it('gives the model what it can read an answer with that is not there yet', async () => {
		fixture.graph.scriptEvaluations('risk', scripts.stuckIn('running'));
		const options = { timeout: 40, onNoAnswer: 'returnState' };
		const use = await call('Ask', { ...parameters(), options }, values);
		const { sessionId, promptId, evaluationId } = fixture.graph.costs[0]!;
		expect(resultOf(use)).toMatchObject([
			{ answer: null, state: 'running', sessionId, promptId, evaluationId },
		]);
	});

	it('tells the model why there is no answer, with the IDs', async () => {
		fixture.graph.scriptEvaluations('risk', scripts.endingIn('rejected'));
		const use = await call('Ask', parameters(), values);
		expect(use.result).toBe('');
		expect(use.failure).toContain(fixture.graph.costs[0]?.evaluationId);
	});

	it('does not ask what the model has not said', async () => {
		const use = await call('Ask', parameters(), { ...values, Prompt: ' ' });
		expect(use.failure).toContain('"Prompt"');
		expect(fixture.requests(({ method }) => method === 'POST')).toEqual([]);
	});
});

describe('what a model is told', () => {
	/** Types whose value a model may be asked for. */
	const FILLABLE = ['string', 'number', 'boolean', 'json', 'resourceLocator', 'dateTime'];

	function fillable(): INodeProperties[] {
		const inside = properties
			.filter(({ type }) => type === 'collection' || type === 'fixedCollection')
			.flatMap(
				({ options = [] }) =>
					options as Array<INodePropertyOptions | INodeProperties | INodePropertyCollection>,
			)
			.filter((option): option is INodeProperties => 'type' in option);
		return [...properties, ...inside].filter(
			({ type, noDataExpression }) => FILLABLE.includes(type) && noDataExpression !== true,
		);
	}

	it('of every parameter that it may fill is what it is for, in words that a parameter can be filled by', () => {
		const silent = fillable().filter(({ description = '' }) => description.trim().split(/\s+/).length < 3);
		expect(fillable().length).toBeGreaterThan(50);
		expect(silent.map(({ name, displayOptions }) => ({ name, ...displayOptions?.show }))).toEqual([]);
	});

	it('of every operation is what it does; of those that cost, that they do', () => {
		const operations = properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ displayOptions, options = [] }) =>
				(options as INodePropertyOptions[]).map((option) => ({
					...option,
					name: `${String(displayOptions?.show?.resource?.[0])} ${String(option.value)}`,
				})),
			);
		expect(operations).toHaveLength(15);
		for (const { action, description = '' } of operations) {
			expect(action).toMatch(/^[A-Z][a-z]+ [a-z ]+$/);
			expect(`${action} in Security Copilot Session`.length).toBeLessThanOrEqual(60);
			expect(description.split(/\s+/).length).toBeGreaterThan(4);
		}
		const costing = operations.filter(({ description = '' }) => description.includes('costs compute units'));
		expect(costing.map(({ name }) => name).sort()).toEqual(['evaluation create', 'session ask']);
	});

	it('fits between the backticks that the editor puts around it', () => {
		const broken = fillable().filter(({ description = '' }) => /[`\\]|\$\{/.test(description));
		expect(broken.map(({ name }) => name)).toEqual([]);
	});
});
