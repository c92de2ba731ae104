import { effects, scripts } from '../../emulator';
import { itemsOf, Fixture, type NodeParameters } from '../harness';
import { CONTINUING, expectProtocolRules, outcomesOf, sessionsNamed, shownOf } from '../harness/outcomes';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';

const fixture = Fixture.use();

const results = (count: number): string[] => Array<string>(count).fill('result');

const sessions = (count: number) =>
	Array.from({ length: count }, (_, index) => ({
		id: fixture.emulator.graph.addSession({ displayName: `Session ${index}` }).id,
		name: `New ${index}`,
		text: `Question ${index}?`,
	}));

const paired = (count: number) => Array.from({ length: count }, (_, item) => ({ item }));

describe('F-5 Where a request that comes too early restarts the penalty, many items at once never do so', () => {
	const operations: Array<[string, NodeParameters, string]> = [
		['get', { sessionId: '={{ $json.id }}' }, 'GET'],
		['create', { operation: 'create', displayName: '={{ $json.name }}' }, 'POST'],
		['update', { operation: 'update', sessionId: '={{ $json.id }}', displayName: 'Renamed' }, 'PATCH'],
		['ask', { operation: 'ask', displayName: '={{ $json.name }}', prompt: '={{ $json.text }}' }, 'POST'],
	];

	it.each(operations)('%s', async (_operation, parameters, method) => {
		const { graph } = fixture.emulator;
		graph.switches.retryPenalty = 'on';
		const fault = graph.addFault({
			match: { method, path: /sessions/, nth: 5 },
			effect: effects.throttled(10),
			count: 3,
		});
		const started = fixture.clock.now();
		const run = await fixture.run(parameters, { items: sessions(30), settings: CONTINUING });
		expect(outcomesOf(run)).toEqual(results(30));
		expect(fault.remaining).toBe(0);
		expect(fixture.sent.filter((request) => request.fault === 'retry penalty')).toEqual([]);
		// Three refusals may come one after another, each of ten seconds; the answers of Ask take 17 s more.
		expect(fixture.clock.now() - started).toBeLessThan(70_000);
		expectProtocolRules(fixture, run);
	});
});

describe('F-4, F-6 Who is throttled is told', () => {
	it.each<[string, NodeParameters]>([
		['get', { sessionId: SESSION }],
		['create', { operation: 'create', displayName: 'New' }],
	])('of %s: until when, in UTC, without a wait for what is beyond the budget', async (_what, parameters) => {
		const effect = effects.throttled(3_600);
		fixture.emulator.graph.addFault({ effect, count: 9 });
		const started = fixture.clock.now();
		const run = await fixture.run(parameters, { settings: CONTINUING });
		const at = new Date(started + 3_600_000).toISOString().slice(11, 16);
		expect(shownOf(run)).toMatch(new RegExp(`until [\\d-]+ ${at}:\\d\\d UTC`));
		// On a busy machine the clock may jump by itself while a request is under way.
		expect(fixture.clock.now() - started).toBeLessThan(10_000);
	});

	it.each<[string, NodeParameters]>([
		['get', { sessionId: SESSION }],
		['create', { operation: 'create', displayName: 'New' }],
	])('of %s: that there are too many requests, where no time is named', async (_what, parameters) => {
		fixture.emulator.graph.addFault({ effect: effects.throttled(), count: 9 });
		const run = await fixture.run(parameters, { settings: CONTINUING });
		expect(outcomesOf(run)).toEqual(['throttled']);
		expect(shownOf(run)).toMatch(/too many requests.*HTTP status 429/s);
		expect(fixture.sent).toHaveLength(4);
	});
});

it('F-7 429 while an evaluation is polled: the next poll waits, and the evaluation is kept', async () => {
	const { graph } = fixture.emulator;
	graph.scriptEvaluations(/question/, scripts.answering('Yes.'));
	const poll = { method: 'GET', path: /evaluations\/[^/]+$/ };
	graph.addFault({ match: { ...poll, nth: 2 }, effect: effects.throttled(40), count: 2 });
	const run = await fixture.run({ operation: 'ask', prompt: 'the question' }, { settings: CONTINUING });
	expect(itemsOf(run)[0]?.json).toMatchObject({ answer: 'Yes.' });
	const polls = fixture.sent.filter(({ method, url }) => method === 'GET' && poll.path.test(url));
	const refused = polls.findIndex(({ status }) => status === 429);
	for (const index of [refused, refused + 1]) {
		expect(polls[index + 1]!.time - polls[index]!.time).toBeGreaterThanOrEqual(40_000);
	}
	expect(graph.costs).toHaveLength(1);
	expectProtocolRules(fixture, run);
});

describe('F-6 What is throttled for ever, while Graph serves others, has two more tries than any other at most', () => {
	const MOST_TRIES = 6;
	const triesOf = (isMeant: (request: (typeof fixture.sent)[number]) => boolean) =>
		fixture.sent.filter(isMeant).length;

	it('a session among two hundred', async () => {
		const items = sessions(200);
		const path = new RegExp(`${items[7]!.id}`);
		fixture.emulator.graph.addFault({ match: { path }, effect: effects.throttled(10), count: 1_000 });
		const run = await fixture.run({ sessionId: '={{ $json.id }}' }, { items, settings: CONTINUING });
		expect(outcomesOf(run)).toEqual(results(200).map((result, at) => (at === 7 ? 'throttledUntil' : result)));
		expect(triesOf(({ url }) => path.test(url))).toBeLessThanOrEqual(MOST_TRIES);
		expectProtocolRules(fixture, run);
	});

	it('the start of an evaluation beside one that is looked at', async () => {
		const { graph } = fixture.emulator;
		graph.scriptEvaluations('Question 0?', [
			{ state: 'running' },
			{ after: 250_000, state: 'completed', result: { content: 'Yes.', type: 'success' } },
		]);
		const start = { method: 'POST', path: /evaluations$/, nth: 2 };
		graph.addFault({ match: start, effect: effects.throttled(5), count: 1_000 });
		const run = await fixture.run(
			{
				operation: 'ask',
				displayName: '={{ $json.name }}',
				prompt: '={{ $json.text }}',
				options: { timeout: 600 },
			},
			{ items: sessions(2), settings: CONTINUING },
		);
		expect(outcomesOf(run).sort()).toEqual(['result', 'throttledUntil']);
		// One that is served, and those of the other.
		const starts = triesOf(({ method, url }) => method === 'POST' && /evaluations$/.test(url));
		expect(starts).toBeLessThanOrEqual(1 + MOST_TRIES);
		expect(graph.costs).toHaveLength(1);
		expectProtocolRules(fixture, run);
	});
});

describe('F-4, F-6 What is sent one by one to a service that serves nobody', () => {
	it.each<[string, NodeParameters]>([
		['POST', { operation: 'create', displayName: '={{ $json.name }}' }],
		['PATCH', { operation: 'update', sessionId: '={{ $json.id }}', displayName: '={{ $json.name }}' }],
	])('shares one time: %s', async (method, parameters) => {
		const items = sessions(100);
		fixture.emulator.graph.addFault({ match: { method }, effect: effects.throttled(10), count: 10_000 });
		const start = fixture.clock.now();
		const run = await fixture.run(parameters, { items, settings: CONTINUING });
		expect(outcomesOf(run)).toEqual(Array(100).fill('throttledUntil'));
		expect(fixture.clock.now() - start).toBeLessThan(200_000);
		expect(fixture.sent.length).toBeLessThan(60);
		expectProtocolRules(fixture, run);
	});
});

describe('F-8 RateLimit headers are no Retry-After', () => {
	it.each([
		['seconds', '3600'],
		['a point in time', String(Date.UTC(2026, 10, 2, 4) / 1_000)],
	])('in a refusal, with %s: the backoff of a 429 without a time', async (_unit, reset) => {
		fixture.emulator.graph.addFault({
			effect: effects.answer(429, undefined, {
				'ratelimit-limit': '10',
				'ratelimit-remaining': '0',
				'ratelimit-reset': reset,
			}),
		});
		const started = fixture.clock.now();
		const run = await fixture.run({ sessionId: SESSION }, { settings: CONTINUING });
		expect(outcomesOf(run)).toEqual(['result']);
		expect(fixture.clock.now() - started).toBeGreaterThanOrEqual(5_000);
		expect(fixture.clock.now() - started).toBeLessThan(10_000);
	});
});

describe('F-78 Throttling in the middle of a hundred items: all are finished, none twice', () => {
	it.each<[string, NodeParameters]>([
		['get', { sessionId: '={{ $json.id }}' }],
		['create', { operation: 'create', displayName: '={{ $json.name }}' }],
	])('%s', async (_operation, parameters) => {
		const { graph } = fixture.emulator;
		graph.addThrottle({ limit: 30, window: 15_000 });
		const run = await fixture.run(parameters, { items: sessions(100), settings: CONTINUING });
		expect(outcomesOf(run)).toEqual(results(100));
		expect(itemsOf(run).map(({ pairedItem }) => pairedItem)).toEqual(paired(100));
		expect(fixture.sent.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
		const made = paired(100).map(({ item }) => sessionsNamed(fixture, `New ${item}`));
		expect(new Set(made)).toEqual(new Set([parameters.operation === 'create' ? 1 : 0]));
		expectProtocolRules(fixture, run);
	});

	it('create, where the limit lasts longer than the budget: the others are reported, and none is made twice', async () => {
		const { graph } = fixture.emulator;
		graph.addThrottle({ limit: 40, window: 1_000_000 });
		const parameters = { operation: 'create', displayName: '={{ $json.name }}' };
		const run = await fixture.run(parameters, { items: sessions(100), settings: CONTINUING });
		const outcomes = outcomesOf(run);
		expect(outcomes.filter((outcome) => outcome === 'result')).toHaveLength(40);
		expect(outcomes.filter((outcome) => outcome === 'throttledUntil')).toHaveLength(60);
		for (const [index, outcome] of outcomes.entries()) {
			expect(sessionsNamed(fixture, `New ${index}`)).toBe(outcome === 'result' ? 1 : 0);
		}
		expectProtocolRules(fixture, run);
	});
});
