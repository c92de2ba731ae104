import { effects } from '../emulator';
import { ask, failed, inSession, scriptAnswers } from './asking';
import { errorOf, itemsOf, jsonOf, outputsOf } from './harness';
import { CONTINUING } from './harness/outcomes';
import { Fixture } from './harness/Fixture';
import { GUID } from './harness/documented';

const fixture = Fixture.use();
beforeEach(() => {
	scriptAnswers(fixture.graph);
});

describe('a run that fails half way', () => {
	const continuing = { settings: CONTINUING };
	const posts = (end: RegExp) => ({ method: 'POST', path: end });

	it('tells the session where the prompt was refused', async () => {
		fixture.graph.addFault({ match: posts(/prompts$/), effect: effects.graphError(403) });
		const output = failed(await fixture.run(ask(), continuing));
		expect(output).toMatchObject({
			error: expect.any(String),
			workspaceId: 'default',
			sessionId: GUID,
			webUrl: `https://securitycopilot.microsoft.com/sessions/${output.sessionId}`,
		});
		expect(output).not.toHaveProperty('promptId');
	});

	it('tells session and prompt where the evaluation was refused', async () => {
		fixture.graph.addFault({ match: posts(/evaluations$/), effect: effects.graphError(403) });
		const output = failed(await fixture.run(ask(), continuing));
		expect(output).toMatchObject({
			error: expect.any(String),
			workspaceId: 'default',
			sessionId: GUID,
			promptId: GUID,
			webUrl: `https://securitycopilot.microsoft.com/sessions/${output.sessionId}`,
		});
		expect(output).not.toHaveProperty('evaluationId');
	});

	it('tells everything where the evaluation has no answer', async () => {
		const output = failed(await fixture.run(ask({ prompt: 'refused' }), continuing));
		const [cost] = fixture.graph.costs;
		expect(output).toMatchObject({
			error: expect.any(String),
			workspaceId: 'default',
			sessionId: cost?.sessionId,
			promptId: cost?.promptId,
			evaluationId: cost?.evaluationId,
			webUrl: `https://securitycopilot.microsoft.com/sessions/${cost?.sessionId}`,
			state: 'completed',
			resultType: 'rejected',
		});
	});

	it('keeps the answers before the one that failed', async () => {
		const output = failed(await fixture.run(ask({ followUps: ['the second', 'refused'] }), continuing));
		expect(output.turns?.map(({ answer }) => answer)).toEqual(['One.', 'Two.']);
		expect(output.turns?.map(({ evaluationId }) => evaluationId)).toEqual(
			fixture.graph.costs.slice(0, 2).map(({ evaluationId }) => evaluationId),
		);
		expect(output).toMatchObject({
			evaluationId: fixture.graph.costs[2]?.evaluationId,
			resultType: 'rejected',
		});
	});

	it('names no prompt where the follow-up was not created', async () => {
		fixture.graph.addFault({ match: { ...posts(/prompts$/), nth: 2 }, effect: effects.graphError(403) });
		const output = failed(await fixture.run(ask({ followUps: ['the second'] }), continuing));
		expect(output).not.toHaveProperty('promptId');
		expect(output).not.toHaveProperty('evaluationId');
		expect(output).toMatchObject({ sessionId: GUID, turns: [{ answer: 'One.', promptId: GUID }] });
	});

	it('tells all IDs in the description where the workflow stops', async () => {
		const run = await fixture.run(ask({ followUps: ['the second', 'refused'] }));
		const { description, context } = errorOf(run);
		for (const { sessionId, promptId, evaluationId } of fixture.graph.costs) {
			expect(description).toContain(sessionId);
			expect(description).toContain(promptId);
			expect(description).toContain(evaluationId);
		}
		expect(fixture.graph.costs).toHaveLength(3);
		expect(context.itemIndex).toBe(0);
	});

	it('carries the IDs through the error output', async () => {
		fixture.graph.addFault({ match: posts(/evaluations$/), effect: effects.graphError(403) });
		const run = await fixture.run(ask(), {
			items: [{ incident: 4711 }],
			settings: { onError: 'continueErrorOutput' },
		});
		const [answers, failures] = outputsOf(run);
		expect(answers).toEqual([]);
		expect(failures?.map(({ json }) => json)).toMatchObject([
			{ incident: 4711, error: expect.any(String), details: { sessionId: GUID, promptId: GUID } },
		]);
	});

	it.each([
		['a named session', { askIn: 'namedSession', displayName: 'Incident 4711' }],
		['an existing session', { askIn: 'existingSession' }],
	])('tells nothing as created that was there before: %s', async (_what, askIn) => {
		const session = fixture.graph.addSession({ displayName: 'Incident 4711' });
		const inIt = { ...askIn, sessionId: { mode: 'id', value: session.id, __rl: true } };
		fixture.graph.addFault({ match: posts(/prompts$/), effect: effects.graphError(403) });
		const refused = failed(await fixture.run(ask(inIt), continuing));
		expect(refused).toMatchObject({ sessionId: session.id });
		expect(refused.description).not.toMatch(/created|Read\.All, then|lacks/);
		expect(refused.error).not.toMatch(/lacks/);

		fixture.graph.addFault({ match: posts(/evaluations$/), effect: effects.graphError(409) });
		const conflict = failed(await fixture.run(ask(inIt), continuing));
		expect(conflict).toMatchObject({ sessionId: session.id, promptId: GUID });
		expect(conflict.description).toContain(`This run has created prompt ${conflict.promptId}: go on`);
	});

	it('lets the other items have their answers', async () => {
		const run = await fixture.run(ask({ prompt: '={{ $json.prompt }}' }), {
			items: [{ prompt: 'the first' }, { prompt: 'refused' }, { prompt: ' ' }, { prompt: 'the third' }],
			...continuing,
		});
		expect(jsonOf(run)).toMatchObject([
			{ answer: 'One.' },
			{ error: expect.any(String), details: { resultType: 'rejected' } },
			{ error: expect.any(String) },
			{ answer: 'Three.' },
		]);
		expect(itemsOf(run).map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2, 3].map((item) => ({ item })));
	});

	it('does not begin with items that wait for their turn, where the workflow stops', async () => {
		const run = await fixture.run(inSession({ prompt: '={{ $json.prompt }}' }), {
			items: ['refused', 'the first', 'the second'].map((prompt) => ({ prompt })),
		});
		expect(errorOf(run).context.itemIndex).toBe(0);
		expect(fixture.made()).toEqual({ sessions: 0, prompts: 1, evaluations: 1 });
	});
});
