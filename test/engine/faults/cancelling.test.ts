import type { IExecuteFunctions, INode, INodeType, IRun } from 'n8n-workflow';
import { effects, scripts, type Effect } from '../../emulator';
import { errorOf, itemsOf, NODE_NAME, Fixture, type NodeParameters } from '../harness';
import type { ShownError } from '../harness/results';
import { CONTINUING, expectNothingShown } from '../harness/outcomes';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const PROMPT = '76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01';

const fixture = Fixture.use();

const wait = async (milliseconds: number) =>
	await new Promise((resolve) => setTimeout(resolve, milliseconds));

interface Cancelled {
	run: IRun;
	/** Milliseconds from the cancellation to the end of the node itself; n8n does not wait for it. */
	tookMs: number;
	/** Requests that came after it, until long afterwards. */
	sentAfter: string[];
}

/** Runs the node and cancels it a while after a request of a kind has come. */
async function cancelAt(
	parameters: NodeParameters,
	match: { method: string; path: RegExp; nth?: number },
	effect: Effect = effects.change((body) => body),
	afterMs = 3_000,
	items = [{}],
	settings: Partial<INode> = CONTINUING,
): Promise<Cancelled> {
	let cancel: () => void = () => undefined;
	let cancelledMs = Number.NaN;
	let sent = 0;
	const predicate = () => {
		setTimeout(() => {
			cancelledMs = fixture.clock.now();
			sent = fixture.sent.length;
			cancel();
		}, afterMs);
		return true;
	};
	fixture.emulator.graph.addFault({ match: { ...match, predicate }, effect, count: 1 });
	let endedMs = Number.POSITIVE_INFINITY;
	const node = fixture.engine.nodeTypes.getByName(
		'n8n-nodes-security-copilot.securityCopilotSession',
	) as INodeType;
	const execute = node.execute!;
	const spy = jest.spyOn(node, 'execute').mockImplementation(function (this: IExecuteFunctions) {
		const executed = execute.call(this);
		const note = () => (endedMs = fixture.clock.now());
		executed.then(note, note);
		return executed;
	});
	const run = await fixture.run(parameters, { items, settings, onStart: (end) => (cancel = end) });
	spy.mockRestore();
	await wait(900_000);
	return { run, tookMs: endedMs - cancelledMs, sentAfter: fixture.sentLines.slice(sent) };
}

/** What matters of it. A second is for the end, another for the clock, which may jump on a busy machine. */
const endOf = ({ run, tookMs, sentAfter }: Cancelled) => {
	expectNothingShown(fixture, run);
	return { status: run.status, isLate: tookMs > 2_000, sentAfter };
};

const AT_ONCE = { status: 'canceled', isLate: false, sentAfter: [] };

const create: NodeParameters = { operation: 'create', displayName: 'Incident 4711' };
const ask: NodeParameters = { operation: 'ask', prompt: 'stuck' };
const list: NodeParameters = { operation: 'getAll', returnAll: true };

beforeEach(() => fixture.emulator.graph.scriptEvaluations(/stuck|who am I/, scripts.stuckIn('running')));

describe('F-79 Cancelled during a wait', () => {
	it.each<[string, NodeParameters, { method: string; path: RegExp }, Effect]>([
		[
			'for a retry of a GET',
			{ sessionId: SESSION },
			{ method: 'GET', path: /sessions/ },
			effects.throttled(60),
		],
		['for a retry of a POST', create, { method: 'POST', path: /sessions$/ }, effects.throttled(60)],
		[
			'before a POST is looked up',
			create,
			{ method: 'POST', path: /sessions$/ },
			effects.graphError(503, { retryAfter: 60 }),
		],
		['for the next poll', ask, { method: 'POST', path: /evaluations$/ }, effects.change((body) => body)],
	])('%s', async (_what, parameters, match, effect) => {
		expect(endOf(await cancelAt(parameters, match, effect, 20_000))).toEqual(AT_ONCE);
	});
});

describe('F-80 Cancelled during a request', () => {
	it.each<[string, NodeParameters, { method: string; path: RegExp }]>([
		['a GET', { sessionId: SESSION }, { method: 'GET', path: /sessions/ }],
		[
			'a PATCH',
			{ operation: 'update', sessionId: SESSION, displayName: 'x' },
			{ method: 'PATCH', path: /sessions/ },
		],
		['a poll', ask, { method: 'GET', path: /evaluations\/[^/]+$/ }],
	])('%s: nothing is retried', async (_what, parameters, match) => {
		expect(endOf(await cancelAt(parameters, match, effects.hang()))).toEqual(AT_ONCE);
	});
});

describe('F-81 Cancelled after a POST, before its answer', () => {
	const evaluate = { resource: 'evaluation', operation: 'create', sessionId: SESSION, promptId: PROMPT };

	it.each<[string, NodeParameters, RegExp]>([
		['a session', create, /sessions$/],
		['a prompt', { resource: 'prompt', operation: 'create', sessionId: SESSION, content: 'x' }, /prompts$/],
		['an evaluation', evaluate, /evaluations$/],
		['an evaluation of Ask', ask, /evaluations$/],
	])('%s: nobody sends it again, and nobody looks', async (_what, parameters, path) => {
		const { graph } = fixture.emulator;
		// Carried out, and never answered.
		const hang: Effect = { ...effects.hang(), moment: 'after' };
		expect(endOf(await cancelAt(parameters, { method: 'POST', path }, hang))).toEqual(AT_ONCE);
		expect(fixture.sent.filter(({ method, url }) => method === 'POST' && path.test(url))).toHaveLength(1);
		expect(graph.costs.length).toBe(/evaluations/.test(path.source) ? 1 : 0);
	});
});

/** The error of the node in the data of the run, which is also that of the execution. */
function noteOf({ run }: Cancelled): string {
	const [task] = run.data.resultData.runData[NODE_NAME] ?? [];
	const { name, message, description } = task?.error as unknown as ShownError;
	expect(errorOf(run)).toMatchObject({ name, message, description });
	return `${message}. ${description}`;
}

const MAY_RUN = /may be running and using compute units: the API cannot cancel it/;

describe.each([
	['that stops at a failure', {}],
	['that continues on fail', CONTINUING],
])('F-81 Cancelled once an evaluation was asked for, a node %s', (_what, settings) => {
	const hang: Effect = { ...effects.hang(), moment: 'after' };
	const watched = { method: 'GET', path: /evaluations\/[^/]+$/ };

	it('says that it may go on and cost, with all IDs', async () => {
		const cancelled = await cancelAt(ask, watched, undefined, undefined, [{}], settings);
		expect(endOf(cancelled)).toEqual(AT_ONCE);
		expect(noteOf(cancelled)).toMatch(MAY_RUN);
		const [cost] = fixture.emulator.graph.costs;
		for (const id of [cost?.sessionId, cost?.promptId, cost?.evaluationId])
			expect(noteOf(cancelled)).toContain(id);
		expect(noteOf(cancelled)).toContain('reference cancelledWhileEvaluating');
	});

	it('says so with the IDs known so far, where the evaluation has not been answered', async () => {
		const cancelled = await cancelAt(
			ask,
			{ method: 'POST', path: /evaluations$/ },
			hang,
			undefined,
			[{}],
			settings,
		);
		expect(endOf(cancelled)).toEqual(AT_ONCE);
		expect(noteOf(cancelled)).toMatch(MAY_RUN);
		const [cost] = fixture.emulator.graph.costs;
		for (const id of [cost?.sessionId, cost?.promptId]) expect(noteOf(cancelled)).toContain(id);
	});

	it('says so with the IDs that the user has named', async () => {
		const parameters = { resource: 'evaluation', operation: 'create', sessionId: SESSION, promptId: PROMPT };
		const match = { method: 'POST', path: /evaluations$/ };
		const cancelled = await cancelAt(parameters, match, hang, undefined, [{}], settings);
		expect(endOf(cancelled)).toEqual(AT_ONCE);
		expect(noteOf(cancelled)).toMatch(MAY_RUN);
		for (const id of [SESSION, PROMPT]) expect(noteOf(cancelled)).toContain(id);
	});
});

describe('F-81 Cancelled before an evaluation was asked for', () => {
	it('speaks of none, and names the session that exists', async () => {
		const match = { method: 'POST', path: /prompts$/ };
		const cancelled = await cancelAt(ask, match, effects.hang());
		expect(endOf(cancelled)).toEqual(AT_ONCE);
		expect(noteOf(cancelled)).toContain('reference cancelled.');
		expect(noteOf(cancelled)).not.toMatch(/compute units/);
		const created = fixture.emulator.graph.store
			.allSessions()
			.find(({ displayName }) => displayName === 'stuck');
		expect(noteOf(cancelled)).toContain(created?.id);
	});

	it('names the answers that were paid for', async () => {
		const { graph } = fixture.emulator;
		graph.scriptEvaluations(/quick/, scripts.immediate('Yes.'));
		const parameters = { ...ask, prompt: 'quick', followUps: ['stuck'] };
		const cancelled = await cancelAt(
			parameters,
			{ method: 'POST', path: /prompts$/, nth: 2 },
			effects.hang(),
		);
		expect(endOf(cancelled)).toEqual(AT_ONCE);
		expect(noteOf(cancelled)).not.toMatch(MAY_RUN);
		expect(graph.costs).toHaveLength(1);
		expect(noteOf(cancelled)).toContain(graph.costs[0]?.evaluationId);
	});
});

/** n8n itself hands on the input of a node that is cancelled while it continues on fail. */
const expectNoList = ({ run }: Cancelled) =>
	expect(itemsOf(run).filter(({ json }) => Object.keys(json).length > 0)).toEqual([]);

describe('F-82 Cancelled between pages', () => {
	it('there is no part of a list that looks like all of it', async () => {
		const { graph } = fixture.emulator;
		graph.switches.pageSize = 2;
		graph.switches.maxPageSize = 2;
		for (let index = 0; index < 20; index++) graph.addSession();
		const cancelled = await cancelAt(
			list,
			{ method: 'GET', path: /skiptoken/, nth: 3 },
			effects.throttled(60),
			5_000,
		);
		expect(endOf(cancelled)).toEqual(AT_ONCE);
		expectNoList(cancelled);
	});

	it('nor of the lists of several items', async () => {
		const { graph } = fixture.emulator;
		graph.switches.pageSize = 2;
		graph.switches.maxPageSize = 2;
		const match = { method: 'GET', path: /skiptoken/ };
		const cancelled = await cancelAt(list, match, effects.hang(), 3_000, [{}, {}, {}]);
		expect(endOf(cancelled)).toEqual(AT_ONCE);
		expectNoList(cancelled);
	});
});
