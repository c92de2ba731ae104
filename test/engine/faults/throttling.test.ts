import type { INode } from 'n8n-workflow';
import { effects } from '../../emulator';
import {
	CREDENTIAL_TYPE,
	Fixture,
	itemsOf,
	NODE_NAME,
	sessionWorkflow,
	type NodeParameters,
} from '../harness';
import { SESSION } from '../harness/documented';
import {
	CONTINUING,
	expectNothingShown,
	expectProtocolRules,
	outcomesOf,
	sessionsNamed,
	shownOf,
} from '../harness/outcomes';

const fixture = Fixture.use();

const results = (count: number): string[] => Array<string>(count).fill('result');

const get: NodeParameters = { sessionId: '={{ $json.id }}' };
const create: NodeParameters = { operation: 'create', displayName: '={{ $json.name }}' };
const update: NodeParameters = { operation: 'update', ...get, displayName: 'Renamed' };
const ask: NodeParameters = {
	operation: 'ask',
	displayName: '={{ $json.name }}',
	prompt: '={{ $json.text }}',
};

const sessions = (count: number) =>
	Array.from({ length: count }, (_, index) => ({
		id: fixture.graph.addSession({ displayName: `Session ${index}` }).id,
		name: `New ${index}`,
		text: `Question ${index}?`,
	}));

/** Runs the node for some sessions. Each item comes out once, in order, and no request comes before its time. */
async function run(parameters: NodeParameters, items: object[]) {
	const started = fixture.clock.now();
	const ended = await fixture.run(parameters, { items: items as never, settings: CONTINUING });
	expect(itemsOf(ended).map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
	expectProtocolRules(fixture, ended);
	return { ended, outcomes: outcomesOf(ended), tookMs: fixture.clock.now() - started };
}

it.each<[string, NodeParameters, string]>([
	['get', get, 'GET'],
	['create', create, 'POST'],
	['update', update, 'PATCH'],
	['ask', ask, 'POST'],
])(
	'Where a request that comes too early restarts the penalty, thirty items at once never do so: %s',
	async (_what, parameters, method) => {
		fixture.graph.switches.retryPenalty = 'on';
		const match = { method, path: /sessions/, nth: 5 };
		const fault = fixture.graph.addFault({ match, effect: effects.throttled(10), count: 3 });
		const { outcomes, tookMs } = await run(parameters, sessions(30));
		expect([outcomes, fault.remaining]).toEqual([results(30), 0]);
		expect(fixture.requests((request) => request.fault === 'retry penalty')).toEqual([]);
		// Three refusals may come one after another, each of ten seconds; the answers of Ask take 17 s more.
		expect(tookMs).toBeLessThan(70_000);
	},
);

describe('What is throttled says', () => {
	it('until when, in UTC, without a wait for what is beyond the budget', async () => {
		fixture.graph.addFault({ effect: effects.throttled(3_600), count: 9 });
		const at = new Date(fixture.clock.now() + 3_600_000).toISOString().slice(11, 16);
		const { ended, tookMs } = await run(create, [{ name: 'New' }]);
		expect(shownOf(ended)).toMatch(new RegExp(`Try again after [\\d-]+ ${at}:\\d\\d UTC`));
		// On a busy machine the clock may jump by itself while a request is under way.
		expect(tookMs).toBeLessThan(10_000);
	});

	it('that there are too many requests, where no time is named', async () => {
		fixture.graph.addFault({ effect: effects.throttled(), count: 9 });
		const { ended, outcomes } = await run(get, [{ id: SESSION }]);
		expect(outcomes).toEqual(['throttled']);
		expect(shownOf(ended)).toMatch(/too many requests.*HTTP status 429/s);
		expect(fixture.sent).toHaveLength(4);
	});
});

it('What is throttled for ever, while Graph serves others, has two more tries than any other at most', async () => {
	const items = sessions(100);
	const path = new RegExp(items[7]!.id);
	fixture.graph.addFault({ match: { path }, effect: effects.throttled(10), count: 1_000 });
	const { outcomes } = await run(get, items);
	expect(outcomes).toEqual(results(100).map((result, at) => (at === 7 ? 'throttled' : result)));
	expect(fixture.requests(({ url }) => path.test(url)).length).toBeLessThanOrEqual(6);
});

it('A hundred items that are sent one by one to a service that serves nobody share one time', async () => {
	fixture.graph.addFault({ match: { method: 'POST' }, effect: effects.throttled(10), count: 10_000 });
	const { outcomes, tookMs } = await run(create, sessions(100));
	expect(outcomes).toEqual(Array(100).fill('throttled'));
	expect(tookMs).toBeLessThan(200_000);
	expect(fixture.sent.length).toBeLessThan(60);
});

it('RateLimit headers of a refusal are no Retry-After', async () => {
	const headers = { 'ratelimit-limit': '10', 'ratelimit-remaining': '0', 'ratelimit-reset': '3600' };
	fixture.graph.addFault({ effect: effects.answer(429, undefined, headers) });
	const { outcomes, tookMs } = await run(get, [{ id: SESSION }]);
	expect(outcomes).toEqual(['result']);
	expect(tookMs).toBeGreaterThanOrEqual(5_000);
	expect(tookMs).toBeLessThan(10_000);
});

describe('A limit in the middle of a hundred items', () => {
	const made = () => Array.from({ length: 100 }, (_, index) => sessionsNamed(fixture, `New ${index}`));

	it.each<[string, NodeParameters, number]>([
		['get', get, 0],
		['create', create, 1],
	])('lets all be finished, none twice: %s', async (_what, parameters, each) => {
		fixture.graph.addThrottle({ limit: 30, window: 15_000 });
		const { outcomes } = await run(parameters, sessions(100));
		expect(outcomes).toEqual(results(100));
		expect(fixture.requests(({ status }) => status === 429).length).toBeGreaterThan(0);
		expect(made()).toEqual(Array(100).fill(each));
	});

	it.each<[string, NodeParameters]>([
		['get', get],
		['create', create],
	])('that lasts longer than the budget is told by the others: %s', async (_what, parameters) => {
		fixture.graph.addThrottle({ limit: 40, window: 1_000_000 });
		const { outcomes } = await run(parameters, sessions(100));
		expect(outcomes.filter((outcome) => outcome === 'result')).toHaveLength(40);
		expect(outcomes.filter((outcome) => outcome === 'throttled')).toHaveLength(60);
		const isMade = outcomes.map((outcome) => (parameters === create && outcome === 'result' ? 1 : 0));
		expect(made()).toEqual(isMade);
	});
});

describe('What a node is told of throttling holds for the next node of the execution', () => {
	const SECOND = 'Second';

	/** Two nodes of ours, one after the other. The first waits at most two seconds. @param settings of the second */
	async function runTwo(settings: Partial<INode> = {}, isOneToken = true): Promise<string[][]> {
		const workflow = sessionWorkflow({ sessionId: SESSION, options: { retryBudget: 2 } }, CONTINUING);
		const first = workflow.nodes.find(({ name }) => name === NODE_NAME)!;
		const parameters = { sessionId: SESSION };
		workflow.nodes.push({ ...first, id: 'second', name: SECOND, parameters, ...settings });
		workflow.connections[NODE_NAME] = { main: [[{ node: SECOND, type: 'main', index: 0 }]] };
		const ended = await fixture.engine.run(workflow);
		(isOneToken ? expectProtocolRules : expectNothingShown)(fixture, ended);
		return [outcomesOf(ended, NODE_NAME), outcomesOf(ended, SECOND)];
	}

	it('which waits until then, where it may wait so long', async () => {
		fixture.graph.addFault({ effect: effects.throttled(20) });
		const started = fixture.clock.now();
		expect(await runTwo()).toEqual([['throttled'], ['result']]);
		expect(fixture.sent).toHaveLength(2);
		expect(fixture.clock.now() - started).toBeGreaterThanOrEqual(20_000);
	});

	it('which sends nothing where it may not; the next execution does', async () => {
		fixture.graph.addFault({ effect: effects.throttled(3_600) });
		expect(await runTwo()).toEqual([['throttled'], ['throttled']]);
		expect(fixture.sent).toHaveLength(1);
		fixture.emulator.advance(3_600_000);
		expect(await runTwo()).toEqual([['result'], ['result']]);
	});

	it('but not where it uses another credential', async () => {
		fixture.engine.credentials.stored.set('other', fixture.credential);
		fixture.graph.addFault({ effect: effects.throttled(3_600) });
		// The emulator limits by token, so it takes this request for one that comes too early.
		const credentials = { [CREDENTIAL_TYPE]: { id: 'other', name: 'Other' } };
		expect(await runTwo({ credentials }, false)).toEqual([['throttled'], ['result']]);
	});
});
