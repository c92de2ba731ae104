import { scripts } from '../emulator';
import { errorOf, Fixture, jsonOf, type NodeParameters } from './harness';
import { DATE, documentedEvaluation, EVALUATION, GUID, PROMPT, SESSION } from './harness/documented';

const fixture = Fixture.use();

const create: NodeParameters = {
	resource: 'evaluation',
	operation: 'create',
	sessionId: SESSION,
	promptId: PROMPT,
};
const reusing: NodeParameters = { ...create, options: { reuseAnswer: true } };

const answer = {
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
};

it('waits for the answer when nothing else is said', async () => {
	fixture.graph.scriptEvaluations('who am I', scripts.answering('New.'));
	const run = await fixture.run(create);
	expect(jsonOf(run)).toEqual([answer]);
	expect(Object.keys(jsonOf(run)[0] as object)).toEqual(Object.keys(answer));
	expect(fixture.graph.costs).toHaveLength(1);
});

it('returns the newest answer that is there when answers are reused, and pays nothing', async () => {
	const { createdDateTime, completedDateTime, result } = documentedEvaluation;
	expect(jsonOf(await fixture.run(reusing))).toEqual([
		{
			...answer,
			evaluationId: EVALUATION,
			answer: result.content,
			createdDateTime,
			completedDateTime,
			reused: true,
		},
	]);
	expect(jsonOf(await fixture.run({ ...reusing, waitForCompletion: false }))).toEqual([documentedEvaluation]);
	expect(fixture.graph.costs).toEqual([]);
});

it.each([
	['once for twenty items when answers are reused', 20, reusing, 1],
	['for every item when they are not', 3, create, 3],
])('evaluates a prompt %s', async (_how, count, parameters, paid) => {
	const { id: promptId } = fixture.graph.addPrompt({ sessionId: SESSION, content: 'fresh' });
	const run = await fixture.run({ ...parameters, promptId }, { items: Array(count).fill({}) });
	expect(jsonOf(run)).toHaveLength(count);
	expect(fixture.graph.costs).toHaveLength(paid);
});

it('works where the list of evaluations, which no permission names, is refused, unless an answer shall be reused', async () => {
	fixture.graph.switches.evaluationListPermission = 'none';
	expect((await fixture.run(create)).status).toBe('success');
	expect(errorOf(await fixture.run(reusing)).context.itemIndex).toBe(0);
	expect(fixture.graph.costs).toHaveLength(1);
});
