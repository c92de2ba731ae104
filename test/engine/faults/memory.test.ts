import { gzipSync } from 'node:zlib';
import type { IDataObject } from 'n8n-workflow';
import { setTimeout as pause } from 'node:timers/promises';
import { effects, startFaultProxy, type Effect, type FaultProxy } from '../../emulator';
import { Fixture, type NodeParameters } from '../harness';
import { CONTINUING, methodsOf, outcomesOf, sessionsNamed } from '../harness/outcomes';

const SESSION = 'ecdfb9b3-58f5-457f-a18c-4a477890b252';
const MEGABYTE = 1024 * 1024;

/** What is read before an answer is given up. */
const LIMIT = 64;

/** Beside the limit: buffers of sockets, and garbage that nobody has collected yet. In megabytes. */
const SLACK = 200;

const fixture = Fixture.use();
let proxy: FaultProxy;

beforeEach(async () => {
	// Large bodies take real time; a clock that jumps while nothing seems to move would end them too early.
	fixture.clock.uninstall();
	proxy = await startFaultProxy({ target: fixture.emulator.graphApiBaseUrl });
	await fixture.signIn({ graphApiBaseUrl: proxy.origin });
});
afterEach(async () => await proxy.stop());

/** Megabytes in use by JavaScript and by buffers. */
function inUse(): number {
	const { heapUsed, external } = process.memoryUsage();
	return (heapUsed + external) / MEGABYTE;
}

/** Runs the node and watches the memory. */
async function watched(parameters: NodeParameters, items: IDataObject[] = [{}]) {
	const before = inUse();
	let peak = before;
	const timer = setInterval(() => (peak = Math.max(peak, inUse())), 10);
	const run = await fixture.run(parameters, { items, settings: CONTINUING });
	clearInterval(timer);
	return { run, growth: Math.round(Math.max(peak, inUse()) - before) };
}

/** The node has let go of each connection, and has taken no more than the limit and what was on its way. */
async function expectLetGo(): Promise<void> {
	for (let round = 0; round < 100 && proxy.connections.some(({ closed }) => !closed); round++)
		await pause(20);
	expect(proxy.connections.filter(({ closed }) => !closed)).toEqual([]);
	for (const { sent } of proxy.connections) expect(sent / MEGABYTE).toBeLessThan(LIMIT + 32);
}

/** Items that name a session each. */
const sessions = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, index) => ({
		id: fixture.emulator.graph.addSession({ displayName: `Session ${index}` }).id,
	}));

const get = { sessionId: SESSION };
const create = { operation: 'create', displayName: 'Incident 4711' };

/** Two hundred megabytes of blanks, which travel as two hundred kilobytes. */
const bomb = (): Effect => ({
	...effects.answer(200, gzipSync(Buffer.alloc(200 * MEGABYTE, ' ')), {
		'content-type': 'application/json',
		'content-encoding': 'gzip',
	}),
	// A damaged answer is sent as it is; any other would be zipped again.
	wire: { kind: 'closeAfterAnswer' },
});

describe('F-35 An answer that is too large is given up, and n8n keeps its memory', () => {
	it.each<[string, () => Effect, NodeParameters, string, string]>([
		['without an end', () => effects.endlessBody(), get, 'answerTooLarge', 'GET'],
		['that is small until it is unpacked', bomb, get, 'answerTooLarge', 'GET'],
		['without an end to what creates something', () => effects.endlessBody(), create, 'result', 'POST GET'],
	])('%s', async (_what, effect, parameters, outcome, requests) => {
		fixture.emulator.graph.addFault({ effect: effect() });
		const { run, growth } = await watched(parameters);
		expect([outcomesOf(run), methodsOf(fixture).join(' ')]).toEqual([[outcome], requests]);
		expect(growth).toBeLessThan(LIMIT + SLACK);
		expect(sessionsNamed(fixture, 'Incident 4711')).toBe(parameters === create ? 1 : 0);
		await expectLetGo();
	});

	it('without an end to every batch: its reads go alone', async () => {
		fixture.emulator.graph.addFault({ match: { path: /batch$/ }, effect: effects.endlessBody(), count: 100 });
		const items = sessions(30);
		const { run, growth } = await watched({ sessionId: '={{ $json.id }}' }, items);
		expect(outcomesOf(run)).toEqual(Array(30).fill('result'));
		expect(growth).toBeLessThan(2 * LIMIT + SLACK);
		await expectLetGo();
	}, 90_000);
});
