import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { scripts } from '../emulator';
import { errorOf, Fixture, jsonOf, type NodeParameters } from './harness';
import { SESSION } from './harness/documented';
import { AGENT_NAME, toolNodes, toolWorkflow, type ToolUse } from './harness/toolNode';

const fixture = Fixture.use(toolNodes);

/** Lets an agent call the node with what a model has made up. */
async function call(name: string, parameters: NodeParameters, values: object): Promise<ToolUse> {
	const run = await fixture.engine.run(toolWorkflow(name, parameters), { items: [values as never] });
	if (run.status !== 'success') throw new Error(errorOf(run).message);
	return jsonOf(run, AGENT_NAME)[0] as ToolUse;
}

const resultOf = (use: ToolUse): unknown[] => JSON.parse(use.result) as unknown[];

const properties = (): INodeProperties[] =>
	fixture.engine.nodeTypes.getByNameAndVersion('n8n-nodes-security-copilot.securityCopilotSession')
		.description.properties;

/** What the editor writes where "let the model define this parameter" is chosen. */
function fromModel(operation: string, name: string, type = 'string'): string {
	const parameter = properties().find(
		(property) => property.name === name && property.displayOptions?.show?.operation?.includes(operation),
	)!;
	const key = parameter.displayName.replace(/[^a-zA-Z0-9_-]+/g, '_');
	return `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`${parameter.description ?? ''}\`, '${type}') }}`;
}

describe('The node as a tool: get a session', () => {
	const parameters = (): NodeParameters => ({
		operation: 'get',
		sessionId: { __rl: true, mode: 'id', value: fromModel('get', 'sessionId') },
	});

	it.each([SESSION, `https://securitycopilot.microsoft.com/sessions/${SESSION}?st=eyJhbGciOi`])(
		'says what it does and what to fill in, and takes what the model has found: %s',
		async (value) => {
			const use = await call('Look up session', parameters(), { Session: value });
			expect(use).toMatchObject({
				name: 'Look_up_session',
				description: 'Get session in Security Copilot Session',
				parameters: { Session: { type: 'ZodString', description: expect.stringMatching(/ID.*link/) } },
			});
			expect(resultOf(use)).toMatchObject([{ id: SESSION, displayName: 'API: who am I' }]);
			expect(use.result).not.toContain('eyJhbGciOi');
		},
	);

	it.each(['', 'the session of yesterday', '../../workspaces'])(
		'sends nothing for what the model has made up: %j',
		async (value) => {
			const use = await call('Look up session', parameters(), { Session: value });
			expect([use.result, use.failure]).toEqual(['', expect.stringMatching(/session/i)]);
			expect(fixture.sent).toEqual([]);
		},
	);
});

describe('The node as a tool: ask', () => {
	const parameters = (): NodeParameters => ({
		operation: 'ask',
		askIn: 'namedSession',
		displayName: fromModel('ask', 'displayName'),
		prompt: fromModel('ask', 'prompt'),
		followUps: fromModel('ask', 'followUps', 'json'),
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

	it('gives the model the answers, the session and nothing else, and pays nothing for the same again', async () => {
		const use = await call('Ask', parameters(), values);
		expect(Object.keys(use.parameters).sort()).toEqual(Object.keys(values).sort());
		const sessionId = fixture.graph.costs[0]?.sessionId;
		expect(resultOf(use)).toEqual([
			{
				answer: 'Call her.',
				sessionId,
				webUrl: `https://securitycopilot.microsoft.com/sessions/${sessionId}`,
				earlierAnswers: ['Adele.', 'Reset her password.'],
			},
		]);
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
		expect([use.result, use.failure]).toEqual([
			'',
			expect.stringContaining(fixture.graph.costs[0]!.evaluationId),
		]);
	});

	it('does not ask what the model has not said', async () => {
		const use = await call('Ask', parameters(), { ...values, Prompt: ' ' });
		expect(use.failure).toContain('"Prompt"');
		expect(fixture.shown(({ method }) => method === 'POST')).toEqual([]);
	});
});

describe('What a model is told', () => {
	/** Types whose value a model may be asked for. */
	const FILLABLE = ['string', 'number', 'boolean', 'json', 'resourceLocator', 'dateTime'];

	it('of every parameter that it may fill is what it is for, and fits between the backticks of the editor', () => {
		const inside = properties()
			.filter(({ type }) => type === 'collection' || type === 'fixedCollection')
			.flatMap(({ options = [] }) => options as INodeProperties[])
			.filter((option) => 'type' in option);
		const fillable = [...properties(), ...inside].filter(
			({ type, noDataExpression }) => FILLABLE.includes(type) && noDataExpression !== true,
		);
		expect(fillable.length).toBeGreaterThan(50);
		const bad = fillable.filter(
			({ description = '' }) => description.trim().split(/\s+/).length < 3 || /[`\\]|\$\{/.test(description),
		);
		expect(bad.map(({ name, displayOptions }) => ({ name, ...displayOptions?.show }))).toEqual([]);
	});

	it('of every operation is what it does; of those that cost, that they do', () => {
		const operations = properties()
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
});
