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
			await new Promise((resolve) => setTimeout(resolve, 60_000));
		}
		expect(await host.poll()).toHaveLength(1);
		expect(emulator.graph.requests.filter(({ early }) => early)).toEqual([]);
	});
});
