import fc from 'fast-check';
import type { IRun } from 'n8n-workflow';
import { scripts, startFaultProxy } from '../../emulator';
import { itemsOf, Fixture, type NodeParameters } from '../harness';
import { CONTINUING, expectNothingShown, sessionsNamed } from '../harness/outcomes';
import { ReadRefusals } from './ReadRefusals';
import { inject, socketChaos, type SocketChaos } from './chaos';

const fixture = Fixture.use();

const sessionId = '={{ $json.session }}';
const promptId = '={{ $json.prompt }}';

/** One after another; all of them get every item. */
const operations: Record<string, NodeParameters> = {
	Get: { sessionId },
	Rename: { operation: 'update', sessionId, displayName: '=Renamed {{ $json.row }}' },
	Create: { operation: 'create', displayName: '=Created {{ $json.row }}' },
	Find: { operation: 'findOrCreate', displayName: '=Incident {{ $json.row % 2 }}' },
	'Add prompt': { resource: 'prompt', operation: 'create', sessionId, content: '=Added {{ $json.row }}?' },
	Evaluate: { resource: 'evaluation', operation: 'create', sessionId, promptId, waitForCompletion: false },
	Ask: { operation: 'ask', displayName: '=Asked {{ $json.row }}', prompt: '=Question {{ $json.row }}?' },
};

interface Outcome {
	runs: Record<string, IRun>;
	rows: Array<{ session: string; prompt: string; row: number }>;
	/** What was sent before a time that had reached the client. */
	early: string[];
	/** Refusals with a time that have reached the client. */
	told: number;
	origins: string[];
}

/** Runs all operations while connections break and answers go wrong, from a new beginning. */
async function runIn({ faults, connections }: SocketChaos, count: number): Promise<Outcome> {
	const { emulator } = fixture;
	emulator.reset();
	emulator.graph.scriptEvaluations(/[^]/, scripts.answering('Yes.'));
	const rows = Array.from({ length: count }, (_, row) => {
		const session = emulator.graph.addSession({ displayName: `Session ${row}` }).id;
		return {
			session,
			prompt: emulator.graph.addPrompt({ sessionId: session, content: `Seeded ${row}?` }).id,
			row,
		};
	});
	const proxy = await startFaultProxy({ target: emulator.graphApiBaseUrl });
	await fixture.signIn({ graphApiBaseUrl: proxy.origin });
	const working = { kind: 'cut', after: Number.POSITIVE_INFINITY, by: 'end' } as const;
	proxy.addFault({ fault: connections.map((fault) => fault ?? working) });
	inject(emulator, faults);
	fixture.contacted.length = 0;
	const runs: Record<string, IRun> = {};
	const early: string[] = [];
	let told = 0;
	for (const [name, parameters] of Object.entries(operations)) {
		// Each execution of a node learns for itself how long Graph refuses.
		const refusals = new ReadRefusals(new URL(proxy.origin).host);
		refusals.start();
		runs[name] = await fixture.run(parameters, { items: rows, settings: CONTINUING });
		// What was still to be sent would be sent by then; and the watch over deadlines, one for the process, ends.
		await new Promise((resolve) => setTimeout(resolve, 600_000));
		refusals.stop();
		early.push(...refusals.early);
		told += refusals.count;
	}
	await proxy.stop();
	return {
		runs,
		rows,
		early,
		told,
		origins: [...new Set(fixture.contacted)].map((origin) => (origin === proxy.origin ? 'Graph' : origin)),
	};
}

const isResult = (run: IRun, row: number): boolean => itemsOf(run)[row]?.json.error === undefined;

function expectInvariants({ runs, rows, early, origins }: Outcome): void {
	const { graph, authorityHost } = fixture.emulator;
	for (const [name, run] of Object.entries(runs)) {
		expect([name, run.status]).toEqual([name, 'success']);
		expect([name, itemsOf(run).map(({ pairedItem }) => pairedItem)]).toEqual([
			name,
			rows.map(({ row }) => ({ item: row })),
		]);
		for (const { json } of itemsOf(run).filter((item) => item.json.error !== undefined)) {
			expect(json).toEqual({ error: expect.stringMatching(/^\w.{20,}/), details: expect.any(Object) });
		}
		expectNothingShown(fixture, run);
	}
	/** One where the item is a result, else one at most. */
	const expectOnce = (name: string, row: number, made: number) => {
		const most = { name, row, least: isResult(runs[name]!, row) ? 1 : 0, made };
		expect(most.made <= 1 && most.made >= most.least ? 'once' : most).toBe('once');
	};
	const prompts = graph.store.allSessions().flatMap((session) => session.prompts);
	const saying = (text: string) => prompts.filter(({ content }) => content === text);
	for (const { row, prompt, session } of rows) {
		for (const name of ['Get', 'Rename']) {
			const { id = session } = itemsOf(runs[name]!)[row]!.json;
			expect([name, row, id]).toEqual([name, row, session]);
		}
		expectOnce('Create', row, sessionsNamed(fixture, `Created ${row}`));
		expectOnce('Find', row, sessionsNamed(fixture, `Incident ${row % 2}`));
		expectOnce('Add prompt', row, saying(`Added ${row}?`).length);
		expectOnce('Evaluate', row, graph.costs.filter(({ promptId: paid }) => paid === prompt).length);
		expectOnce('Ask', row, sessionsNamed(fixture, `Asked ${row}`));
		expectOnce('Ask', row, saying(`Question ${row}?`).length);
		expectOnce('Ask', row, saying(`Question ${row}?`).flatMap(({ evaluations }) => evaluations).length);
	}
	expect(early).toEqual([]);
	expect(['Graph', authorityHost]).toEqual(expect.arrayContaining(origins));
}

it('Whatever happens to connections and answers, each item comes out once, and nothing is made or paid twice', async () => {
	let told = 0;
	await fc.assert(
		fc.asyncProperty(socketChaos, fc.integer({ min: 1, max: 5 }), async (chaos, count) => {
			const outcome = await runIn(chaos, count);
			expectInvariants(outcome);
			told += outcome.told;
			expect(Object.keys(outcome.runs)).toEqual(Object.keys(operations));
		}),
		{ numRuns: Number(process.env.CHAOS_RUNS ?? 5) },
	);
	expect(told).toBeGreaterThan(5);
}, 170_000);
