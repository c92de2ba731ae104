import fc from 'fast-check';

import { RetryingSender } from '../../../nodes/graph/RetryingSender';
import { ThrottleGate } from '../../../nodes/graph/throttleGate';
import { CancelledError } from '../../../nodes/graph/time';
import { VirtualTime } from './virtualTime';

describe('ThrottleGate', () => {
	let time: VirtualTime;
	let gate: ThrottleGate;
	let start: number;

	beforeEach(() => {
		time = new VirtualTime();
		gate = new ThrottleGate(time);
		start = time.now();
	});

	it('is open at first, and once its time is over', async () => {
		expect(gate.leftMs()).toBeLessThanOrEqual(0);
		gate.closeFor(0);
		expect(gate.leftMs()).toBeLessThanOrEqual(0);
		await gate.waitForEnd();
		expect(time.slept).toEqual([]);
		expect(gate.heldMs()).toBe(0);
	});

	it('is closed until its time is over, for all who wait', async () => {
		gate.closeFor(10_000);
		expect(gate.leftMs()).toBe(10_000);
		const waits = Promise.all([gate.waitForEnd(), gate.waitForEnd()]);
		await time.run();
		await waits;
		expect(time.now()).toBe(start + 10_000);
		expect([gate.leftMs(), gate.heldMs()]).toEqual([0, 10_000]);
	});

	it('can be closed again once it has opened', async () => {
		gate.closeFor(10_000);
		const wait = gate.waitForEnd();
		await time.run();
		await wait;
		const firstEnd = gate.end;
		gate.closeFor(7_000);
		expect([gate.leftMs(), gate.end === firstEnd]).toEqual([7_000, false]);
		const again = gate.waitForEnd();
		await time.run();
		await again;
		expect([gate.leftMs(), gate.heldMs()]).toEqual([0, 17_000]);
	});

	it('holds as long as it was told those whose time began elsewhere', async () => {
		const theirs = new VirtualTime(start + 18_000_000);
		const sender = new RetryingSender(
			async (_request, standing) => {
				standing.onDeparture('amongOthers');
				return { status: 429, headers: { 'retry-after': '10' }, text: '' };
			},
			{ time: theirs, gate, limits: { maxRetries: 0, retryBudgetMs: 60_000 }, random: () => 0 },
		);
		const request = { method: 'GET', url: 'https://graph.microsoft.com/beta/', headers: {} } as const;
		await expect(sender.send(request, 'safe')).rejects.toMatchObject({ retryAt: theirs.now() + 10_000 });
		expect(gate.leftMs()).toBe(10_000);
	});

	it('is closed longer when that is prolonged, and never shorter', async () => {
		gate.closeFor(10_000);
		const wait = gate.waitForEnd();
		await time.run(start + 5_000);
		gate.closeFor(2_000);
		const end = gate.end;
		gate.closeFor(25_000);
		expect(gate.end).not.toBe(end);
		gate.closeFor(Number.NaN);
		await time.run();
		await wait;
		expect(gate.leftMs()).toBe(20_000);
		const longer = gate.waitForEnd();
		await time.run();
		await longer;
		expect(gate.leftMs()).toBe(0);
		expect(time.slept).toEqual([10_000, 20_000]);
	});

	it('lets whoever is cancelled go at once', async () => {
		gate.closeFor(10_000);
		const cancellation = new AbortController();
		const outcome = gate.waitForEnd(cancellation.signal).catch((error: unknown) => error);
		await time.run(start + 1);
		cancellation.abort();
		expect(await outcome).toBeInstanceOf(CancelledError);
		expect(time.now()).toBe(start + 1);
		expect(gate.leftMs()).toBe(9_999);
	});

	it('holds in vain since somebody came, or since anybody was served', async () => {
		gate.closeFor(10_000);
		await time.run(start + 4_000);
		const before = gate.heldMs();
		expect([before, gate.heldInVainMs(before), gate.heldInVainMs(0)]).toEqual([4_000, 0, 4_000]);
		await time.run(start + 60_000);
		expect([gate.heldInVainMs(before), gate.heldInVainMs(0)]).toEqual([6_000, 10_000]);
		gate.onServed(0);
		expect([gate.served, gate.heldInVainMs(0)]).toEqual([0, 10_000]);
		gate.onServed(3);
		expect([gate.served, gate.heldInVainMs(before), gate.heldInVainMs(0)]).toEqual([3, 0, 0]);
		gate.closeFor(5_000);
		await time.run(time.now() + 60_000);
		expect(gate.heldInVainMs(before)).toBe(5_000);
	});

	it('tells those who come later how long it has held in vain, until somebody is served or it is long ago', async () => {
		expect(gate.heldInVainBeforeMs()).toBe(0);
		gate.closeFor(10_000);
		await time.run(start + 15_000);
		expect(gate.heldInVainBeforeMs()).toBe(10_000);
		gate.closeFor(10_000);
		await time.run(start + 30_000);
		expect(gate.heldInVainBeforeMs()).toBe(20_000);
		gate.onServed(1);
		expect(gate.heldInVainBeforeMs()).toBe(0);
		gate.closeFor(10_000);
		await time.run(start + 100_000);
		expect(gate.heldInVainBeforeMs()).toBe(10_000);
		await time.run(start + 100_001);
		expect(gate.heldInVainBeforeMs()).toBe(0);
		gate.closeFor(5_000);
		await time.run(start + 110_000);
		expect(gate.heldInVainBeforeMs()).toBe(5_000);
	});

	it('counts each moment in which it is closed once', async () => {
		const closing = fc.record({ at: fc.nat(60_000), until: fc.nat(120_000) });
		await fc.assert(
			fc.asyncProperty(fc.array(closing, { maxLength: 8 }), async (closings) => {
				const clock = new VirtualTime(0);
				const shared = new ThrottleGate(clock);
				const inOrder = [...closings].sort((one, other) => one.at - other.at);
				let [heldMs, end] = [0, 0];
				for (const { at, until } of inOrder) {
					await clock.run(at);
					shared.closeFor(until - at);
					heldMs += Math.max(0, until - Math.max(at, end));
					end = Math.max(end, until);
				}
				await clock.run(200_000);
				expect([shared.heldMs(), shared.leftMs() <= 0]).toEqual([heldMs, true]);
			}),
		);
	});
});
