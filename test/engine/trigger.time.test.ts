import { effects } from '../emulator';
import { Fixture } from './harness';
import { TriggerHost, triggerWorkflow } from './triggerHost';

const fixture = Fixture.use();

const sleep = async (milliseconds: number) =>
	await new Promise<void>((resolve) => void setTimeout(resolve, milliseconds));

/** Sets n8n's clock; Microsoft's goes on. */
function setClock(aheadMs: number): void {
	fixture.clock.set(aheadMs);
	fixture.emulator.advance(-aheadMs);
}

async function begun(options?: ConstructorParameters<typeof TriggerHost>[2]): Promise<TriggerHost> {
	const host = new TriggerHost(fixture.engine, triggerWorkflow({ event: 'sessionCreated' }), options);
	await host.activate();
	fixture.sent.length = 0;
	return host;
}

const early = () => fixture.sent.filter((request) => request.early);

describe('The time of a poll', () => {
	it('is spent waiting as long as Graph asks for', async () => {
		const host = await begun();
		const { id } = fixture.graph.addSession();
		fixture.graph.addFault({ effect: effects.throttled(30) });
		const began = fixture.clock.now();
		expect(await host.poll()).toEqual([expect.objectContaining({ id })]);
		expect(fixture.clock.now() - began).toBeGreaterThanOrEqual(30_000);
		expect(early()).toEqual([]);
	});

	it.each([
		['of 20 seconds', 20_000, 20],
		['that an older n8n does not set', null, 300],
	])('ends at a limit %s, and nothing is remembered of it', async (_name, budgetMs, seconds) => {
		fixture.graph.switches.pageSize = 1;
		const host = await begun({ budgetMs });
		const before = host.remembered;
		for (let session = 0; session < 15; session++) fixture.graph.addSession();
		// No page is answered at its first request, which is given up after 30 seconds.
		const asked = new Set<string>();
		const predicate = ({ url }: { url: string }) => asked.size < asked.add(url).size;
		const fault = fixture.graph.addFault({ match: { predicate }, effect: effects.hang(), count: 100 });
		const began = fixture.clock.now();
		expect(await host.poll()).toEqual([]);
		expect(fixture.clock.now() - began).toBeLessThanOrEqual((seconds + 1) * 1_000);
		expect(host.errors.map(({ message }) => message)).toEqual([
			`Not everything could be read in the ${seconds} seconds that n8n gives a poll`,
		]);
		expect(host.remembered).toBe(before);
		fault.remove();
		expect(await host.poll()).toHaveLength(15);
	});

	it.each([5 * 3_600_000, -5 * 3_600_000])(
		"ends at its limit also where n8n's clock is set by %i ms",
		async (aheadMs) => {
			const host = await begun({ budgetMs: 20_000 });
			fixture.graph.addFault({ effect: effects.hang(), count: 100 });
			const began = fixture.graph.clock.now();
			void sleep(10_000).then(() => setClock(aheadMs));
			expect(await host.poll()).toEqual([]);
			expect(host.errors).toHaveLength(1);
			expect(fixture.graph.clock.now() - began).toBeGreaterThanOrEqual(20_000);
			expect(fixture.graph.clock.now() - began).toBeLessThanOrEqual(21_000);
		},
	);

	it.each([0, 5 * 3_600_000, -5 * 3_600_000])(
		"is not spent waiting for longer than n8n gives, and no poll comes before the time that Graph names, where n8n's clock is set by %i ms",
		async (aheadMs) => {
			const host = await begun({ budgetMs: 36_000 });
			fixture.graph.addSession();
			fixture.graph.addFault({ effect: effects.throttled(90) });
			const dueMs = fixture.graph.clock.now() + 90_000;
			expect(await host.poll()).toEqual([]);
			setClock(aheadMs);
			await sleep(60_000);
			expect(await host.poll()).toEqual([]);
			expect(fixture.sent).toHaveLength(1);
			expect(host.errors).toHaveLength(2);
			// A person reads it off the clock as it is now.
			const readable = /Try again after (\S+ \S+) UTC/.exec(host.errors[1]!.message)![1]!;
			const expectedMs = dueMs + fixture.clock.now() - fixture.graph.clock.now();
			expect(Math.abs(Date.parse(`${readable}Z`) - expectedMs)).toBeLessThanOrEqual(5_000);
			await sleep(31_000);
			expect(await host.poll()).toHaveLength(1);
			expect(early()).toEqual([]);
		},
	);
});
