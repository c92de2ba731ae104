import { ask, inSession, named, only, scriptAnswers, SESSION, steps } from './asking';
import { errorOf, itemsOf, jsonOf } from './harness';
import { Fixture } from './harness/Fixture';
import { DATE, GUID } from './harness/documented';

const fixture = Fixture.use();
beforeEach(() => {
	scriptAnswers(fixture.graph);
});

describe('ask in a new session', () => {
	it('creates session, prompt and evaluation, once it is known that answers can be read', async () => {
		await fixture.run(ask({ displayName: 'Incident 4711' }));
		expect(steps(fixture)).toEqual([
			'GET /default/sessions?$select=id&$top=1',
			'POST /default/sessions',
			'POST /default/sessions/…/prompts',
			'POST /default/sessions/…/prompts/…/evaluations',
		]);
		expect(fixture.shown(({ method }) => method === 'POST').map(({ body }) => body)).toEqual([
			{ displayName: 'Incident 4711' },
			{ type: 'prompt', content: 'the first question' },
			{},
		]);
	});

	it('hands on the answer with every ID, and nothing else', async () => {
		const run = await fixture.run(ask());
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
		expect(fixture.graph.costs).toEqual([
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
		await fixture.run(ask({ prompt }));
		expect(fixture.shown(({ method }) => method === 'POST')[0]?.body).toEqual({ displayName });
	});

	it('asks in the workspace that is named', async () => {
		const workspaceId = '5c0e7d39-2b84-4f61-9a1d-e6f3b8c72d04';
		const run = await fixture.run(ask({ workspaceId: { mode: 'id', value: workspaceId, __rl: true } }));
		expect(only(run)).toMatchObject({ workspaceId, answer: 'One.' });
		expect(fixture.requests(({ url }) => !url.includes(workspaceId))).toEqual([]);
	});

	it('asks once for every item, and keeps their order', async () => {
		const run = await fixture.run(ask({ prompt: '={{ $json.prompt }}' }), {
			items: [{ prompt: 'the first' }, { prompt: 'the second' }, { prompt: 'the third' }],
		});
		expect(jsonOf(run)).toMatchObject([{ answer: 'One.' }, { answer: 'Two.' }, { answer: 'Three.' }]);
		expect(itemsOf(run).map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(fixture.made()).toEqual({ sessions: 3, prompts: 3, evaluations: 3 });
	});
});

describe('ask in an existing session', () => {
	it('reads its prompts, which proves that answers can be read, and goes on there', async () => {
		const run = await fixture.run(inSession());
		expect(only(run)).toMatchObject({ sessionId: SESSION, answer: 'One.' });
		expect(steps(fixture)).toEqual([
			'GET /default/sessions/…/prompts',
			'POST /default/sessions/…/prompts',
			'POST /default/sessions/…/prompts/…/evaluations',
		]);
	});

	it('takes a link, and never passes on the token in it', async () => {
		const value = `https://securitycopilot.microsoft.com/sessions/${SESSION}?st=eyJhbGciOi`;
		const run = await fixture.run(inSession({ sessionId: { mode: 'url', value, __rl: true } }));
		expect(only(run)).toMatchObject({
			sessionId: SESSION,
			webUrl: `https://securitycopilot.microsoft.com/sessions/${SESSION}`,
		});
		expect(JSON.stringify([fixture.graph.requests, jsonOf(run)])).not.toContain('eyJhbGciOi');
	});

	it('pays for the same question again unless answers are to be reused', async () => {
		await fixture.run(inSession());
		await fixture.run(inSession());
		expect(fixture.made()).toEqual({ sessions: 0, prompts: 2, evaluations: 2 });
	});

	it('fails for a session that does not exist, and creates nothing', async () => {
		const run = await fixture.run(
			inSession({ sessionId: { mode: 'id', value: SESSION.replace('e', 'f'), __rl: true } }),
		);
		expect(errorOf(run).context.itemIndex).toBe(0);
		expect(fixture.made()).toEqual({ sessions: 0, prompts: 0, evaluations: 0 });
	});
});

describe('ask in a named session', () => {
	it('creates the session where there is none', async () => {
		const run = await fixture.run(named());
		expect(only(run)).toMatchObject({ answer: 'One.', reused: false });
		expect(fixture.made()).toEqual({ sessions: 1, prompts: 1, evaluations: 1 });
		expect(fixture.shown(({ method }) => method === 'POST')[0]?.body).toEqual({
			displayName: 'Incident 4711',
		});
	});

	it('goes on in the session of that name', async () => {
		const known = fixture.graph.addSession({ displayName: 'Incident 4711' });
		const run = await fixture.run(named());
		expect(only(run)).toMatchObject({ sessionId: known.id, reused: false });
		expect(fixture.made()).toEqual({ sessions: 0, prompts: 1, evaluations: 1 });
	});

	it('returns the answer that is there: a repeated event pays nothing', async () => {
		const first = only(await fixture.run(named()));
		const posted = fixture.requests(({ method }) => method === 'POST').length;
		const second = only(await fixture.run(named()));
		expect(second).toEqual({ ...first, reused: true });
		expect(fixture.requests(({ method }) => method === 'POST')).toHaveLength(posted);
		expect(fixture.graph.costs).toHaveLength(1);
	});

	it('pays again where that is wanted', async () => {
		await fixture.run(named());
		await fixture.run(named({ options: { reuseAnswer: false } }));
		expect(fixture.made()).toEqual({ sessions: 1, prompts: 2, evaluations: 2 });
	});
});

describe('follow-ups', () => {
	const followUps = ['the second question', 'the third question'];

	it('are asked in the same session, each after the one before has its answer', async () => {
		const output = only(await fixture.run(ask({ followUps })));
		expect(steps(fixture)).toEqual([
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
		const order = fixture
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
		const output = only(await fixture.run(ask({ followUps })));
		const { turns, ...top } = output;
		expect(turns).toHaveLength(3);
		expect(turns?.map(({ answer }) => answer)).toEqual(['One.', 'Two.', 'Three.']);
		expect(turns?.map(({ prompt }) => prompt)).toEqual(['the first question', ...followUps]);
		expect({ prompt: followUps[1], ...top }).toEqual(turns?.[2]);
		expect(Object.keys(turns?.[0] ?? {})).toEqual(['prompt', ...Object.keys(top)]);
		expect(new Set(turns?.map(({ sessionId }) => sessionId)).size).toBe(1);
		expect(new Set(turns?.map(({ promptId }) => promptId)).size).toBe(3);
	});

	it('may come from an expression, also a single one with commas', async () => {
		const output = only(
			await fixture.run(ask({ followUps: '={{ $json.next }}' }), {
				items: [{ next: 'the second, and more' }],
			}),
		);
		expect(output.turns?.map(({ answer }) => answer)).toEqual(['One.', 'Two.']);
	});

	it('are not asked where the one before has no answer', async () => {
		const run = await fixture.run(
			ask({ followUps: ['refused', ...followUps], options: { onNoAnswer: 'returnState' } }),
		);
		const output = only(run);
		expect(output).toMatchObject({ state: 'completed', resultType: 'rejected', answer: null });
		expect(output.turns?.map(({ answer }) => answer)).toEqual(['One.', null]);
		expect(fixture.graph.costs).toHaveLength(2);
	});
});
