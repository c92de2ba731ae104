import { effects, scripts } from '../emulator';
import { Fixture, type NodeParameters } from './harness';
import { askExisting, outputOf, POLL, scriptConversation } from './harness/asking';
import { SESSION } from './harness/documented';

const fixture = Fixture.use();
beforeEach(() => scriptConversation(fixture));

const reusing = async (more: NodeParameters = {}) =>
	await outputOf(
		fixture,
		askExisting({ prompt: 'the first question', options: { reuseAnswer: true }, ...more }),
	);

const at = (time: string) => ({ createdDateTime: `2026-10-${time}Z` });
const EARLIER = at('01T08:00:00');

const addPrompt = (content: string, seed: object = EARLIER) =>
	fixture.graph.addPrompt({ sessionId: SESSION, content, ...seed }).id;

/** A question that was answered. */
const addAnswered = (question: string, content: string, seed = EARLIER) => {
	const promptId = addPrompt(question, seed);
	fixture.graph.addEvaluation({ promptId, ...seed, state: 'completed', result: { content } });
	return promptId;
};

const runningUntil = (after: number, result: object) => [
	{ state: 'running' },
	{ after, state: 'completed', result },
];

const NOTHING = { sessions: 0, prompts: 0, evaluations: 0 };

describe('An answer that is reused', () => {
	it('is the newest to the same words, whatever blanks are around them', async () => {
		addAnswered('\tthe first question\r\n', 'Newer.', at('02T08:00:00'));
		addAnswered('the first question', 'Older.');
		addAnswered('The first question', 'To other words.', at('03T08:00:00'));
		expect(await reusing()).toMatchObject({ answer: 'Newer.', reused: true });
		expect(fixture.made()).toEqual(NOTHING);
	});

	it('may still be on its way; then it is waited for', async () => {
		const promptId = addPrompt('the first question');
		fixture.graph.addEvaluation({ promptId, script: runningUntil(3_000, { content: 'Soon.' }) });
		expect(await reusing()).toMatchObject({ promptId, answer: 'Soon.', reused: true });
		expect(fixture.graph.costs).toEqual([]);
	});

	it('is none that failed before: that is asked anew, under a new prompt', async () => {
		const promptId = addPrompt('the first question');
		fixture.graph.addEvaluation({ promptId, ...EARLIER, script: scripts.endingIn('capacityExceeded') });
		const output = await reusing();
		expect(output).toMatchObject({ answer: 'One.', reused: false });
		expect(output.promptId).not.toBe(promptId);
	});

	it('is a failure that came while it was waited for: nobody runs it again by itself', async () => {
		const promptId = addPrompt('the first question');
		fixture.graph.addEvaluation({ promptId, script: runningUntil(5_000, { type: 'rejected' }) });
		const options = { reuseAnswer: true, onNoAnswer: 'returnState' };
		expect(await reusing({ options })).toMatchObject({ resultType: 'rejected', answer: null, reused: true });
		expect(fixture.graph.costs).toEqual([]);
	});

	it('can come of a prompt that was left behind without an evaluation', async () => {
		const promptId = addPrompt('the first question');
		expect(await reusing()).toMatchObject({ promptId, answer: 'One.', reused: false });
		expect(fixture.made()).toEqual({ ...NOTHING, evaluations: 1 });
	});

	it('is left to the n8n worker that has just created the prompt', async () => {
		const id = addPrompt('the first question', { id: 'aaaaaaaa-0000-4000-8000-000000000001' });
		// The other worker creates its evaluation while this one looks for the third time.
		const effect = effects.change((body) => {
			fixture.graph.addEvaluation({ promptId: id, script: scripts.answering('Theirs.') });
			return body;
		});
		fixture.graph.addFault({ match: { method: 'GET', path: /evaluations$/, nth: 3 }, effect });
		expect(await reusing()).toMatchObject({ promptId: id, answer: 'Theirs.', reused: true });
		expect(fixture.graph.costs).toEqual([]);
	});

	it('is not waited for longer than a minute where that worker never evaluates its prompt', async () => {
		const began = fixture.clock.now();
		const promptId = addPrompt('the first question', { id: 'aaaaaaaa-0000-4000-8000-000000000002' });
		expect(await reusing()).toMatchObject({ promptId, answer: 'One.', reused: false });
		const waited = fixture.graph.costs[0]!.time - began;
		expect(waited).toBeGreaterThanOrEqual(60_000);
		expect(waited).toBeLessThan(75_000);
	});
});

describe('An answer that is reused for a follow-up', () => {
	const followUps = ['the second question'];

	it('may be one that another worker has asked for while the answer before it was on its way', async () => {
		let isAdded = false;
		const effect = effects.change((body) => {
			if (body.state === 'completed' && !isAdded) {
				isAdded = true;
				const promptId = addPrompt('the second question', {});
				fixture.graph.addEvaluation({ promptId, script: scripts.answering('Theirs.') });
			}
			return body;
		});
		fixture.graph.addFault({ match: { method: 'GET', path: POLL }, effect, count: 100 });
		expect((await reusing({ followUps })).turns).toMatchObject([
			{ answer: 'One.', reused: false },
			{ answer: 'Theirs.', reused: true },
		]);
		expect(fixture.made()).toEqual({ ...NOTHING, prompts: 1, evaluations: 1 });
	});

	it('came after the answer before it', async () => {
		addAnswered('the second question', 'Out of place.', at('01T07:00:00'));
		addAnswered('the first question', 'Known.');
		expect((await reusing({ followUps })).turns).toMatchObject([
			{ answer: 'Known.', reused: true },
			{ answer: 'Two.', reused: false },
		]);
	});

	it('is of the same conversation: another worker may have asked it anew', async () => {
		addAnswered('the first question', 'Known.');
		addAnswered('the second question', 'Known too.', at('01T08:00:10'));
		addAnswered('the first question', 'Newer.', at('02T08:00:00'));
		expect((await reusing({ followUps })).turns).toMatchObject([
			{ answer: 'Newer.', reused: true },
			{ answer: 'Two.', reused: false },
		]);
	});

	it('can be a whole conversation: then nothing is paid', async () => {
		const whole = { followUps: ['the second question', 'the third question', 'the second question'] };
		const first = await reusing(whole);
		expect(first).toMatchObject({ answer: 'Two.', reused: false });
		const again = await reusing(whole);
		expect(again.evaluationId).toBe(first.evaluationId);
		expect(again.turns).toEqual(first.turns?.map((turn) => ({ ...turn, reused: true })));
		expect(fixture.graph.costs).toHaveLength(4);
	});
});
