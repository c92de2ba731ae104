import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { effects, startFaultProxy, type Effect, type FaultProxy } from '../../emulator';
import { Fixture, type NodeParameters } from '../harness';
import { SESSION } from '../harness/documented';
import { CONTINUING, methodsOf, outcomesOf } from '../harness/outcomes';

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

/** Runs the node, and expects that it lets go of each connection within the limit. @returns outcomes and most growth */
async function watched(parameters: NodeParameters, items: object[] = [{}]) {
	const before = inUse();
	let peak = before;
	const timer = setInterval(() => (peak = Math.max(peak, inUse())), 10);
	const run = await fixture.run(parameters, { items: items as never, settings: CONTINUING });
	clearInterval(timer);
	for (let round = 0; round < 100 && proxy.connections.some(({ closed }) => !closed); round++)
		await pause(20);
	expect(proxy.connections.filter(({ closed }) => !closed)).toEqual([]);
	for (const { sent } of proxy.connections) expect(sent / MEGABYTE).toBeLessThan(LIMIT + 32);
	return { outcomes: outcomesOf(run), growth: Math.max(peak, inUse()) - before };
}

/** Two hundred megabytes of blanks, which travel as two hundred kilobytes. */
const bomb = (): Effect => ({
	...effects.answer(200, gzipSync(Buffer.alloc(200 * MEGABYTE, ' ')), {
		'content-type': 'application/json',
		'content-encoding': 'gzip',
	}),
	// A damaged answer is sent as it is; any other would be zipped again.
	wire: { kind: 'closeAfterAnswer' },
});

const get = { sessionId: SESSION };
const create = { operation: 'create', displayName: 'Incident 4711' };

describe('An answer that is too large is given up, and n8n keeps its memory', () => {
	it.each<[string, () => Effect, NodeParameters, string, string]>([
		['without an end', () => effects.endlessBody(), get, 'answerTooLarge', 'GET'],
		['that is small until it is unpacked', bomb, get, 'answerTooLarge', 'GET'],
		['without an end to what creates something', () => effects.endlessBody(), create, 'result', 'POST GET'],
	])('%s', async (_what, effect, parameters, outcome, requests) => {
		fixture.graph.addFault({ effect: effect() });
		const { outcomes, growth } = await watched(parameters);
		expect([outcomes, methodsOf(fixture).join(' ')]).toEqual([[outcome], requests]);
		expect(growth).toBeLessThan(LIMIT + SLACK);
	});

	it('without an end to every batch: its reads go alone', async () => {
		fixture.graph.addFault({ match: { path: /batch$/ }, effect: effects.endlessBody(), count: 100 });
		const items = Array.from({ length: 10 }, () => ({ id: fixture.graph.addSession().id }));
		const { outcomes, growth } = await watched({ sessionId: '={{ $json.id }}' }, items);
		expect(outcomes).toEqual(Array(10).fill('result'));
		expect(growth).toBeLessThan(2 * LIMIT + SLACK);
	});
});
