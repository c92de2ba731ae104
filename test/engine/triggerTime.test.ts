import { startEmulator, type Emulator } from '../emulator';
import { effects } from '../emulator/faults/effects';
import { connect, credentialFor, Engine, VirtualClock } from './harness';
import { TriggerHost, triggerWorkflow } from './triggerHost';

/** For all tests here: what waits in one of them must not be left behind on another clock. */
const clock = new VirtualClock();
let emulator: Emulator;
let engine: Engine;

beforeAll(async () => {
	emulator = await startEmulator();
	engine = await Engine.start(new Map([['credential', credentialFor(emulator)]]));
	await connect(engine.credentials, 'credential', emulator);
	clock.install();
});

afterAll(async () => {
	clock.uninstall();
	await emulator.stop();
});

/** Sets n8n's clock; Microsoft's goes on. */
function setClock(aheadMs: number): void {
	clock.set(aheadMs);
	emulator.advance(-aheadMs);
}

const sleep = async (milliseconds: number) =>
	await new Promise<void>((resolve) => void setTimeout(resolve, milliseconds));

async function begun(options?: ConstructorParameters<typeof TriggerHost>[2]): Promise<TriggerHost> {
	const host = new TriggerHost(engine, triggerWorkflow({ event: 'sessionCreated' }), options);
	await host.activate();
	return host;
}

describe('the time of a poll', () => {
	it('is spent waiting as long as Graph asks for', async () => {
		const host = await begun();
		const { id } = emulator.graph.addSession();
		const fault = emulator.graph.addFault({ effect: effects.throttled(30) });
		const began = clock.now();
		expect(await host.poll()).toEqual([expect.objectContaining({ id })]);
		expect(clock.now() - began).toBeGreaterThanOrEqual(30_000);
		expect(fault.remaining).toBe(0);
		expect(emulator.graph.requests.filter(({ early }) => early)).toEqual([]);
	});

	it.each([
		['of 20 seconds', 20_000, 20],
		['that an older n8n does not set', null, 300],
	])('ends at a limit %s, and nothing is remembered of it', async (_name, budgetMs, seconds) => {
		emulator.graph.switches.pageSize = 1;
		const host = await begun({ budgetMs });
		const before = host.remembered;
		for (let session = 0; session < 15; session++) emulator.graph.addSession();
		// No page is answered at its first request, which is given up after 30 seconds.
		const asked = new Set<string>();
		const isFirst = ({ url }: { url: string }) => asked.size < asked.add(url).size;
		const fault = emulator.graph.addFault({
			match: { predicate: isFirst },
			effect: effects.hang(),
			count: 100,
		});
		const began = clock.now();
		expect(await host.poll()).toEqual([]);
		expect(clock.now() - began).toBeLessThanOrEqual((seconds + 1) * 1_000);
		expect(host.errors.map(({ message }) => message)).toEqual([
			`Not everything could be read in the ${seconds} seconds that n8n gives a poll`,
		]);
		expect(host.remembered).toBe(before);
		fault.remove();
		expect(await host.poll()).toHaveLength(15);
	});

	it('is not spent waiting for longer than n8n gives, and no poll comes before the time that Graph names', async () => {
		const host = await begun({ budgetMs: 36_000 });
		emulator.graph.addSession();
		emulator.graph.addFault({ effect: effects.throttled(90) });
		emulator.graph.requests.length = 0;
		for (const polled of [1, 2]) {
			expect(await host.poll()).toEqual([]);
			expect(emulator.graph.requests).toHaveLength(1);
			expect(host.errors).toHaveLength(polled);
			expect(host.errors.at(-1)?.message).toContain('takes no requests from this app until');
			await sleep(60_000);
		}
		expect(await host.poll()).toHaveLength(1);
		expect(emulator.graph.requests.filter(({ early }) => early)).toEqual([]);
	});

	describe.each([5 * 3_600_000, -5 * 3_600_000])("F-72 where n8n's clock is set by %i ms", (aheadMs) => {
		it('ends at its limit all the same', async () => {
			const host = await begun({ budgetMs: 20_000 });
			const fault = emulator.graph.addFault({ effect: effects.hang(), count: 100 });
			const began = emulator.graph.clock.now();
			void sleep(10_000).then(() => setClock(aheadMs));
			expect(await host.poll()).toEqual([]);
			const tookMs = emulator.graph.clock.now() - began;
			fault.remove();
			expect(host.errors).toHaveLength(1);
			expect(tookMs).toBeGreaterThanOrEqual(20_000);
			expect(tookMs).toBeLessThanOrEqual(21_000);
		});

		it('is not spent on a request before the time that Graph has named to another poll, and comes after it', async () => {
			const host = await begun({ budgetMs: 36_000 });
			emulator.graph.addSession();
			emulator.graph.addFault({ effect: effects.throttled(90) });
			emulator.graph.requests.length = 0;
			const dueMs = emulator.graph.clock.now() + 90_000;
			expect(await host.poll()).toEqual([]);
			setClock(aheadMs);
			await sleep(60_000);
			expect(await host.poll()).toEqual([]);
			expect(emulator.graph.requests).toHaveLength(1);
			// A person reads it off the clock as it is now.
			const readable = /until (\S+ \S+) UTC/.exec(host.errors.at(-1)!.message)![1]!;
			const expectedMs = dueMs + clock.now() - emulator.graph.clock.now();
			expect(Math.abs(Date.parse(`${readable}Z`) - expectedMs)).toBeLessThanOrEqual(5_000);
			await sleep(31_000);
			expect(await host.poll()).toHaveLength(1);
			expect(emulator.graph.requests.filter(({ early }) => early)).toEqual([]);
		});
	});
});
