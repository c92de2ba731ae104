import fc from 'fast-check';

import { Dispatcher, HeldTooLongError, type Waiting } from '../../../nodes/graph/Dispatcher';
import { MAX_IN_FLIGHT } from '../../../nodes/graph/pace';
import { ThrottleGate } from '../../../nodes/graph/throttleGate';
import { CancelledError } from '../../../nodes/graph/time';
import { PATIENT } from './batchingSetUp';
import { answer, read } from './scriptedNetwork';
import { VirtualTime } from './virtualTime';

interface Options {
	sizeOf?: (waiting: number) => number;
	lacksToken?: boolean;
	/** How many lots it takes until there is a token. */
	tokenAfter?: number;
	/** Milliseconds for which a lot is under way. */
	durationMs?: number;
	/** Behind the gate of another. */
	behind?: { time: VirtualTime; gate: ThrottleGate };
}

/** A dispatcher, and a log of what left and when. */
function setUp({ sizeOf = () => 1, lacksToken, tokenAfter = 1, durationMs = 100, behind }: Options = {}) {
	const time = behind?.time ?? new VirtualTime(0);
	const gate = behind?.gate ?? new ThrottleGate(time);
	const stop = new AbortController();
	const left: Array<{ names: string[]; at: number }> = [];
	const dispatcher = new Dispatcher({
		time,
		gate,
		signal: stop.signal,
		lacksToken,
		sizeOf,
		carry: async (lot) => {
			left.push({ names: lot.map(({ request }) => nameOf(request.url)), at: time.now() });
			await time.sleep(durationMs);
			if (left.length >= tokenAfter) dispatcher.onToken();
			lot.forEach(({ resolve }) => resolve(answer(200)));
		},
	});
	/** @returns what became of it: a status, or the error's name and the time of it */
	const add = async (
		request: Waiting['request'],
		{ alone = false, isLast = false, mayBeHeldMs = () => Number.POSITIVE_INFINITY } = {},
	): Promise<number | { name: string; at: number }> =>
		await new Promise((tell) => {
			dispatcher.add({
				request,
				alone,
				standing: { ...PATIENT, mayBeHeldMs, isLastTry: () => isLast },
				resolve: ({ status }) => tell(status),
				reject: (error) => tell({ name: (error as Error).name, at: time.now() }),
			});
		});
	const names = () => left.flatMap((lot) => lot.names);
	return { time, gate, stop, left, names, add };
}

const nameOf = (url: string) => url.slice(url.lastIndexOf('/') + 1);

const many = (count: number, prefix = '') =>
	Array.from({ length: count }, (_, index) => read(`${prefix}${index}`));

describe('While Graph throttles', () => {
	it('nobody leaves, and nobody is troubled, however many wait and however often it begins anew', async () => {
		const { time, gate, left, add } = setUp({ sizeOf: () => 20, durationMs: 1 });
		let asked = 0;
		const mayBeHeldMs = () => (asked++, 60_000);
		gate.closeFor(1_000);
		const all = Promise.all(many(1_000).map(async (request) => await add(request, { mayBeHeldMs })));
		for (const second of [1, 2, 3, 4]) {
			await time.run(second * 1_000 - 1);
			gate.closeFor((second + 1) * 1_000 - time.now());
		}
		await time.run();
		expect(await all).toEqual(Array(1_000).fill(200));
		expect(left[0]?.at).toBe(5_000);
		// One question each per closure; no timer each.
		expect(asked).toBeLessThanOrEqual(5 * 1_000);
		expect(time.slept.filter((ms) => ms > 10)).toHaveLength(5);
	});

	it('he who may not wait so long is told at once, and the others go on waiting', async () => {
		const { time, gate, add, names } = setUp();
		gate.closeFor(10_000);
		const outcomes = Promise.all([
			add(read('patient'), { mayBeHeldMs: () => 10_000 }),
			add(read('hasty'), { mayBeHeldMs: () => 9_999 }),
			add(read('hastyWriter'), { alone: true, mayBeHeldMs: () => 0 }),
		]);
		await time.run();
		expect(await outcomes).toEqual([
			200,
			{ name: 'HeldTooLongError', at: 0 },
			{ name: 'HeldTooLongError', at: 0 },
		]);
		expect(names()).toEqual(['patient']);
		expect(new HeldTooLongError(10_000).opensAt).toBe(10_000);
	});

	it('who has one try left leaves first once it has ended, and the others when he has his answer', async () => {
		const { time, gate, left, add } = setUp({ sizeOf: () => 20 });
		gate.closeFor(5_000);
		const all = Promise.all([
			add(read('patient')),
			add(read('writer'), { alone: true }),
			add(read('last'), { isLast: true }),
			add(read('lastWriter'), { alone: true, isLast: true }),
		]);
		await time.run();
		expect(await all).toEqual([200, 200, 200, 200]);
		expect(left).toEqual([
			{ names: ['last'], at: 5_000 },
			{ names: ['patient'], at: 5_100 },
			{ names: ['writer'], at: 5_100 },
			{ names: ['lastWriter'], at: 10_100 },
		]);
	});

	it('who has one try left goes on waiting while others leave, and is told of the end', async () => {
		const { time, gate, stop, names, add } = setUp({ durationMs: 60_000 });
		const busy = add(read('busy'));
		await time.run(1);
		gate.closeFor(4_999);
		const last = add(read('last'), { isLast: true });
		const other = add(read('other'));
		await time.run(14_000);
		expect(names()).toEqual(['busy', 'other']);
		stop.abort();
		await time.run();
		expect(await Promise.all([busy, other])).toEqual([200, 200]);
		expect(await last).toEqual({ name: 'CancelledError', at: 14_000 });
	});

	it('nothing leaves any more as soon as the gate is closed by what has just left', async () => {
		const time = new VirtualTime(0);
		const gate = new ThrottleGate(time);
		const left: number[] = [];
		const dispatcher = new Dispatcher({
			time,
			gate,
			sizeOf: () => 1,
			carry: async ([waiting]) => {
				left.push(time.now());
				if (left.length === 2) gate.closeFor(5_000);
				waiting!.resolve(answer(200));
			},
		});
		const standing = { ...PATIENT, mayBeHeldMs: () => 60_000 };
		const all = many(4).map(
			async (request) =>
				await new Promise((resolve, reject) =>
					dispatcher.add({ request, alone: false, standing, resolve, reject }),
				),
		);
		await time.run();
		await Promise.all(all);
		expect(left).toEqual([0, 0, 5_000, 5_000]);
	});

	it('nobody leaves before the latest end that was told, nor is held longer than he may be', async () => {
		// Kinds of moments that never coincide: what is first within a millisecond is not the question here.
		const moment = (kind: number, most: number) => fc.nat(most / 3).map((third) => third * 3 + kind);
		const closing = fc.record({ at: moment(0, 60_000), until: moment(1, 120_000) });
		const asking = fc.record({ from: moment(2, 60_000), budgetMs: fc.nat(90_000), alone: fc.boolean() });
		const scenario = fc.tuple(fc.array(closing, { maxLength: 5 }), fc.array(asking, { maxLength: 8 }));
		await fc.assert(
			fc.asyncProperty(scenario, async ([closings, askings]) => {
				const { time, gate, left, add } = setUp({ durationMs: 0 });
				const closed = closings.map(async ({ at, until }) => {
					await time.sleep(at);
					gate.closeFor(until - time.now());
				});
				const asked = askings.map(async ({ from, budgetMs, alone }, index) => {
					await time.sleep(from);
					const heldMsBefore = gate.heldMs();
					const mayBeHeldMs = () => budgetMs - gate.heldInVainMs(heldMsBefore);
					return await add(read(String(index)), { alone, mayBeHeldMs });
				});
				await time.run();
				await Promise.all(closed);
				const outcomes = await Promise.all(asked);
				const heldMs = outcomes.map((outcome, index) =>
					typeof outcome === 'object' ? outcome.at - askings[index]!.from : 0,
				);
				expect(heldMs.filter((ms, index) => ms > askings[index]!.budgetMs)).toEqual([]);
				for (const { names, at } of left) {
					const { from, budgetMs } = askings[Number(names[0])]!;
					expect(at - from).toBeLessThanOrEqual(budgetMs);
					const ends = closings.filter((closing) => closing.at < at).map(({ until }) => until);
					expect(at).toBeGreaterThanOrEqual(Math.max(0, ...ends));
				}
				expect(left).toHaveLength(outcomes.filter((outcome) => outcome === 200).length);
			}),
			{ numRuns: 60 },
		);
	});
});

describe('Who leaves when', () => {
	it('in the order of first asking: who comes again, before those who were never sent', async () => {
		const { time, add, names } = setUp();
		const [first, ...others] = many(60);
		const persistent = add(first!).then(async () => await add(first!));
		const all = Promise.all([persistent, ...others.map(async (request) => await add(request))]);
		await time.run();
		await all;
		const again = names().lastIndexOf('0');
		expect(again).toBeGreaterThanOrEqual(MAX_IN_FLIGHT);
		expect(again).toBeLessThan(2 * MAX_IN_FLIGHT);
	});

	it('loners are no obstacle to those who travel together', async () => {
		const { time, add, left } = setUp({ sizeOf: () => 20 });
		const all = Promise.all(
			many(40).map(async (request, index) => await add(request, { alone: index % 2 === 1 })),
		);
		await time.run();
		expect(await all).toEqual(Array(40).fill(200));
		expect(left[0]?.names).toEqual(many(40).flatMap((_, index) => (index % 2 === 0 ? [String(index)] : [])));
		expect(left).toHaveLength(21);
	});

	it('never more than 16 lots at once, of whatever kind', async () => {
		const { time, add, left } = setUp();
		const all = Promise.all(
			many(100).map(async (request, index) => await add(request, { alone: index % 3 === 0 })),
		);
		await time.run();
		expect(await all).toEqual(Array(100).fill(200));
		const sizes = new Map<number, number>();
		for (const { at } of left) sizes.set(at, (sizes.get(at) ?? 0) + 1);
		expect([...sizes.values()]).toEqual([16, 16, 16, 16, 16, 16, 4]);
	});

	it('one by one as long as there is no token', async () => {
		const { time, left, add } = setUp({ lacksToken: true, tokenAfter: 3 });
		const all = Promise.all(many(9).map(async (request) => await add(request)));
		await time.run();
		await all;
		expect(left.map(({ at }) => at)).toEqual([0, 100, 200, 300, 300, 300, 300, 300, 300]);
	});

	it('one alone where there is no token yet, and then the others', async () => {
		const { time, add, left } = setUp({ lacksToken: true });
		const all = Promise.all(many(10).map(async (request, index) => await add(request, { alone: index < 5 })));
		await time.run();
		expect(await all).toEqual(Array(10).fill(200));
		expect(left.map(({ at }) => at)).toEqual([0, ...Array<number>(9).fill(100)]);
	});
});

describe('The end of the execution', () => {
	it('is told to all who wait, for their turn or for the gate, and nothing leaves after it', async () => {
		const { time, gate, stop, add, left } = setUp({ durationMs: 5_000 });
		const all = Promise.all(many(100).map(async (request) => await add(request)));
		await time.run(1_000);
		gate.closeFor(60_000 - time.now());
		await time.run(6_000);
		stop.abort();
		await time.run();
		const outcomes = await all;
		expect(left).toHaveLength(16);
		expect(outcomes.slice(0, 16)).toEqual(Array(16).fill(200));
		expect(outcomes.slice(16)).toEqual(Array(84).fill({ name: new CancelledError().name, at: 6_000 }));
	});

	it('is told to all who wait for what another client has sent first', async () => {
		const other = setUp({ durationMs: 300_000 });
		const { time, gate } = other;
		gate.closeFor(5_000);
		const last = other.add(read('last'), { isLast: true });
		const { stop, add, left } = setUp({ behind: other });
		const all = Promise.all(many(3).map(async (request) => await add(request)));
		await time.run(6_000);
		expect(other.names()).toEqual(['last']);
		stop.abort();
		await time.run();
		expect(await all).toEqual(Array(3).fill({ name: 'CancelledError', at: 6_000 }));
		expect([await last, left]).toEqual([200, []]);
	});

	it('is told to whoever comes later', async () => {
		const { time, stop, add, left } = setUp();
		stop.abort();
		const outcome = add(read('late'));
		await time.run();
		expect(await outcome).toEqual({ name: 'CancelledError', at: 0 });
		expect(left).toEqual([]);
	});
});
