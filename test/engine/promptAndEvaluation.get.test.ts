import { documentedEvaluation, documentedPrompt } from './harness/documented';
import { itemsOf, jsonOf, Fixture, type NodeParameters } from './harness';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const PROMPT = '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01';
const EVALUATION = '5bde1164-29a3-4dfb-84b0-b6c0cf0e23b7';
const PROMPT_PATH = `/beta/security/securityCopilot/workspaces/default/sessions/${SESSION}/prompts/${PROMPT}`;
const EVALUATION_PATH = `${PROMPT_PATH}/evaluations/${EVALUATION}`;
const LINK = `https://securitycopilot.microsoft.com/sessions/${SESSION}?st=c2hhcmluZy10b2tlbg`;

const fixture = Fixture.use();

describe('Prompt: Get', () => {
	const get = async (parameters: NodeParameters = {}, items?: Array<Record<string, string>>) =>
		await fixture.run(
			{ resource: 'prompt', operation: 'get', sessionId: SESSION, promptId: PROMPT, ...parameters },
			{ items },
		);

	it('gives the documented prompt, property by property', async () => {
		const run = await get();
		expect(jsonOf(run)).toEqual([documentedPrompt]);
		expect(Object.keys(jsonOf(run)[0] as object)).toEqual(Object.keys(documentedPrompt));
		expect(itemsOf(run)[0]?.pairedItem).toEqual({ item: 0 });
	});

	it('sends one GET with a path of three IDs', async () => {
		await get();
		expect(fixture.sentLines).toEqual([`GET ${PROMPT_PATH}`]);
	});

	it('asks for the chosen properties', async () => {
		const run = await get({ select: ['content', 'createdDateTime'] });
		expect(fixture.sentLines).toEqual([`GET ${PROMPT_PATH}?$select=content,createdDateTime`]);
		expect(jsonOf(run)).toEqual([{ content: 'who am I', createdDateTime: documentedPrompt.createdDateTime }]);
	});

	it('keeps annotations with Raw Response', async () => {
		const run = await get({ options: { rawResponse: true } });
		expect(jsonOf(run)).toEqual([fixture.sent[0]?.answer]);
		expect(Object.keys(jsonOf(run)[0] as object)).toContain('@odata.context');
	});

	it('takes its session as a link', async () => {
		await get({ sessionId: LINK });
		expect(fixture.sentLines).toEqual([`GET ${PROMPT_PATH}`]);
	});
});

describe('Evaluation: Get', () => {
	const get = async (parameters: NodeParameters = {}, items?: Array<Record<string, string>>) =>
		await fixture.run(
			{
				resource: 'evaluation',
				operation: 'get',
				sessionId: SESSION,
				promptId: PROMPT,
				evaluationId: EVALUATION,
				...parameters,
			},
			{ items },
		);

	it('gives the documented evaluation, property by property', async () => {
		const run = await get();
		expect(jsonOf(run)).toEqual([documentedEvaluation]);
		expect(Object.keys(jsonOf(run)[0] as object)).toEqual(Object.keys(documentedEvaluation));
		expect(itemsOf(run)[0]?.pairedItem).toEqual({ item: 0 });
	});

	it('sends one GET with a path of four IDs', async () => {
		await get();
		expect(fixture.sentLines).toEqual([`GET ${EVALUATION_PATH}`]);
	});

	it('asks for the chosen properties', async () => {
		const run = await get({ select: ['state'] });
		expect(fixture.sentLines).toEqual([`GET ${EVALUATION_PATH}?$select=state`]);
		expect(jsonOf(run)).toEqual([{ state: 'completed' }]);
	});

	describe('one that has not ended', () => {
		const NOT_YET = '0001-01-01T00:00:00Z';

		const running = () => {
			const { graph } = fixture.emulator;
			return graph.addEvaluation({ promptId: PROMPT, state: 'running' });
		};

		it('has null where Graph writes its "not yet"', async () => {
			const run = await get({ evaluationId: running() });
			expect(jsonOf(run)).toEqual([expect.objectContaining({ state: 'running', completedDateTime: null })]);
			expect(fixture.sent[0]?.answer).toMatchObject({ completedDateTime: NOT_YET });
		});

		it('keeps the "not yet" of Graph with Raw Response', async () => {
			const run = await get({ evaluationId: running(), options: { rawResponse: true } });
			expect(jsonOf(run)).toEqual([expect.objectContaining({ completedDateTime: NOT_YET })]);
		});

		it('is asked for once: Get does not wait', async () => {
			await get({ evaluationId: running() });
			expect(fixture.sent).toHaveLength(1);
		});
	});

	it('evaluates all four IDs for each item', async () => {
		const run = await get(
			{
				workspaceId: '={{ $json.workspace }}',
				sessionId: '={{ $json.session }}',
				promptId: '={{ $json.prompt }}',
				evaluationId: '={{ $json.evaluation }}',
			},
			[
				{ workspace: 'default', session: SESSION, prompt: PROMPT, evaluation: EVALUATION },
				{
					workspace: fixture.emulator.workspaceId,
					session: LINK,
					prompt: ` ${PROMPT} `,
					evaluation: 'b2d2c632-e799-4472-9b36-e5c84c065f72',
				},
			],
		);
		expect(itemsOf(run).map(({ json, pairedItem }) => [json.id, pairedItem])).toEqual([
			[EVALUATION, { item: 0 }],
			['b2d2c632-e799-4472-9b36-e5c84c065f72', { item: 1 }],
		]);
	});
});
