import { effects, scripts, type Effect } from '../../emulator';
import { itemsOf, Fixture, type NodeParameters } from '../harness';
import { CONTINUING, expectProtocolRules, outcomesOf, shownOf } from '../harness/outcomes';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const PROMPT = '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const POLL = { method: 'GET', path: /evaluations\/[^/]+$/ };

const ask: NodeParameters = { operation: 'ask', prompt: 'the question' };

const fixture = Fixture.use();

const polls = () =>
	fixture.sent.filter(({ method, url }) => method === 'GET' && /evaluations\/[^/]+$/.test(url));

describe('F-27 404 of what a user has named', () => {
	const inPrompt = { resource: 'evaluation', sessionId: SESSION, promptId: PROMPT };
	const rows: Array<[string, NodeParameters, string]> = [
		['session get', { sessionId: UNKNOWN }, 'sessionNotFound'],
		['session create', { operation: 'create', workspaceId: UNKNOWN, displayName: 'x' }, 'workspaceNotFound'],
		[
			'prompt get',
			{ resource: 'prompt', operation: 'get', sessionId: SESSION, promptId: UNKNOWN },
			'promptNotFound',
		],
		[
			'prompt create',
			{ resource: 'prompt', operation: 'create', sessionId: UNKNOWN, content: 'x' },
			'sessionNotFound',
		],
		['evaluation get', { ...inPrompt, operation: 'get', evaluationId: UNKNOWN }, 'evaluationNotFound'],
		['transcript', { operation: 'getTranscript', sessionId: UNKNOWN }, 'sessionNotFound'],
		['ask', { ...ask, askIn: 'existingSession', sessionId: UNKNOWN }, 'sessionNotFound'],
	];

	/** A transcript reads session and prompts at the same time. */
	const requestsOf = ({ operation }: NodeParameters) => (operation === 'getTranscript' ? 2 : 1);

	it.each(rows)(
		'%s: ends at once, names ID and workspace, and creates nothing',
		async (_what, parameters, outcome) => {
			const { graph } = fixture.emulator;
			const before = JSON.stringify(graph.dump());
			const run = await fixture.run(parameters, { settings: CONTINUING });
			expect(outcomesOf(run)).toEqual([outcome]);
			expect(shownOf(run)).toContain(UNKNOWN);
			expect(shownOf(run)).toMatch(/workspace (default|0000)/);
			expect(JSON.stringify(graph.dump())).toBe(before);
			expect(fixture.sent).toHaveLength(requestsOf(parameters));
		},
	);

	it('also where Graph names no reason', async () => {
		fixture.emulator.graph.addFault({ effect: effects.unknownError(404), count: 9 });
		const run = await fixture.run({ sessionId: UNKNOWN }, { settings: CONTINUING });
		expect(outcomesOf(run)).toEqual(['sessionNotFound']);
	});
});

describe('F-28 404 right after something was created', () => {
	it('an evaluation of this run is looked for, up to ten seconds', async () => {
		const { graph } = fixture.emulator;
		graph.scriptEvaluations(/question/, [
			{ notFound: true },
			{ after: 9_000, state: 'running' },
			{ after: 12_000, state: 'completed', result: { content: 'Yes.' } },
		]);
		const run = await fixture.run(ask, { settings: CONTINUING });
		expect(itemsOf(run)[0]?.json).toMatchObject({ answer: 'Yes.' });
		expect(polls().filter(({ status }) => status === 404).length).toBeGreaterThan(3);
		expect(graph.costs).toHaveLength(1);
	});

	it('an evaluation that a user names is not', async () => {
		const { graph } = fixture.emulator;
		const evaluationId = graph.addEvaluation({
			promptId: PROMPT,
			script: [{ notFound: true }, { after: 1_000, state: 'running' }],
		});
		const named = {
			resource: 'evaluation',
			operation: 'get',
			sessionId: SESSION,
			promptId: PROMPT,
			evaluationId,
		};
		const run = await fixture.run(named, { settings: CONTINUING });
		expect([outcomesOf(run), fixture.sent.length]).toEqual([['evaluationNotFound'], 1]);
	});
});

describe('F-29, F-85 An evaluation that is out of reach in the middle', () => {
	const cases: Array<[string, Effect, string]> = [
		['404', effects.graphError(404), 'createdNotVisible'],
		['404 without a reason', effects.unknownError(404), 'createdNotVisible'],
		// Not the permission to read, which it had.
		['403', effects.graphError(403), 'accessDenied'],
	];

	it.each(cases)(
		'%s: is looked for three times more; then all IDs are told, and nothing is run again',
		async (_what, effect, reference) => {
			const { graph } = fixture.emulator;
			graph.scriptEvaluations(/question/, scripts.stuckIn('running'));
			// Well behind the time in which it may only be on its way.
			const isLate = () => fixture.clock.now() > (graph.costs[0]?.time ?? Infinity) + 30_000;
			graph.addFault({ match: { ...POLL, predicate: isLate }, effect, count: 1_000 });
			const run = await fixture.run(ask, { settings: CONTINUING });
			const [cost] = graph.costs;
			expect(graph.costs).toHaveLength(1);
			expect(polls().filter(({ fault }) => fault !== undefined)).toHaveLength(4);
			expect(outcomesOf(run)).toEqual([reference]);
			const { details } = itemsOf(run)[0]!.json;
			expect(details).toMatchObject({
				sessionId: cost?.sessionId,
				promptId: cost?.promptId,
				evaluationId: cost?.evaluationId,
			});
			for (const id of [cost?.sessionId, cost?.promptId, cost?.evaluationId])
				expect(shownOf(run)).toContain(id);
			expectProtocolRules(fixture, run);
		},
	);

	it.each(cases)('%s: costs nothing where it passes', async (_what, effect) => {
		const { graph } = fixture.emulator;
		graph.scriptEvaluations(/question/, scripts.answering('Yes.'));
		const fault = graph.addFault({ match: { ...POLL, nth: 4 }, effect, count: 3 });
		const run = await fixture.run(ask, { settings: CONTINUING });
		expect(itemsOf(run)[0]?.json).toMatchObject({ answer: 'Yes.' });
		expect([fault.remaining, graph.costs.length]).toEqual([0, 1]);
	});
});

describe('F-31 What Graph does not understand is told in its own words', () => {
	it.each([
		['Invalid filter clause', { filter: "name eq 'Adele" }, 'invalidFilter'],
		['Parsing OData Select and Expand failed: no such property', {}, 'invalidSelect'],
	])('%s', async (message, parameters, outcome) => {
		fixture.emulator.graph.addFault({ effect: effects.graphError(400, { message }), count: 9 });
		const run = await fixture.run({ operation: 'getAll', ...parameters }, { settings: CONTINUING });
		expect([outcomesOf(run), fixture.sent.length]).toEqual([[outcome], 1]);
		expect(shownOf(run)).toContain(message);
	});

	it('quotes in a value are doubled before it is encoded', async () => {
		fixture.emulator.graph.switches.filter = 'basic';
		const displayName = "O'Brien's & Söhne";
		const { id } = fixture.emulator.graph.addSession({ displayName });
		const run = await fixture.run({ operation: 'findOrCreate', displayName }, { settings: CONTINUING });
		expect(itemsOf(run)[0]?.json).toMatchObject({ id, created: false });
		expect(decodeURIComponent(fixture.sent[0]!.url)).toContain("displayName eq 'O''Brien''s & Söhne'");
	});
});

describe('F-32, F-33 What is refused for good says what was sent', () => {
	const CONTENT = 'What happened? '.repeat(20_000).trim();
	const prompt: NodeParameters = {
		resource: 'prompt',
		operation: 'create',
		sessionId: SESSION,
		content: '={{ $json.text }}',
	};

	it('F-32 409: another change or run is in progress', async () => {
		fixture.emulator.graph.switches.secondEvaluation = '409';
		fixture.emulator.graph.addEvaluation({ promptId: PROMPT, state: 'running' });
		const evaluate = { resource: 'evaluation', operation: 'create', sessionId: SESSION, promptId: PROMPT };
		const run = await fixture.run(evaluate, { settings: CONTINUING });
		expect(outcomesOf(run)).toEqual(['conflict']);
		expect(shownOf(run)).toMatch(/another change or evaluation is in progress/i);
		expect(fixture.emulator.graph.costs).toEqual([]);
	});

	it.each([
		['F-32 413', () => (fixture.emulator.graph.switches.maxBodySize = 100_000), 'badRequest'],
		['F-33 400', () => (fixture.emulator.graph.switches.maxContentLength = 100_000), 'badRequest'],
	])('%s: how much was sent, for its own item, never the text', async (_status, limit, outcome) => {
		limit();
		const items = [{ text: 'short' }, { text: CONTENT }];
		const run = await fixture.run(prompt, { items, settings: CONTINUING });
		expect(outcomesOf(run)).toEqual(['result', outcome]);
		const sent = JSON.stringify({ type: 'prompt', content: CONTENT }).length;
		expect(shownOf(run, 1)).toContain(`${sent} characters`);
		expect(JSON.stringify(itemsOf(run)[1])).not.toContain('What happened? What happened?');
	});

	it('F-33 a prompt of nothing is refused before anything is sent, for its own item', async () => {
		const items = [{ text: 'short' }, { text: ' \n' }];
		const run = await fixture.run(prompt, { items, settings: CONTINUING });
		expect(outcomesOf(run)).toEqual(['result', 'invalidParameter']);
		expect(fixture.sent.filter(({ method }) => method === 'POST')).toHaveLength(1);
	});
});
