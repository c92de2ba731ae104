import { effects, scripts } from '../emulator';
import { inSession, only, scriptAnswers, SESSION } from './asking';
import type { NodeParameters } from './harness';
import { Fixture } from './harness/Fixture';

const fixture = Fixture.use();
beforeEach(() => {
	scriptAnswers(fixture.graph);
});

describe('an answer that is reused', () => {
	const reusing = (more: NodeParameters = {}) => inSession({ options: { reuseAnswer: true }, ...more });
	const EARLIER = '2026-10-01T08:00:00Z';
	const prompt = (content: string, createdDateTime = EARLIER) =>
		fixture.graph.addPrompt({ sessionId: SESSION, content, createdDateTime });
	const answered = (promptId: string, content: string, createdDateTime = EARLIER) =>
		fixture.graph.addEvaluation({ promptId, createdDateTime, state: 'completed', result: { content } });

	it.each(['the first question', 'the first question\r\n', '\tthe first question '])(
		'is that to the same words: %j',
		async (words) => {
			answered(prompt(words).id, 'Known.');
			expect(only(await fixture.run(reusing()))).toMatchObject({ answer: 'Known.', reused: true });
			expect(fixture.made()).toEqual({ sessions: 0, prompts: 0, evaluations: 0 });
		},
	);

	it('is never that to other words', async () => {
		answered(prompt('The first question').id, 'Known.');
		expect(only(await fixture.run(reusing()))).toMatchObject({ answer: 'One.', reused: false });
	});

	it('is the newest of several', async () => {
		answered(prompt('the first question', '2026-10-02T08:00:00Z').id, 'Newer.', '2026-10-02T08:00:01Z');
		answered(prompt('the first question').id, 'Older.');
		expect(only(await fixture.run(reusing()))).toMatchObject({ answer: 'Newer.' });
	});

	it('may still be on its way; then it is waited for', async () => {
		const evaluationId = fixture.graph.addEvaluation({
			promptId: prompt('the first question').id,
			script: [{ state: 'running' }, { after: 3_000, state: 'completed', result: { content: 'Soon.' } }],
		});
		const output = only(await fixture.run(reusing()));
		expect(output).toMatchObject({ evaluationId, answer: 'Soon.', reused: true });
		expect(fixture.graph.costs).toEqual([]);
	});

	it('is none that failed before: that is asked anew, under a new prompt', async () => {
		const failed = prompt('the first question');
		fixture.graph.addEvaluation({
			promptId: failed.id,
			createdDateTime: EARLIER,
			script: scripts.endingIn('capacityExceeded'),
		});
		const output = only(await fixture.run(reusing()));
		expect(output).toMatchObject({ answer: 'One.', reused: false });
		expect(output.promptId).not.toBe(failed.id);
	});

	it('is a failure that came while it was waited for: nobody runs it again by itself', async () => {
		fixture.graph.addEvaluation({
			promptId: prompt('the first question').id,
			script: [{ state: 'running' }, { after: 5_000, state: 'completed', result: { type: 'rejected' } }],
		});
		const run = await fixture.run(reusing({ options: { reuseAnswer: true, onNoAnswer: 'returnState' } }));
		expect(only(run)).toMatchObject({ resultType: 'rejected', answer: null, reused: true });
		expect(fixture.graph.costs).toEqual([]);
	});

	it('can come of a prompt that was left behind without an evaluation', async () => {
		const left = prompt('the first question');
		const output = only(await fixture.run(reusing()));
		expect(output).toMatchObject({ promptId: left.id, answer: 'One.', reused: false });
		expect(fixture.made()).toEqual({ sessions: 0, prompts: 0, evaluations: 1 });
	});

	it('is left to the n8n worker that has just created the prompt', async () => {
		const others = fixture.graph.addPrompt({
			id: 'aaaaaaaa-0000-4000-8000-000000000001',
			sessionId: SESSION,
			content: 'the first question',
		});
		// The other worker creates its evaluation while this one looks for the third time.
		fixture.graph.addFault({
			match: { method: 'GET', path: /evaluations$/, nth: 3 },
			effect: effects.change((body) => {
				fixture.graph.addEvaluation({ promptId: others.id, script: scripts.answering('Theirs.') });
				return body;
			}),
		});
		const output = only(await fixture.run(reusing()));
		expect(output).toMatchObject({ promptId: others.id, answer: 'Theirs.', reused: true });
		expect(fixture.graph.costs).toEqual([]);
	});

	it('is not waited for longer than a minute where that worker never evaluates its prompt', async () => {
		const others = fixture.graph.addPrompt({
			id: 'aaaaaaaa-0000-4000-8000-000000000002',
			sessionId: SESSION,
			content: 'the first question',
		});
		const output = only(await fixture.run(reusing()));
		expect(output).toMatchObject({ promptId: others.id, answer: 'One.', reused: false });
		const waited = fixture.graph.costs[0]!.time - Date.parse(others.createdDateTime);
		expect(waited).toBeGreaterThanOrEqual(60_000);
		expect(waited).toBeLessThan(75_000);
	});

	it('may be one that another worker has asked for while the answer before it was on its way', async () => {
		let isAdded = false;
		fixture.graph.addFault({
			match: { method: 'GET', path: /evaluations\/[^/]+$/ },
			effect: effects.change((body) => {
				if (body.state === 'completed' && !isAdded) {
					isAdded = true;
					const { id } = fixture.graph.addPrompt({ sessionId: SESSION, content: 'the second question' });
					fixture.graph.addEvaluation({ promptId: id, script: scripts.answering('Theirs.') });
				}
				return body;
			}),
			count: 100,
		});
		const output = only(await fixture.run(reusing({ followUps: ['the second question'] })));
		expect(output.turns).toMatchObject([
			{ answer: 'One.', reused: false },
			{ answer: 'Theirs.', reused: true },
		]);
		expect(fixture.made()).toEqual({ sessions: 0, prompts: 1, evaluations: 1 });
	});

	it('counts for a follow-up only where it came after the answer before it', async () => {
		answered(
			prompt('the second question', '2026-10-01T07:00:00Z').id,
			'Out of place.',
			'2026-10-01T07:00:01Z',
		);
		answered(prompt('the first question').id, 'Known.');
		const output = only(await fixture.run(reusing({ followUps: ['the second question'] })));
		expect(output).toMatchObject({ answer: 'Two.', reused: false });
		expect(output.turns).toMatchObject([
			{ answer: 'Known.', reused: true },
			{ answer: 'Two.', reused: false },
		]);
		expect(fixture.graph.costs).toHaveLength(1);
	});

	it('can be a whole conversation: then nothing is paid', async () => {
		const promptbook = reusing({
			followUps: ['the second question', 'the third question', 'the second question'],
		});
		const first = only(await fixture.run(promptbook));
		expect(first).toMatchObject({ answer: 'Two.', reused: false });
		expect(fixture.graph.costs).toHaveLength(4);
		const again = only(await fixture.run(promptbook));
		expect(again).toMatchObject({ evaluationId: first.evaluationId, answer: 'Two.', reused: true });
		expect(again.turns).toEqual(first.turns?.map((turn) => ({ ...turn, reused: true })));
		expect(fixture.graph.costs).toHaveLength(4);
	});

	it('is not taken for a follow-up where another worker asked the conversation anew', async () => {
		const known = prompt('the first question');
		answered(known.id, 'Known.');
		answered(prompt('the second question', '2026-10-01T08:00:10Z').id, 'Known too.', '2026-10-01T08:00:11Z');
		answered(prompt('the first question', '2026-10-02T08:00:00Z').id, 'Newer.', '2026-10-02T08:00:01Z');
		const output = only(await fixture.run(reusing({ followUps: ['the second question'] })));
		expect(output.turns).toMatchObject([
			{ answer: 'Newer.', reused: true },
			{ answer: 'Two.', reused: false },
		]);
	});
});
