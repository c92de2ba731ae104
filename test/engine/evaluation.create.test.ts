import { scripts } from '../emulator';
import {
	documentedEvaluation as evaluation,
	documentedPrompt,
	documentedSession,
} from './harness/documented';
import { errorOf, jsonOf, type NodeParameters } from './harness';
import { Fixture } from './harness/Fixture';
import { DATE, GUID } from './harness/documented';

const SESSION = documentedSession.id;
const PROMPT = documentedPrompt.id;
const EVALUATION = evaluation.id;

const fixture = Fixture.use();

const inPrompt = { sessionId: { mode: 'id', value: SESSION, __rl: true }, promptId: PROMPT };

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
		fixture.graph.scriptEvaluations('who am I', scripts.answering('New.'));
		const run = await fixture.run(waiting);
		expect(jsonOf(run)).toEqual([output({})]);
		expect(Object.keys(jsonOf(run)[0] as object)).toEqual(Object.keys(output({})));
		expect(fixture.graph.costs).toHaveLength(1);
	});

	it('returns the newest answer that is there when answers are reused, and pays nothing', async () => {
		const run = await fixture.run({ ...waiting, options: { reuseAnswer: true } });
		expect(jsonOf(run)).toEqual([
			output({
				evaluationId: EVALUATION,
				answer: evaluation.result.content,
				createdDateTime: evaluation.createdDateTime,
				completedDateTime: evaluation.completedDateTime,
				reused: true,
			}),
		]);
		expect(fixture.graph.costs).toEqual([]);
	});

	it('hands on the evaluation that is there when nobody wants to wait', async () => {
		const run = await fixture.run({ ...waiting, waitForCompletion: false, options: { reuseAnswer: true } });
		expect(jsonOf(run)).toEqual([evaluation]);
		expect(fixture.graph.costs).toEqual([]);
	});

	it('evaluates a prompt once for twenty items when answers are reused', async () => {
		const fresh = fixture.graph.addPrompt({ sessionId: SESSION, content: 'fresh' });
		const run = await fixture.run(
			{ ...waiting, promptId: fresh.id, options: { reuseAnswer: true } },
			{ items: Array(20).fill({}) },
		);
		expect(jsonOf(run)).toHaveLength(20);
		expect(fixture.graph.costs).toHaveLength(1);
	});

	it('evaluates a prompt for every item when they are not', async () => {
		const run = await fixture.run(waiting, { items: Array(3).fill({}) });
		expect(new Set(jsonOf(run).map((json) => (json as { evaluationId: string }).evaluationId)).size).toBe(3);
		expect(fixture.graph.costs).toHaveLength(3);
	});

	it('works where the list of evaluations, which no permission names, is refused', async () => {
		fixture.graph.switches.evaluationListPermission = 'none';
		const run = await fixture.run(waiting);
		expect(run.status).toBe('success');
		expect(fixture.graph.costs).toHaveLength(1);
	});

	it('pays nothing where the list is refused and an answer shall be reused', async () => {
		fixture.graph.switches.evaluationListPermission = 'none';
		const run = await fixture.run({ ...waiting, options: { reuseAnswer: true } });
		expect(errorOf(run).context.itemIndex).toBe(0);
		expect(fixture.graph.costs).toEqual([]);
	});
});
