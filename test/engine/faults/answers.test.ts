import { effects, scripts } from '../../emulator';
import { Fixture, itemsOf, jsonOf, type NodeParameters } from '../harness';
import { PROMPT, SESSION, UNKNOWN } from '../harness/documented';
import { CONTINUING, expectProtocolRules, outcomesOf, shownOf } from '../harness/outcomes';

const get: NodeParameters = { sessionId: SESSION };
const list: NodeParameters = { operation: 'getAll', returnAll: true };
const ask: NodeParameters = { operation: 'ask', prompt: 'the question' };
const inPrompt: NodeParameters = { resource: 'evaluation', sessionId: SESSION, promptId: PROMPT };
const evaluate: NodeParameters = { ...inPrompt, operation: 'create' };

const fixture = Fixture.use();

const run = async (parameters: NodeParameters, items: object[] = [{}]) =>
	await fixture.run(parameters, { items: items as never, settings: CONTINUING });

/** Changes every answer to requests of a kind. */
const changing = (
	match: { method?: string; path?: RegExp },
	change: (body: Record<string, unknown>) => unknown,
) => fixture.graph.addFault({ match, effect: effects.change(change), count: 1_000 });

describe('A page in place of an answer', () => {
	const page = `<!DOCTYPE html><html><script>steal("secret")</script><body>${'Sign in here. '.repeat(500)}</body></html>`;

	it.each([
		[200, get, 'text/html from 127.0.0.1:'],
		[200, list, 'text/html from 127.0.0.1:'],
		[502, get, 'HTTP status 502'],
		[502, { operation: 'create', displayName: 'x' }, 'HTTP status 502'],
	])('with %i is told as what it is, and hardly shown: %j', async (status, parameters, said) => {
		const effect = effects.answer(status, page, { 'content-type': 'text/html; charset=utf-8' });
		fixture.graph.addFault({ effect, count: 9 });
		const ended = await run(parameters);
		const shown = JSON.stringify(itemsOf(ended));
		expect(shown).not.toMatch(/<html|<body|steal|Unexpected token|JSON\.parse/);
		expect(shown.split('Sign in here').length).toBeLessThan(20);
		expect(shown).toContain(said);
		expectProtocolRules(fixture, ended);
	});
});

describe('A success', () => {
	it.each<[string, (body: Record<string, unknown>) => unknown, string]>([
		['no value', () => ({}), '"value"'],
		['a list of something else', () => ({ value: [null] }), 'not an object'],
	])('that is a list with %s names it', async (_what, change, named) => {
		changing({}, change);
		const ended = await run(list);
		expect(outcomesOf(ended)).toEqual(['unexpectedAnswer']);
		expect(shownOf(ended)).toContain(named);
	});

	it.each(['sessions', 'prompts', 'evaluations'])(
		'without an ID to a POST to %s: nothing undefined is asked for',
		async (name) => {
			changing({ method: 'POST', path: new RegExp(`/${name}$`) }, (body) => ({ ...body, id: null }));
			fixture.graph.scriptEvaluations(/question/, scripts.answering('Yes.'));
			expect(jsonOf(await run(ask))).toMatchObject([{ answer: 'Yes.' }]);
			expect(fixture.sentLines.join('\n')).not.toMatch(/undefined|null|\[object/);
			expect(fixture.graph.costs).toHaveLength(1);
		},
	);

	it('that is one bare evaluation in place of their list is found where the answer to a POST was lost', async () => {
		fixture.graph.switches.evaluationListShape = 'bareEntity';
		const { id: promptId } = fixture.graph.addPrompt({ sessionId: SESSION, content: 'the question' });
		fixture.graph.addFault({ match: { method: 'POST' }, effect: effects.graphError(504), moment: 'after' });
		const ended = await run({ ...evaluate, promptId, waitForCompletion: false });
		expect(jsonOf(ended)).toMatchObject([{ id: fixture.graph.costs[0]?.evaluationId }]);
		expect(fixture.graph.costs).toHaveLength(1);
	});

	it('with more or fewer fields than selected is handed on', async () => {
		changing({}, ({ id }) => ({ id, later: 1 }));
		expect(jsonOf(await run({ ...get, select: ['id', 'displayName'] }))).toEqual([{ id: SESSION, later: 1 }]);
	});

	it.each([
		['0001-01-01T00:00:00.0000000Z', null],
		['2025-10-22T20:10:54.4940649Z', '2025-10-22T20:10:54.4940649Z'],
		['soon', 'soon'],
	])('with the date %s comes out with %s', async (given, shown) => {
		changing({}, (body) => ({ ...body, createdDateTime: given }));
		expect(jsonOf(await run(get))).toMatchObject([{ createdDateTime: shown }]);
	});
});

describe('404', () => {
	it.each<[string, NodeParameters, string]>([
		['session get', { sessionId: UNKNOWN }, 'notFound'],
		['session create', { operation: 'create', workspaceId: UNKNOWN, displayName: 'x' }, 'workspaceNotFound'],
		[
			'prompt get',
			{ resource: 'prompt', operation: 'get', sessionId: SESSION, promptId: UNKNOWN },
			'notFound',
		],
		[
			'prompt create',
			{ resource: 'prompt', operation: 'create', sessionId: UNKNOWN, content: 'x' },
			'notFound',
		],
		['evaluation get', { ...inPrompt, operation: 'get', evaluationId: UNKNOWN }, 'notFound'],
		['ask', { ...ask, askIn: 'existingSession', sessionId: UNKNOWN }, 'notFound'],
	])(
		'of what a user has named ends at once, names ID and workspace: %s',
		async (_what, parameters, outcome) => {
			const before = JSON.stringify(fixture.graph.dump());
			const ended = await run(parameters);
			expect(outcomesOf(ended)).toEqual([outcome]);
			expect(shownOf(ended)).toContain(UNKNOWN);
			expect(shownOf(ended)).toMatch(/workspace (default|0000)/);
			expect(JSON.stringify(fixture.graph.dump())).toBe(before);
			expect(fixture.sent).toHaveLength(1);
		},
	);

	it('of an evaluation that was just created is looked for, up to ten seconds; of one that a user names it is not', async () => {
		const script = [
			{ notFound: true },
			{ after: 9_000, state: 'running' },
			{ after: 12_000, state: 'completed', result: { content: 'Yes.' } },
		];
		fixture.graph.scriptEvaluations(/question/, script);
		expect(jsonOf(await run(ask))).toMatchObject([{ answer: 'Yes.' }]);
		expect(fixture.requests(({ status }) => status === 404).length).toBeGreaterThan(3);
		expect(fixture.graph.costs).toHaveLength(1);
		const evaluationId = fixture.graph.addEvaluation({ promptId: PROMPT, script });
		const { length } = fixture.sent;
		expect(outcomesOf(await run({ ...inPrompt, operation: 'get', evaluationId }))).toEqual(['notFound']);
		expect(fixture.sent).toHaveLength(length + 1);
	});
});

describe('What Graph refuses for good', () => {
	it.each([
		['Invalid filter clause', { filter: "name eq 'Adele" }, 'invalidQuery'],
		['Parsing OData Select and Expand failed: no such property', {}, 'invalidQuery'],
	])('is told in its own words: %s', async (message, parameters, outcome) => {
		fixture.graph.addFault({ effect: effects.graphError(400, { message }), count: 9 });
		const ended = await run({ operation: 'getAll', ...parameters });
		expect([outcomesOf(ended), fixture.sent.length]).toEqual([[outcome], 1]);
		expect(shownOf(ended)).toContain(message);
	});

	it('because another evaluation runs is told so, and nothing is paid', async () => {
		const effect = effects.graphError(409, { message: 'An evaluation of this prompt is already running.' });
		fixture.graph.addFault({ match: { method: 'POST', path: /evaluations$/ }, effect });
		const ended = await run(evaluate);
		expect(outcomesOf(ended)).toEqual(['conflict']);
		expect(shownOf(ended)).toMatch(/another change or evaluation is in progress/i);
		expect(fixture.graph.costs).toEqual([]);
	});

	it.each([413, 400])(
		'because it is too long (%s) is told with its length, for its own item, never with the text',
		async (status) => {
			const predicate = ({ body }: { body?: unknown }) => JSON.stringify(body).length > 100_000;
			fixture.graph.addFault({ match: { method: 'POST', predicate }, effect: effects.graphError(status) });
			const text = 'What happened? '.repeat(20_000).trim();
			const prompt = {
				resource: 'prompt',
				operation: 'create',
				sessionId: SESSION,
				content: '={{ $json.text }}',
			};
			const ended = await run(prompt, [{ text: 'short' }, { text }]);
			expect(outcomesOf(ended)).toEqual(['result', 'badRequest']);
			expect(shownOf(ended, 1)).toContain(
				`${JSON.stringify({ type: 'prompt', content: text }).length} characters`,
			);
			expect(JSON.stringify(itemsOf(ended)[1])).not.toContain('What happened? What happened?');
		},
	);
});
