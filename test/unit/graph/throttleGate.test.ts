import fc from 'fast-check';

import { HeldBackError, ThrottleGate, type Passage } from '../../../nodes/graph/throttleGate';
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
		expect(await gate.pass()).toEqual({ open: true, waitedMs: 0 });
		gate.closeUntil(start);
		expect(await gate.pass()).toEqual({ open: true, waitedMs: 0 });
		expect(time.slept).toEqual([]);
	});

	it('holds everybody until it opens', async () => {
		gate.closeUntil(start + 10_000);
		expect(gate.opensAt()).toBe(start + 10_000);
		const passages = Promise.all([gate.pass(), gate.pass()]);
		await time.run();
		expect(await passages).toEqual(Array(2).fill({ open: true, waitedMs: 10_000 }));
		expect(time.now()).toBe(start + 10_000);
	});

	it('holds a thousand with one timer, and those who are cancelled apart with one of their own', async () => {
		const stop = new AbortController();
		gate.closeUntil(start + 10_000);
		const together = Array.from({ length: 1_000 }, async () => await gate.pass());
		const apart = gate.pass(stop.signal).catch((error: unknown) => error);
		await time.run(start + 5_000);
		expect(time.slept).toEqual([10_000, 10_000]);
		stop.abort();
		expect(await apart).toBeInstanceOf(CancelledError);
		await time.run();
		expect(await Promise.all(together)).toEqual(Array(1_000).fill({ open: true, waitedMs: 10_000 }));
	});

	it('holds nobody twice where the clock is set back meanwhile, and can be closed again', async () => {
		gate.closeUntil(start + 10_000);
		const passage = gate.pass(undefined, 60_000);
		await time.run(start + 5_000);
		time.set(start - 3_600_000);
		await time.run();
		expect(await passage).toEqual({ open: true, waitedMs: 10_000 });
		expect(() => gate.check()).not.toThrow();
		gate.closeUntil(time.now() + 7_000);
		expect(() => gate.check()).toThrow(HeldBackError);
		const again = gate.pass();
		await time.run();
		expect(await again).toEqual({ open: true, waitedMs: 7_000 });
	});

	it('holds those already waiting longer when it is prolonged, and never shorter', async () => {
		gate.closeUntil(start + 10_000);
		const passage = gate.pass();
		await time.run(start + 5_000);
		gate.closeUntil(start + 7_000);
		gate.closeUntil(start + 30_000);
		gate.closeUntil(Number.NaN);
		await time.run();
		expect(await passage).toEqual({ open: true, waitedMs: 30_000 });
		expect(time.slept).toEqual([10_000, 20_000]);
	});

	it('tells at once whoever may not wait so long', async () => {
		gate.closeUntil(start + 3_600_000);
		expect(await gate.pass(undefined, 180_000)).toEqual({
			open: false,
			waitedMs: 0,
			opensAt: start + 3_600_000,
		});
		expect(time.slept).toEqual([]);
	});

	it('tells whoever may not wait so long any more, when it is prolonged', async () => {
		gate.closeUntil(start + 10_000);
		const passage = gate.pass(undefined, 20_000);
		await time.run(start + 1);
		gate.closeUntil(start + 20_001);
		await time.run();
		expect(await passage).toEqual({ open: false, waitedMs: 10_000, opensAt: start + 20_001 });
	});

	it('lets whoever is cancelled go at once', async () => {
		gate.closeUntil(start + 10_000);
		const cancellation = new AbortController();
		const outcome = gate.pass(cancellation.signal).catch((error: unknown) => error);
		await time.run(start + 1);
		cancellation.abort();
		expect(await outcome).toBeInstanceOf(CancelledError);
		expect(time.now()).toBe(start + 1);
	});

	it('lets nobody through who was cancelled before, open or closed', async () => {
		await expect(gate.pass(AbortSignal.abort())).rejects.toThrow(CancelledError);
		gate.closeUntil(start + 10_000);
		await expect(gate.pass(AbortSignal.abort())).rejects.toThrow(CancelledError);
	});

	it('never lets anybody through before the latest end it was told, nor wait beyond his budget', async () => {
		// Three kinds of moments that never coincide: what is first within a millisecond is not the question here.
		const moment = (kind: number, most: number) => fc.nat(most / 3).map((third) => third * 3 + kind);
		const closing = fc.record({ at: moment(0, 60_000), until: moment(1, 120_000) });
		const waiter = fc.record({ from: moment(2, 60_000), budgetMs: fc.nat(90_000) });
		const scenario = fc.tuple(fc.array(closing, { maxLength: 5 }), fc.array(waiter, { maxLength: 5 }));
		await fc.assert(
			fc.asyncProperty(scenario, async ([closings, waiters]) => {
				const clock = new VirtualTime(0);
				const shared = new ThrottleGate(clock);
				// What each waiter must be told, judged at the moment he leaves.
				const left: Array<{ passage: Passage; at: number; closedUntil: number }> = [];
				const closed = closings.map(async ({ at, until }) => {
					await clock.sleep(at);
					shared.closeUntil(until);
				});
				const passed = waiters.map(async ({ from, budgetMs }) => {
					await clock.sleep(from);
					const passage = await shared.pass(undefined, budgetMs);
					left.push({ passage, at: clock.now(), closedUntil: shared.opensAt() });
					expect(passage.waitedMs).toBe(clock.now() - from);
					expect(passage.waitedMs).toBeLessThanOrEqual(budgetMs);
				});
				await clock.run();
				await Promise.all([...closed, ...passed]);
				expect(left).toHaveLength(waiters.length);
				for (const { passage, at, closedUntil } of left) expect(passage.open).toBe(at >= closedUntil);
			}),
			{ numRuns: 60 },
		);
	});
});
