import { performance } from 'node:perf_hooks';
import type { IDataObject, INode, IRun } from 'n8n-workflow';
import { itemsOf, sessionWorkflow, Fixture, type NodeParameters, type WorkflowJson } from '../harness';
import { heldMegabytes } from './heap';
import { CONTINUING, outcomesOf } from '../harness/outcomes';

const ITEMS = 1_000;

/** Megabytes that the run may hold at its end: the items in and out are some of them. */
const MOST_HELD = 30;

/** Items that may meet a fault four times in a row, or only faults until their time is over. */
const MOST_FAILED = 6;

const fixture = Fixture.use();

/** Runs something and says what it took and what it holds. The records of the emulator are not the node's. */
async function weighed(what: string, run: () => Promise<IRun>): Promise<IRun> {
	const before = heldMegabytes();
	const started = performance.now();
	const result = await run();
	const seconds = (performance.now() - started) / 1_000;
	const { requests } = fixture.emulator.graph;
	const count = requests.length;
	expect(requests.filter(({ early }) => early)).toEqual([]);
	requests.length = 0;
	const held = heldMegabytes() - before;
	process.stdout.write(
		`${what}: ${count} requests in ${seconds.toFixed(1)} s, ${held.toFixed(0)} MB of heap held at the end\n`,
	);
	expect(held).toBeLessThan(MOST_HELD);
	return result;
}

/**
 * Each item once, in order, and as a result wherever a retry may help.
 *
 * @param refusal what ends an item at once: a fault of every twentieth request that must not be repeated
 */
function expectAll(run: IRun, count: number, refusal: RegExp, node?: string): void {
	const paired = itemsOf(run, node).map(({ pairedItem }) => (pairedItem as { item: number }).item);
	expect(paired).toEqual(Array.from({ length: count }, (_, index) => index));
	const failed = outcomesOf(run, node).filter((outcome) => outcome !== 'result');
	expect(failed.length).toBeLessThan(count * 0.08);
	const surprising = failed.filter((outcome) => !refusal.test(outcome));
	expect(surprising.length).toBeLessThanOrEqual(MOST_FAILED);
}

/** Sessions with a prompt that has an answer. */
const seeded = (count: number): IDataObject[] => {
	const { graph } = fixture.emulator;
	return Array.from({ length: count }, (_, index) => {
		const session = graph.addSession({ displayName: `Session ${index}` });
		const prompt = graph.addPrompt({ sessionId: session.id, content: `Question ${index}?` });
		const evaluation = graph.addEvaluation({ promptId: prompt.id });
		return { session: session.id, prompt: prompt.id, evaluation, row: index };
	});
};

/** A workflow whose trigger feeds a node for each set of parameters. */
function manyNodes(operations: Record<string, NodeParameters>): WorkflowJson {
	const workflow = sessionWorkflow({}, CONTINUING);
	const [trigger, node] = workflow.nodes as [INode, INode];
	const names = Object.keys(operations);
	return {
		...workflow,
		nodes: [
			trigger,
			...names.map((name): INode => ({ ...node, id: name, name, parameters: operations[name] ?? {} })),
		],
		connections: { Start: { main: [names.map((name) => ({ node: name, type: 'main', index: 0 }))] } },
	};
}

it('1,000 sessions are read while one of twenty requests fails: none is lost, none comes twice', async () => {
	const { graph } = fixture.emulator;
	const items = Array.from({ length: ITEMS }, (_, row) => ({
		session: graph.addSession({ displayName: `Session ${row}` }).id,
	}));
	graph.failAtRandom({ seed: 7, rate: 0.05 });
	const run = await weighed(`${ITEMS} items, one node`, async () => {
		return await fixture.run({ sessionId: '={{ $json.session }}' }, { items, settings: CONTINUING });
	});
	// Dev Proxy's 507 to a batch, which it takes for something that writes.
	expectAll(run, ITEMS, /^graphUnavailable$/);
	const wrong = itemsOf(run).filter(
		({ json }, index) => json.error === undefined && json.id !== items[index]?.session,
	);
	expect(wrong).toEqual([]);
	expect(fixture.emulator.elsewhere.requests).toEqual([]);
}, 120_000);

it('1,000 items pass five operations while one of twenty requests fails: nothing is lost or doubled', async () => {
	const each = ITEMS / 5;
	const items = seeded(each);
	const sessionId = '={{ $json.session }}';
	const promptId = '={{ $json.prompt }}';
	const workflow = manyNodes({
		'Get sessions': { sessionId },
		'Get prompts': { resource: 'prompt', operation: 'get', sessionId, promptId },
		'Get evaluations': {
			resource: 'evaluation',
			operation: 'get',
			sessionId,
			promptId,
			evaluationId: '={{ $json.evaluation }}',
		},
		'Name sessions': { operation: 'update', sessionId, displayName: '=Renamed {{ $json.row }}' },
		'Add prompts': {
			resource: 'prompt',
			operation: 'create',
			sessionId,
			content: '=Added {{ $json.row }}?',
		},
	});
	fixture.emulator.graph.failAtRandom({ seed: 11, rate: 0.05 });
	const run = await weighed(
		`${ITEMS} items, five nodes`,
		async () => await fixture.engine.run(workflow, { items }),
	);
	for (const { name } of workflow.nodes.slice(1)) {
		expectAll(run, each, /^graphUnavailable$|^promptOutcomeUnknown$/, name);
	}
	const sessions = new Map(
		fixture.emulator.graph.store.allSessions().map((session) => [session.id, session]),
	);
	const doubled = items.filter(({ session, row }) => {
		const added = sessions.get(String(session))?.prompts.filter(({ content }) => content === `Added ${row}?`);
		const isResult = itemsOf(run, 'Add prompts')[Number(row)]?.json.error === undefined;
		return added === undefined || added.length > 1 || (isResult && added.length !== 1);
	});
	expect(doubled).toEqual([]);
}, 120_000);
