import { effects, scripts } from '../../emulator';
import { itemsOf, jsonOf, Fixture, type NodeParameters } from '../harness';
import { CONTINUING, expectProtocolRules, outcomesOf, shownOf } from '../harness/outcomes';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const PROMPT = '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01';
const EVALUATION = '5bde1164-29a3-4dfb-84b0-b6c0cf0e23b7';
const POLL = { method: 'GET', path: /evaluations\/[^/]+$/ };

const get: NodeParameters = { sessionId: SESSION };
const list: NodeParameters = { operation: 'getAll', returnAll: true };
const ask: NodeParameters = { operation: 'ask', prompt: 'the question' };
const inPrompt: NodeParameters = { resource: 'evaluation', sessionId: SESSION, promptId: PROMPT };

const fixture = Fixture.use();

/** Changes every answer to requests of a kind. */
const changing = (
	match: { method?: string; path?: RegExp },
	change: (body: Record<string, unknown>) => unknown,
) => fixture.emulator.graph.addFault({ match, effect: effects.change(change), count: 1_000 });

describe('F-10, F-36 A page in place of an answer', () => {
	const page = `<!DOCTYPE html><html><script>steal("secret")</script><body>${'Sign in here. '.repeat(500)}</body></html>`;
	const html = { 'content-type': 'text/html; charset=utf-8' };

	it.each([
		['session get', get],
		['list', list],
	])(
		'F-36 with 200 is no success: host and content type are told, the page is not: %s',
		async (_what, parameters) => {
			fixture.emulator.graph.addFault({ effect: effects.answer(200, page, html), count: 9 });
			const run = await fixture.run(parameters, { settings: CONTINUING });
			expect(outcomesOf(run)).toEqual(['notJson']);
			expect(shownOf(run)).toContain(`text/html from ${new URL(fixture.emulator.graphApiBaseUrl).host}`);
			expect(JSON.stringify(itemsOf(run))).not.toMatch(/Sign in here|steal|Unexpected token/);
			expectProtocolRules(fixture, run);
		},
	);

	it.each([
		['get', get],
		['create', { operation: 'create', displayName: 'x' }],
	])(
		'F-10 with 502 is told with a short extract, not as a fault of a parser: %s',
		async (_what, parameters) => {
			fixture.emulator.graph.addFault({ effect: effects.answer(502, page, html), count: 9 });
			const run = await fixture.run(parameters, { settings: CONTINUING });
			const shown = JSON.stringify(itemsOf(run));
			expect(shown).not.toMatch(/<html|<body|steal|Unexpected token|JSON\.parse/);
			expect(shown.split('Sign in here').length).toBeLessThan(20);
		},
	);
});

describe('F-39 A success that lacks what it must have names it', () => {
	it.each<[string, (body: Record<string, unknown>) => unknown, string]>([
		['no value', () => ({}), '"value"'],
		['a value that is no list', (body) => ({ ...body, value: {} }), '"value"'],
		['a value that is null', (body) => ({ ...body, value: null }), '"value"'],
		['a list of something else', () => ({ value: [null] }), 'not an object'],
	])('a list with %s', async (_what, change, named) => {
		changing({}, change);
		const run = await fixture.run(list, { settings: CONTINUING });
		expect(outcomesOf(run)).toEqual(['unexpectedAnswer']);
		expect(shownOf(run)).toContain(named);
	});

	it('an evaluation without a state, while it is waited for', async () => {
		changing(POLL, ({ id }) => ({ id }));
		const run = await fixture.run(ask, { settings: CONTINUING });
		expect(outcomesOf(run)).toEqual(['unexpectedAnswer']);
		expect(shownOf(run)).toContain('"state"');
		expect(fixture.emulator.graph.costs).toHaveLength(1);
		expect(shownOf(run)).toContain(fixture.emulator.graph.costs[0]?.evaluationId);
	});

	it.each(['sessions', 'prompts', 'evaluations'])(
		'no ID in the answer to a POST to %s: nothing undefined is asked for',
		async (name) => {
			changing({ method: 'POST', path: new RegExp(`/${name}$`) }, (body) => ({ ...body, id: null }));
			fixture.emulator.graph.scriptEvaluations(/question/, scripts.answering('Yes.'));
			const run = await fixture.run(ask, { settings: CONTINUING });
			expect(jsonOf(run)).toMatchObject([{ answer: 'Yes.' }]);
			expect(fixture.sentLines.join('\n')).not.toMatch(/undefined|null|\[object/);
			expect(fixture.emulator.graph.costs).toHaveLength(1);
		},
	);
});

describe('F-40 One bare entity for a list of evaluations', () => {
	beforeEach(() => (fixture.emulator.graph.switches.evaluationListShape = 'bareEntity'));

	it('is a list of one', async () => {
		const run = await fixture.run({ ...inPrompt, operation: 'getAll' });
		expect(jsonOf(run)).toMatchObject([{ id: EVALUATION }]);
	});

	it('is found where the answer to a POST was lost', async () => {
		const { graph } = fixture.emulator;
		const { id: promptId } = graph.addPrompt({ sessionId: SESSION, content: 'the question' });
		graph.addFault({ match: { method: 'POST' }, effect: effects.graphError(504), moment: 'after' });
		const run = await fixture.run({ ...inPrompt, operation: 'create', promptId, waitForCompletion: false });
		expect(jsonOf(run)).toMatchObject([{ id: graph.costs[0]?.evaluationId }]);
		expect(graph.costs).toHaveLength(1);
	});
});

describe('F-41 What is more than asked for', () => {
	it('does not disturb, and no tip is shown', async () => {
		fixture.emulator.graph.switches.extraProperties = { later: { a: [1] }, 'x@odata.type': '#x' };
		const run = await fixture.run(get);
		expect(jsonOf(run)).toMatchObject([{ id: SESSION }]);
		expect(JSON.stringify(jsonOf(run))).not.toMatch(/tips|@odata/);
	});
});

describe('F-42 Selected fields that a service does not give, or gives more of', () => {
	it.each(['get', 'getAll'])('more: %s', async (operation) => {
		const more = { displayName: 'Given all the same', later: 1 };
		changing({}, (body) =>
			Array.isArray(body.value)
				? { ...body, value: body.value.map((one: object) => ({ ...one, ...more })) }
				: { ...body, ...more },
		);
		const run = await fixture.run({ ...get, operation, select: ['id'] });
		expect(jsonOf(run)[0]).toMatchObject({ id: expect.any(String), displayName: 'Given all the same' });
	});

	it('fewer: a session without a name and without dates is a session', async () => {
		changing({}, ({ id }) => ({ id }));
		const run = await fixture.run({ ...get, select: ['id', 'displayName', 'createdDateTime'] });
		expect(jsonOf(run)).toEqual([{ id: SESSION }]);
	});

	it('fewer, while an answer is waited for: what is missing is null', async () => {
		fixture.emulator.graph.scriptEvaluations(/question/, scripts.answering('Yes.'));
		changing({ path: /evaluations/ }, ({ id, state, result }) => ({ id, state, result }));
		const run = await fixture.run(ask);
		expect(jsonOf(run)).toMatchObject([{ answer: 'Yes.', createdDateTime: null, completedDateTime: null }]);
	});
});

describe('F-43 Null where a text is usual', () => {
	it('a session without a name, a prompt without content', async () => {
		const { graph } = fixture.emulator;
		const session = graph.addSession({ displayName: null });
		const prompt = graph.addPrompt({ sessionId: session.id, content: null });
		const read = await fixture.run({ sessionId: session.id });
		expect(jsonOf(read)).toMatchObject([{ displayName: null }]);
		const named = { resource: 'prompt', operation: 'get', sessionId: session.id, promptId: prompt.id };
		expect(jsonOf(await fixture.run(named))).toMatchObject([{ content: null }]);
		const transcript = await fixture.run({ operation: 'getTranscript', sessionId: session.id });
		expect(transcript.status).toBe('success');
		expect(JSON.stringify(jsonOf(transcript))).not.toMatch(/undefined|\[object/);
	});

	it('a completed evaluation without a result is none that succeeded', async () => {
		fixture.emulator.graph.scriptEvaluations(/question/, scripts.completedWithoutResult());
		const run = await fixture.run(ask, { settings: CONTINUING });
		expect(outcomesOf(run)).toEqual(['evaluationWithoutResult']);
		expect(fixture.emulator.graph.costs).toHaveLength(1);
	});
});

describe('F-44 Dates', () => {
	it.each([
		['0001-01-01T00:00:00Z', null],
		['0001-01-01T00:00:00', null],
		['0001-01-01T00:00:00.0000000Z', null],
		['2025-10-22T20:10:54.4940649Z', '2025-10-22T20:10:54.4940649Z'],
		['soon', 'soon'],
	])('%s comes out as %s', async (given, shown) => {
		changing({}, (body) => ({ ...body, createdDateTime: given }));
		expect(jsonOf(await fixture.run(get))).toMatchObject([{ createdDateTime: shown }]);
	});

	it('of an evaluation may all be odd: no year 1, no wait of negative length', async () => {
		fixture.emulator.graph.scriptEvaluations(/question/, scripts.answering('Yes.'));
		changing({ path: /evaluations/ }, (body) => ({
			...body,
			createdDateTime: '0001-01-01T00:00:00Z',
			completedDateTime: 'soon',
		}));
		const run = await fixture.run(ask);
		expect(jsonOf(run)).toMatchObject([{ answer: 'Yes.', createdDateTime: null }]);
		// As often as for any other evaluation, which is at most 40 looks.
		expect(fixture.sent.length).toBeLessThan(40);
	});
});

describe('F-45 Words that nobody has heard of', () => {
	it.each(['unknownFutureValue', 'Running', 'frobnicating'])('as a state: %s is polled on', async (state) => {
		fixture.emulator.graph.scriptEvaluations(/question/, [
			{ state },
			{ after: 5_000, state: 'COMPLETED', result: { content: 'Yes.', type: 'Success' } },
		]);
		expect(jsonOf(await fixture.run(ask))).toMatchObject([{ answer: 'Yes.' }]);
		expect(fixture.emulator.graph.costs).toHaveLength(1);
	});

	it.each(['unknownFutureValue', 'brandNew', 'successful'])('as a result: %s is no success', async (type) => {
		fixture.emulator.graph.scriptEvaluations(/question/, scripts.endingIn(type, 'Text.'));
		const run = await fixture.run(ask, { settings: CONTINUING });
		expect(outcomesOf(run)).toEqual(['evaluationUnknownResult']);
		expect(itemsOf(run)[0]?.json).not.toHaveProperty('answer');
	});
});
