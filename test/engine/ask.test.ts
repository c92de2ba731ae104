import { effects } from '../emulator';
import { errorOf, Fixture, itemsOf, jsonOf, outputsOf as outputsOfRun } from './harness';
import {
	askAnew,
	askExisting,
	askNamed,
	outputOf,
	outputsOf,
	scriptConversation,
	steps,
} from './harness/asking';
import { DATE, GUID, SESSION, UNKNOWN } from './harness/documented';

const fixture = Fixture.use();
beforeEach(() => scriptConversation(fixture));

const prompt = 'the first question';
const followUps = ['the second question', 'the third question'];

const posted = () => fixture.shown(({ method }) => method === 'POST').map(({ body }) => body);

describe('Ask in a new session', () => {
	it('creates session, prompt and evaluation, once it is known that answers can be read', async () => {
		await fixture.run(askAnew({ prompt }));
		expect(steps(fixture)).toEqual([
			'GET /default/sessions?$select=id&$top=1',
			'POST /default/sessions',
			'POST /default/sessions/…/prompts',
			'POST /default/sessions/…/prompts/…/evaluations',
		]);
		expect(posted()).toEqual([{ displayName: 'Incident 4711' }, { type: 'prompt', content: prompt }, {}]);
	});

	it('hands on the answer with every ID, and nothing else', async () => {
		const run = await fixture.run(askAnew({ prompt }));
		const [output] = jsonOf(run) as [{ sessionId: string }];
		const expected = {
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
		};
		expect(output).toEqual(expected);
		expect(Object.keys(output)).toEqual(Object.keys(expected));
		expect(itemsOf(run)[0]?.pairedItem).toEqual({ item: 0 });
	});

	it.each([
		['the prompt on one line', 'the first\n\n  question', 'the first question'],
		['the beginning of a long prompt', `first ${'🚨'.repeat(150)}`, `first ${'🚨'.repeat(93)}…`],
	])('names it after %s where nobody names it', async (_what, text, displayName) => {
		await fixture.run({ operation: 'ask', prompt: text });
		expect(posted()[0]).toEqual({ displayName });
	});

	it('asks once for every item in its workspace, and keeps their order', async () => {
		const workspaceId = '5c0e7d39-2b84-4f61-9a1d-e6f3b8c72d04';
		const items = ['the first', 'the second', 'the third'].map((text) => ({ text }));
		const outputs = await outputsOf(fixture, askAnew({ prompt: '={{ $json.text }}', workspaceId }), items);
		expect(outputs.map(({ answer }) => answer)).toEqual(['One.', 'Two.', 'Three.']);
		expect(fixture.made()).toEqual({ sessions: 3, prompts: 3, evaluations: 3 });
		expect(fixture.requests(({ url }) => !url.includes(workspaceId))).toEqual([]);
	});
});

describe('Ask in an existing session', () => {
	it('reads its prompts, which proves that answers can be read, and goes on there', async () => {
		const sessionId = `https://securitycopilot.microsoft.com/sessions/${SESSION}?st=eyJhbGciOi`;
		const output = await outputOf(fixture, askExisting({ prompt, sessionId }));
		expect(output).toMatchObject({ sessionId: SESSION, answer: 'One.' });
		expect(steps(fixture)).toEqual([
			'GET /default/sessions/…/prompts',
			'POST /default/sessions/…/prompts',
			'POST /default/sessions/…/prompts/…/evaluations',
		]);
		expect(JSON.stringify([fixture.sent, output])).not.toContain('eyJhbGciOi');
	});

	it('pays for the same question again unless answers are to be reused', async () => {
		await fixture.run(askExisting());
		await fixture.run(askExisting());
		expect(fixture.made()).toEqual({ sessions: 0, prompts: 2, evaluations: 2 });
	});

	it('fails for a session that does not exist, and creates nothing', async () => {
		const run = await fixture.run(askExisting({ sessionId: UNKNOWN }));
		expect(errorOf(run).context.itemIndex).toBe(0);
		expect(posted()).toEqual([]);
	});
});

describe('Ask in a named session', () => {
	it('creates the session where there is none; a repeated event gets its answer and pays nothing', async () => {
		const first = await outputOf(fixture, askNamed());
		expect(first.reused).toBe(false);
		const before = posted().length;
		expect(await outputOf(fixture, askNamed())).toEqual({ ...first, reused: true });
		expect(posted()).toHaveLength(before);
	});

	it('goes on in the session of that name, and pays again where that is wanted', async () => {
		const known = fixture.graph.addSession({ displayName: 'Incident 4711' });
		for (const reused of [false, false]) {
			const options = { reuseAnswer: false };
			expect(await outputOf(fixture, askNamed({ options }))).toMatchObject({ sessionId: known.id, reused });
		}
		expect(fixture.made()).toEqual({ sessions: 0, prompts: 2, evaluations: 2 });
	});
});

describe('Follow-ups', () => {
	it('are asked in the same session, each after the one before has its answer', async () => {
		await fixture.run(askAnew({ prompt, followUps }));
		const order = fixture
			.requests(({ url }) => /prompts$|evaluations\/[^/]+$/.test(url))
			.flatMap(({ method, body, answer }) => {
				if (method === 'POST') return [(body as { content: string }).content];
				return (answer as { state: string }).state === 'completed' ? ['answered'] : [];
			});
		expect(order).toEqual([prompt, ...followUps].flatMap((question) => [question, 'answered']));
		expect(fixture.made()).toEqual({ sessions: 1, prompts: 3, evaluations: 3 });
	});

	it('give the last answer on top and every one in turns', async () => {
		const { turns = [], ...top } = await outputOf(fixture, askAnew({ prompt, followUps }));
		expect(turns.map(({ answer }) => answer)).toEqual(['One.', 'Two.', 'Three.']);
		expect(turns.map((turn) => turn.prompt)).toEqual([prompt, ...followUps]);
		expect({ prompt: followUps[1], ...top }).toEqual(turns[2]);
		expect(Object.keys(turns[0] ?? {})).toEqual(['prompt', ...Object.keys(top)]);
	});

	it('may come from an expression, also a single one with commas', async () => {
		const parameters = askAnew({ prompt, followUps: '={{ $json.next }}' });
		const [output] = await outputsOf(fixture, parameters, [{ next: 'the second, and more' }]);
		expect(output?.turns?.map(({ answer }) => answer)).toEqual(['One.', 'Two.']);
	});

	it('are not asked where the one before has no answer', async () => {
		const parameters = { followUps: ['refused', ...followUps], options: { onNoAnswer: 'returnState' } };
		const output = await outputOf(fixture, askAnew({ prompt, ...parameters }));
		expect(output).toMatchObject({ state: 'completed', resultType: 'rejected', answer: null });
		expect(output.turns?.map(({ answer }) => answer)).toEqual(['One.', null]);
		expect(fixture.graph.costs).toHaveLength(2);
	});
});

describe('What exists is told where a run fails half way', () => {
	const refuse = (end: string, nth = 1) =>
		fixture.graph.addFault({
			match: { method: 'POST', path: new RegExp(`${end}$`), nth },
			effect: effects.graphError(403),
		});

	it.each([
		['prompts', ['sessionId']],
		['evaluations', ['sessionId', 'promptId']],
	])('the POST to %s is refused: %j', async (end, told) => {
		refuse(end);
		const output = await outputOf(fixture, askAnew());
		expect(output).toMatchObject({
			error: expect.any(String),
			workspaceId: 'default',
			webUrl: `https://securitycopilot.microsoft.com/sessions/${output.sessionId}`,
		});
		const named = Object.keys(output).filter((name) => /^(session|prompt|evaluation)Id$/.test(name));
		expect(named).toEqual(told);
	});

	it('a turn has no answer: those before it, and all IDs', async () => {
		const output = await outputOf(fixture, askAnew({ prompt, followUps: ['the second', 'refused'] }));
		const costs = fixture.graph.costs.map(({ evaluationId }) => evaluationId);
		expect(output).toMatchObject({ evaluationId: costs[2], state: 'completed', resultType: 'rejected' });
		expect(output.turns?.map(({ answer, evaluationId }) => [answer, evaluationId])).toEqual([
			['One.', costs[0]],
			['Two.', costs[1]],
		]);
	});

	it('a follow-up is not created: the answer before it, and no prompt that does not exist', async () => {
		refuse('prompts', 2);
		const output = await outputOf(fixture, askAnew({ prompt, followUps: ['the second'] }));
		expect(output).not.toHaveProperty('promptId');
		expect(output).toMatchObject({ sessionId: GUID, turns: [{ answer: 'One.', promptId: GUID }] });
	});

	it('the workflow stops: all IDs in the description', async () => {
		const run = await fixture.run(askAnew({ prompt, followUps: ['the second', 'refused'] }));
		const { description, context } = errorOf(run);
		expect(fixture.graph.costs).toHaveLength(3);
		for (const { sessionId, promptId, evaluationId } of fixture.graph.costs)
			for (const id of [sessionId, promptId, evaluationId]) expect(description).toContain(id);
		expect(context.itemIndex).toBe(0);
	});

	it('the item goes to the error output: the IDs beside its input', async () => {
		refuse('evaluations');
		const settings = { onError: 'continueErrorOutput' } as const;
		const run = await fixture.run(askAnew(), { items: [{ incident: 4711 }], settings });
		const [answers, failures] = outputsOfRun(run);
		expect([answers, failures?.map(({ json }) => json)]).toMatchObject([
			[],
			[{ incident: 4711, error: expect.any(String), details: { sessionId: GUID, promptId: GUID } }],
		]);
	});

	it.each([
		['namedSession', {}],
		['existingSession', { sessionId: '={{ $json.id }}' }],
	])('nothing is told as created that was there before: %s', async (askIn, more) => {
		const { id } = fixture.graph.addSession({ displayName: 'Incident 4711' });
		refuse('prompts');
		const [refused] = await outputsOf(fixture, askAnew({ askIn, ...more }), [{ id }]);
		expect(refused?.sessionId).toBe(id);
		expect(`${refused?.error} ${refused?.description}`).not.toMatch(/created|lacks/);
		refuse('evaluations');
		const [second] = await outputsOf(fixture, askAnew({ askIn, ...more }), [{ id }]);
		expect(second?.description).toContain(`This run has created prompt ${second?.promptId}: go on`);
	});

	it('the other items have their answers', async () => {
		const items = ['the first', 'refused', ' ', 'the third'].map((text) => ({ text }));
		const outputs = await outputsOf(fixture, askAnew({ prompt: '={{ $json.text }}' }), items);
		expect(outputs).toMatchObject([
			{ answer: 'One.' },
			{ error: expect.any(String), resultType: 'rejected' },
			{ error: expect.any(String) },
			{ answer: 'Three.' },
		]);
	});

	it('no item begins that waits for its turn, where the workflow stops', async () => {
		const items = ['refused', 'the first', 'the second'].map((text) => ({ text }));
		const run = await fixture.run(askExisting({ prompt: '={{ $json.text }}' }), { items });
		expect(errorOf(run).context.itemIndex).toBe(0);
		expect(fixture.made()).toEqual({ sessions: 0, prompts: 1, evaluations: 1 });
	});
});
