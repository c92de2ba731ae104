import type { IRun } from 'n8n-workflow';
import { effects, scripts } from '../emulator';
import { errorOf, itemsOf, jsonOf, outputsOf, type NodeParameters } from './harness';
import { Stage } from './harness/Stage';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const GUID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const DATE = expect.stringMatching(/^2026-11-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z$/);

let stage: Stage;
beforeAll(async () => void (stage = await Stage.open()));
beforeEach(async () => {
	await stage.reset();
	stage.graph.scriptEvaluations('first', scripts.answering('One.'));
	stage.graph.scriptEvaluations('second', scripts.answering('Two.'));
	stage.graph.scriptEvaluations('third', scripts.answering('Three.'));
	stage.graph.scriptEvaluations('refused', scripts.endingIn('rejected', 'Not in scope.'));
});
afterAll(async () => await stage.close());

const ask = (more: NodeParameters = {}): NodeParameters => ({
	resource: 'session',
	operation: 'ask',
	prompt: 'the first question',
	...more,
});

const inSession = (more: NodeParameters = {}): NodeParameters =>
	ask({ askIn: 'existingSession', sessionId: { mode: 'id', value: SESSION, __rl: true }, ...more });

const named = (more: NodeParameters = {}): NodeParameters =>
	ask({ askIn: 'namedSession', displayName: 'Incident 4711', ...more });

/** Requests by method and the end of their path; looks at running evaluations are left out. */
function steps(): string[] {
	return stage
		.shown(({ method, url }) => !(method === 'GET' && /\/evaluations\/[^/]+$/.test(url)))
		.map(
			({ method, path }) => `${method} ${path.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '…')}`,
		);
}

interface Output {
	[name: string]: unknown;
	sessionId: string;
	promptId: string;
	evaluationId: string;
	turns?: Output[];
}

const only = (run: IRun): Output => {
	expect(jsonOf(run)).toHaveLength(1);
	return jsonOf(run)[0] as Output;
};

/** What a failed item says, with its details beside its error. */
const failed = (run: IRun): Output => {
	const { details, ...output } = only(run);
	return { ...(details as Output), ...output };
};

describe('ask in a new session', () => {
	it('creates session, prompt and evaluation, once it is known that answers can be read', async () => {
		await stage.run(ask({ displayName: 'Incident 4711' }));
		expect(steps()).toEqual([
			'GET /default/sessions?$select=id&$top=1',
			'POST /default/sessions',
			'POST /default/sessions/…/prompts',
			'POST /default/sessions/…/prompts/…/evaluations',
		]);
		expect(stage.shown(({ method }) => method === 'POST').map(({ body }) => body)).toEqual([
			{ displayName: 'Incident 4711' },
			{ type: 'prompt', content: 'the first question' },
			{},
		]);
	});

	it('hands on the answer with every ID, and nothing else', async () => {
		const run = await stage.run(ask());
		const output = only(run);
		expect(output).toEqual({
			workspaceId: 'default',
			sessionId: GUID,
			promptId: GUID,
			evaluationId: GUID,
			state: 'completed',
			resultType: 'success',
			answer: 'One.',
			createdDateTime: DATE,
			completedDateTime: DATE,
			webUrl: `https://securitycopilot.microsoft.com/sessions/${output.sessionId}`,
			reused: false,
		});
		expect(Object.keys(output)).toEqual([
			'workspaceId',
			'sessionId',
			'promptId',
			'evaluationId',
			'state',
			'resultType',
			'answer',
			'createdDateTime',
			'completedDateTime',
			'webUrl',
			'reused',
		]);
		expect(stage.graph.costs).toEqual([
			expect.objectContaining({
				sessionId: output.sessionId,
				promptId: output.promptId,
				evaluationId: output.evaluationId,
			}),
		]);
		expect(itemsOf(run)[0]?.pairedItem).toEqual({ item: 0 });
	});

	it.each([
		['the prompt on one line', 'the first\n\n  question', 'the first question'],
		['the beginning of a long prompt', `first ${'🚨'.repeat(150)}`, `first ${'🚨'.repeat(93)}…`],
	])('is named after %s where nobody names it', async (_what, prompt, displayName) => {
		await stage.run(ask({ prompt }));
		expect(stage.shown(({ method }) => method === 'POST')[0]?.body).toEqual({ displayName });
	});

	it('asks in the workspace that is named', async () => {
		const workspaceId = '5c0e7d39-2b84-4f61-9a1d-e6f3b8c72d04';
		const run = await stage.run(ask({ workspaceId: { mode: 'id', value: workspaceId, __rl: true } }));
		expect(only(run)).toMatchObject({ workspaceId, answer: 'One.' });
		expect(stage.requests(({ url }) => !url.includes(workspaceId))).toEqual([]);
	});

	it('asks once for every item, and keeps their order', async () => {
		const run = await stage.run(ask({ prompt: '={{ $json.prompt }}' }), {
			items: [{ prompt: 'the first' }, { prompt: 'the second' }, { prompt: 'the third' }],
		});
		expect(jsonOf(run)).toMatchObject([{ answer: 'One.' }, { answer: 'Two.' }, { answer: 'Three.' }]);
		expect(itemsOf(run).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(stage.made()).toEqual({ sessions: 3, prompts: 3, evaluations: 3 });
	});
});

describe('ask in an existing session', () => {
	it('reads its prompts, which proves that answers can be read, and goes on there', async () => {
		const run = await stage.run(inSession());
		expect(only(run)).toMatchObject({ sessionId: SESSION, answer: 'One.' });
		expect(steps()).toEqual([
			'GET /default/sessions/…/prompts',
			'POST /default/sessions/…/prompts',
			'POST /default/sessions/…/prompts/…/evaluations',
		]);
	});

	it('takes a link, and never passes on the token in it', async () => {
		const value = `https://securitycopilot.microsoft.com/sessions/${SESSION}?st=eyJhbGciOi`;
		const run = await stage.run(inSession({ sessionId: { mode: 'url', value, __rl: true } }));
		expect(only(run)).toMatchObject({
			sessionId: SESSION,
			webUrl: `https://securitycopilot.microsoft.com/sessions/${SESSION}`,
		});
		expect(JSON.stringify([stage.graph.requests, jsonOf(run)])).not.toContain('eyJhbGciOi');
	});

	it('pays for the same question again unless answers are to be reused', async () => {
		await stage.run(inSession());
		await stage.run(inSession());
		expect(stage.made()).toEqual({ sessions: 0, prompts: 2, evaluations: 2 });
	});

	it('fails for a session that does not exist, and creates nothing', async () => {
		const run = await stage.run(
			inSession({ sessionId: { mode: 'id', value: SESSION.replace('e', 'f'), __rl: true } }),
		);
		expect(errorOf(run).context.itemIndex).toBe(0);
		expect(stage.made()).toEqual({ sessions: 0, prompts: 0, evaluations: 0 });
	});
});

describe('ask in a named session', () => {
	it('creates the session where there is none', async () => {
		const run = await stage.run(named());
		expect(only(run)).toMatchObject({ answer: 'One.', reused: false });
		expect(stage.made()).toEqual({ sessions: 1, prompts: 1, evaluations: 1 });
		expect(stage.shown(({ method }) => method === 'POST')[0]?.body).toEqual({ displayName: 'Incident 4711' });
	});

	it('goes on in the session of that name', async () => {
		const known = stage.graph.addSession({ displayName: 'Incident 4711' });
		const run = await stage.run(named());
		expect(only(run)).toMatchObject({ sessionId: known.id, reused: false });
		expect(stage.made()).toEqual({ sessions: 0, prompts: 1, evaluations: 1 });
	});

	it('returns the answer that is there: a repeated event pays nothing', async () => {
		const first = only(await stage.run(named()));
		const posted = stage.requests(({ method }) => method === 'POST').length;
		const second = only(await stage.run(named()));
		expect(second).toEqual({ ...first, reused: true });
		expect(stage.requests(({ method }) => method === 'POST')).toHaveLength(posted);
		expect(stage.graph.costs).toHaveLength(1);
	});

	it('pays again where that is wanted', async () => {
		await stage.run(named());
		await stage.run(named({ options: { reuseAnswer: false } }));
		expect(stage.made()).toEqual({ sessions: 1, prompts: 2, evaluations: 2 });
	});
});

describe('an answer that is reused', () => {
	const reusing = (more: NodeParameters = {}) => inSession({ options: { reuseAnswer: true }, ...more });
	const EARLIER = '2026-10-01T08:00:00Z';
	const prompt = (content: string, createdDateTime = EARLIER) =>
		stage.graph.addPrompt({ sessionId: SESSION, content, createdDateTime });
	const answered = (promptId: string, content: string, createdDateTime = EARLIER) =>
		stage.graph.addEvaluation({ promptId, createdDateTime, state: 'completed', result: { content } });

	it.each(['the first question', 'the first question\r\n', '\tthe first question '])(
		'is that to the same words: %j',
		async (words) => {
			answered(prompt(words).id, 'Known.');
			expect(only(await stage.run(reusing()))).toMatchObject({ answer: 'Known.', reused: true });
			expect(stage.made()).toEqual({ sessions: 0, prompts: 0, evaluations: 0 });
		},
	);

	it('is never that to other words', async () => {
		answered(prompt('The first question').id, 'Known.');
		expect(only(await stage.run(reusing()))).toMatchObject({ answer: 'One.', reused: false });
	});

	it('is the newest of several', async () => {
		answered(prompt('the first question', '2026-10-02T08:00:00Z').id, 'Newer.', '2026-10-02T08:00:01Z');
		answered(prompt('the first question').id, 'Older.');
		expect(only(await stage.run(reusing()))).toMatchObject({ answer: 'Newer.' });
	});

	it('may still be on its way; then it is waited for', async () => {
		const evaluationId = stage.graph.addEvaluation({
			promptId: prompt('the first question').id,
			script: [{ state: 'running' }, { after: 3_000, state: 'completed', result: { content: 'Soon.' } }],
		});
		const output = only(await stage.run(reusing()));
		expect(output).toMatchObject({ evaluationId, answer: 'Soon.', reused: true });
		expect(stage.graph.costs).toEqual([]);
	});

	it('is none that failed before: that is asked anew, under a new prompt', async () => {
		const failed = prompt('the first question');
		stage.graph.addEvaluation({
			promptId: failed.id,
			createdDateTime: EARLIER,
			script: scripts.endingIn('capacityExceeded'),
		});
		const output = only(await stage.run(reusing()));
		expect(output).toMatchObject({ answer: 'One.', reused: false });
		expect(output.promptId).not.toBe(failed.id);
	});

	it('is a failure that came while it was waited for: nobody runs it again by itself', async () => {
		stage.graph.addEvaluation({
			promptId: prompt('the first question').id,
			script: [{ state: 'running' }, { after: 5_000, state: 'completed', result: { type: 'rejected' } }],
		});
		const run = await stage.run(reusing({ options: { reuseAnswer: true, onNoAnswer: 'returnState' } }));
		expect(only(run)).toMatchObject({ resultType: 'rejected', answer: null, reused: true });
		expect(stage.graph.costs).toEqual([]);
	});

	it('can come of a prompt that was left behind without an evaluation', async () => {
		const left = prompt('the first question');
		const output = only(await stage.run(reusing()));
		expect(output).toMatchObject({ promptId: left.id, answer: 'One.', reused: false });
		expect(stage.made()).toEqual({ sessions: 0, prompts: 0, evaluations: 1 });
	});

	it('is left to the n8n worker that has just created the prompt', async () => {
		const others = stage.graph.addPrompt({
			id: 'aaaaaaaa-0000-4000-8000-000000000001',
			sessionId: SESSION,
			content: 'the first question',
		});
		// The other worker creates its evaluation while this one looks for the third time.
		stage.graph.addFault({
			match: { method: 'GET', path: /evaluations$/, nth: 3 },
			effect: effects.change((body) => {
				stage.graph.addEvaluation({ promptId: others.id, script: scripts.answering('Theirs.') });
				return body;
			}),
		});
		const output = only(await stage.run(reusing()));
		expect(output).toMatchObject({ promptId: others.id, answer: 'Theirs.', reused: true });
		expect(stage.graph.costs).toEqual([]);
	});

	it('is not waited for longer than a minute where that worker never evaluates its prompt', async () => {
		const others = stage.graph.addPrompt({
			id: 'aaaaaaaa-0000-4000-8000-000000000002',
			sessionId: SESSION,
			content: 'the first question',
		});
		const output = only(await stage.run(reusing()));
		expect(output).toMatchObject({ promptId: others.id, answer: 'One.', reused: false });
		const waited = stage.graph.costs[0]!.time - Date.parse(others.createdDateTime);
		expect(waited).toBeGreaterThanOrEqual(60_000);
		expect(waited).toBeLessThan(75_000);
	});

	it('may be one that another worker has asked for while the answer before it was on its way', async () => {
		let isAdded = false;
		stage.graph.addFault({
			match: { method: 'GET', path: /evaluations\/[^/]+$/ },
			effect: effects.change((body) => {
				if (body.state === 'completed' && !isAdded) {
					isAdded = true;
					const { id } = stage.graph.addPrompt({ sessionId: SESSION, content: 'the second question' });
					stage.graph.addEvaluation({ promptId: id, script: scripts.answering('Theirs.') });
				}
				return body;
			}),
			count: 100,
		});
		const output = only(await stage.run(reusing({ followUps: ['the second question'] })));
		expect(output.turns).toMatchObject([
			{ answer: 'One.', reused: false },
			{ answer: 'Theirs.', reused: true },
		]);
		expect(stage.made()).toEqual({ sessions: 0, prompts: 1, evaluations: 1 });
	});

	it('counts for a follow-up only where it came after the answer before it', async () => {
		answered(
			prompt('the second question', '2026-10-01T07:00:00Z').id,
			'Out of place.',
			'2026-10-01T07:00:01Z',
		);
		answered(prompt('the first question').id, 'Known.');
		const output = only(await stage.run(reusing({ followUps: ['the second question'] })));
		expect(output).toMatchObject({ answer: 'Two.', reused: false });
		expect(output.turns).toMatchObject([
			{ answer: 'Known.', reused: true },
			{ answer: 'Two.', reused: false },
		]);
		expect(stage.graph.costs).toHaveLength(1);
	});

	it('can be a whole conversation: then nothing is paid', async () => {
		const promptbook = reusing({
			followUps: ['the second question', 'the third question', 'the second question'],
		});
		const first = only(await stage.run(promptbook));
		expect(first).toMatchObject({ answer: 'Two.', reused: false });
		expect(stage.graph.costs).toHaveLength(4);
		const again = only(await stage.run(promptbook));
		expect(again).toMatchObject({ evaluationId: first.evaluationId, answer: 'Two.', reused: true });
		expect(again.turns).toEqual(first.turns?.map((turn) => ({ ...turn, reused: true })));
		expect(stage.graph.costs).toHaveLength(4);
	});

	it('is not taken for a follow-up where another worker asked the conversation anew', async () => {
		const known = prompt('the first question');
		answered(known.id, 'Known.');
		answered(prompt('the second question', '2026-10-01T08:00:10Z').id, 'Known too.', '2026-10-01T08:00:11Z');
		answered(prompt('the first question', '2026-10-02T08:00:00Z').id, 'Newer.', '2026-10-02T08:00:01Z');
		const output = only(await stage.run(reusing({ followUps: ['the second question'] })));
		expect(output.turns).toMatchObject([
			{ answer: 'Newer.', reused: true },
			{ answer: 'Two.', reused: false },
		]);
	});
});

describe('follow-ups', () => {
	const followUps = ['the second question', 'the third question'];

	it('are asked in the same session, each after the one before has its answer', async () => {
		const output = only(await stage.run(ask({ followUps })));
		expect(steps()).toEqual([
			'GET /default/sessions?$select=id&$top=1',
			'POST /default/sessions',
			...[1, 2, 3].flatMap(() => [
				'POST /default/sessions/…/prompts',
				'POST /default/sessions/…/prompts/…/evaluations',
			]),
		]);
		const times = output.turns?.flatMap(({ createdDateTime, completedDateTime }) => [
			String(createdDateTime),
			String(completedDateTime),
		]);
		expect(times).toEqual([...(times ?? [])].sort());
		const order = stage
			.requests(({ url }) => /prompts$|evaluations\/[^/]+$/.test(url))
			.flatMap(({ method, body, answer }) => {
				if (method === 'POST') return [(body as { content: string }).content];
				return (answer as { state: string }).state === 'completed' ? ['answered'] : [];
			});
		expect(order).toEqual([
			'the first question',
			'answered',
			'the second question',
			'answered',
			'the third question',
			'answered',
		]);
	});

	it('give the last answer on top and every one in turns', async () => {
		const output = only(await stage.run(ask({ followUps })));
		const { turns, ...top } = output;
		expect(turns).toHaveLength(3);
		expect(turns?.map(({ answer }) => answer)).toEqual(['One.', 'Two.', 'Three.']);
		expect(top).toEqual(turns?.[2]);
		expect(Object.keys(turns?.[0] ?? {})).toEqual(Object.keys(top));
		expect(new Set(turns?.map(({ sessionId }) => sessionId)).size).toBe(1);
		expect(new Set(turns?.map(({ promptId }) => promptId)).size).toBe(3);
	});

	it('may come from an expression, also a single one with commas', async () => {
		const output = only(
			await stage.run(ask({ followUps: '={{ $json.next }}' }), { items: [{ next: 'the second, and more' }] }),
		);
		expect(output.turns?.map(({ answer }) => answer)).toEqual(['One.', 'Two.']);
	});

	it('are not asked where the one before has no answer', async () => {
		const run = await stage.run(
			ask({ followUps: ['refused', ...followUps], options: { onNoAnswer: 'returnState' } }),
		);
		const output = only(run);
		expect(output).toMatchObject({ state: 'completed', resultType: 'rejected', answer: null });
		expect(output.turns?.map(({ answer }) => answer)).toEqual(['One.', null]);
		expect(stage.graph.costs).toHaveLength(2);
	});
});

describe('a run that fails half way', () => {
	const continuing = { onError: 'continueRegularOutput' as const };
	const posts = (end: RegExp) => ({ method: 'POST', path: end });

	it('tells the session where the prompt was refused', async () => {
		stage.graph.addFault({ match: posts(/prompts$/), effect: effects.graphError(403) });
		const output = failed(await stage.run(ask(), {}, continuing));
		expect(output).toMatchObject({
			error: expect.any(String),
			workspaceId: 'default',
			sessionId: GUID,
			webUrl: `https://securitycopilot.microsoft.com/sessions/${output.sessionId}`,
		});
		expect(output).not.toHaveProperty('promptId');
	});

	it('tells session and prompt where the evaluation was refused', async () => {
		stage.graph.addFault({ match: posts(/evaluations$/), effect: effects.graphError(403) });
		const output = failed(await stage.run(ask(), {}, continuing));
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
		const output = failed(await stage.run(ask({ prompt: 'refused' }), {}, continuing));
		const [cost] = stage.graph.costs;
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
		const output = failed(await stage.run(ask({ followUps: ['the second', 'refused'] }), {}, continuing));
		expect(output.turns?.map(({ answer }) => answer)).toEqual(['One.', 'Two.']);
		expect(output.turns?.map(({ evaluationId }) => evaluationId)).toEqual(
			stage.graph.costs.slice(0, 2).map(({ evaluationId }) => evaluationId),
		);
		expect(output).toMatchObject({
			evaluationId: stage.graph.costs[2]?.evaluationId,
			resultType: 'rejected',
		});
	});

	it('names no prompt where the follow-up was not created', async () => {
		stage.graph.addFault({ match: { ...posts(/prompts$/), nth: 2 }, effect: effects.graphError(403) });
		const output = failed(await stage.run(ask({ followUps: ['the second'] }), {}, continuing));
		expect(output).not.toHaveProperty('promptId');
		expect(output).not.toHaveProperty('evaluationId');
		expect(output).toMatchObject({ sessionId: GUID, turns: [{ answer: 'One.', promptId: GUID }] });
	});

	it('tells all IDs in the description where the workflow stops', async () => {
		const run = await stage.run(ask({ followUps: ['the second', 'refused'] }));
		const { description, context } = errorOf(run);
		for (const { sessionId, promptId, evaluationId } of stage.graph.costs) {
			expect(description).toContain(sessionId);
			expect(description).toContain(promptId);
			expect(description).toContain(evaluationId);
		}
		expect(stage.graph.costs).toHaveLength(3);
		expect(context.itemIndex).toBe(0);
	});

	it('carries the IDs through the error output', async () => {
		stage.graph.addFault({ match: posts(/evaluations$/), effect: effects.graphError(403) });
		const run = await stage.run(ask(), { items: [{ incident: 4711 }] }, { onError: 'continueErrorOutput' });
		const [answers, failures] = outputsOf(run);
		expect(answers).toEqual([]);
		expect(failures?.map(({ json }) => json)).toMatchObject([
			{ incident: 4711, error: expect.any(String), details: { sessionId: GUID, promptId: GUID } },
		]);
	});

	it('lets the other items have their answers', async () => {
		const run = await stage.run(
			ask({ prompt: '={{ $json.prompt }}' }),
			{ items: [{ prompt: 'the first' }, { prompt: 'refused' }, { prompt: ' ' }, { prompt: 'the third' }] },
			continuing,
		);
		expect(jsonOf(run)).toMatchObject([
			{ answer: 'One.' },
			{ error: expect.any(String), details: { resultType: 'rejected' } },
			{ error: expect.any(String) },
			{ answer: 'Three.' },
		]);
		expect(itemsOf(run).map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2, 3].map((item) => ({ item })));
	});

	it('does not begin with items that wait for their turn, where the workflow stops', async () => {
		const run = await stage.run(inSession({ prompt: '={{ $json.prompt }}' }), {
			items: ['refused', 'the first', 'the second'].map((prompt) => ({ prompt })),
		});
		expect(errorOf(run).context.itemIndex).toBe(0);
		expect(stage.made()).toEqual({ sessions: 0, prompts: 1, evaluations: 1 });
	});
});
