import { scripts } from '../emulator';
import { errorOf, itemsOf, jsonOf, type NodeParameters } from './harness';
import { CONTINUING } from './harness/outcomes';
import { Fixture } from './harness/Fixture';

const fixture = Fixture.use();

const VERDICT = { name: 'verdict', type: 'string', allowedValues: 'malicious, benign', required: true };

const ask = (more: NodeParameters = {}, attributes: unknown[] = [VERDICT]): NodeParameters => ({
	resource: 'session',
	operation: 'ask',
	askIn: 'namedSession',
	displayName: 'Incident 4711',
	prompt: 'What is your verdict?',
	answerAs: 'data',
	attributes: { attributes } as never,
	...more,
});

const promptsSent = () =>
	fixture
		.shown(({ method }) => method === 'POST')
		.filter(({ path }) => path.endsWith('/prompts'))
		.map(({ body }) => (body as { content: string }).content);

describe('Answer As: Data', () => {
	it('asks for the attributes, and gives them checked beside the answer', async () => {
		fixture.graph.scriptEvaluations(/verdict/, scripts.answering('Sure: {"verdict": "Malicious"}'));
		const [output] = jsonOf(await fixture.run(ask()));
		expect(output).toMatchObject({
			answer: 'Sure: {"verdict": "Malicious"}',
			data: { verdict: 'malicious' },
			reused: false,
		});
		expect(promptsSent()).toEqual([
			expect.stringMatching(
				/^What is your verdict\?\n\n[^]*- verdict \(text, one of: malicious, benign, required\)$/,
			),
		]);
	});

	it('finds its answer again, for the same question with the same attributes only', async () => {
		fixture.graph.scriptEvaluations(/verdict/, scripts.answering('{"verdict": "benign"}'));
		await fixture.run(ask());
		expect(jsonOf(await fixture.run(ask()))).toMatchObject([{ data: { verdict: 'benign' }, reused: true }]);
		const other = [VERDICT, { name: 'summary', type: 'string' }];
		expect(jsonOf(await fixture.run(ask({}, other)))).toMatchObject([
			{ data: { verdict: 'benign', summary: null }, reused: false },
		]);
		expect(fixture.graph.costs).toHaveLength(2);
	});

	it('asks the last follow-up for them', async () => {
		fixture.graph.scriptEvaluations(/What/, scripts.answering('Adele.'));
		fixture.graph.scriptEvaluations(/verdict/, scripts.answering('{"verdict": "benign"}'));
		const parameters = ask({ prompt: 'What happened?', followUps: ['Your verdict?'] });
		expect(jsonOf(await fixture.run(parameters))).toMatchObject([
			{ data: { verdict: 'benign' }, turns: [{ answer: 'Adele.' }, {}] },
		]);
		expect(promptsSent()[0]).toBe('What happened?');
	});

	it('fails the item for an answer that does not fit, with the answer and the IDs, and asks nothing again', async () => {
		fixture.graph.scriptEvaluations(/verdict/, scripts.answering('I cannot say.'));
		const failed = await fixture.run(ask());
		const [{ sessionId, promptId, evaluationId }] = fixture.graph.costs as [(typeof fixture.graph.costs)[0]];
		expect(errorOf(failed).message).toContain('the answer holds no JSON object');
		expect(errorOf(failed).message).toContain(evaluationId);
		const continued = await fixture.run(ask(), { settings: CONTINUING });
		expect(itemsOf(continued)).toMatchObject([
			{
				json: {
					error: expect.stringContaining('the answer holds no JSON object'),
					details: { reference: 'answerNotData', answer: 'I cannot say.', sessionId, promptId, evaluationId },
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(fixture.graph.costs).toHaveLength(1);
	});

	it('writes the formats from the attributes, and from the answer where it is no data', async () => {
		const data = { verdict: 'benign', summary: 'First *this*.\n\nThen that.', devices: ['PC-1', 'PC-2'] };
		const attributes = [
			VERDICT,
			{ name: 'summary', type: 'string' },
			{ name: 'devices', type: 'stringList' },
			{ name: 'score', type: 'number' },
		];
		fixture.graph.scriptEvaluations(/verdict/, scripts.answering(JSON.stringify(data)));
		const options = { formats: ['plainText'], onNoAnswer: 'returnState' };
		const told =
			'verdict: benign\n\nsummary:\n\nFirst this.\n\nThen that.\n\ndevices:\n\n- PC-1\n- PC-2\n\nFull session:';
		expect(jsonOf(await fixture.run(ask({ options }, attributes)))).toMatchObject([
			{ formats: { plainText: expect.stringContaining(told) } },
		]);

		fixture.graph.scriptEvaluations(/verdict/, scripts.answering('I cannot say.'));
		const unfit = await fixture.run(ask({ options, displayName: 'Another' }, attributes));
		expect(jsonOf(unfit)).toMatchObject([
			{ data: null, formats: { plainText: expect.stringMatching(/^I cannot say/) } },
		]);
	});

	it('gives the answer with what is wrong about it, where the state is to be returned', async () => {
		fixture.graph.scriptEvaluations(/verdict/, scripts.answering('{"verdict": "maybe"}'));
		const options = { onNoAnswer: 'returnState' };
		expect(jsonOf(await fixture.run(ask({ options })))).toMatchObject([
			{
				answer: '{"verdict": "maybe"}',
				data: null,
				dataProblem: 'The attribute "verdict" of the answer is not one of malicious, benign',
			},
		]);
	});

	it.each<[string, unknown[]]>([
		['none', []],
		['one without a name', [{ name: ' ' }]],
		['a prototype', [{ name: '__proto__' }]],
		['a path', [{ name: 'a.b' }]],
		['an expression', [{ name: '={{ $json }}' }]],
		['two of the same name', [VERDICT, VERDICT]],
		['a type that does not exist', [{ ...VERDICT, type: 'secret' }]],
	])('refuses attributes that cannot be used, before anything is sent: %s', async (_what, attributes) => {
		const run = await fixture.run(ask({}, attributes));
		expect(errorOf(run).message).toMatch(/^The parameter "Attributes" /);
		expect(fixture.graph.requests).toEqual([]);
	});
});
