import { LastTries } from '../../../nodes/graph/LastTries';
import { VirtualTime } from './virtualTime';

describe('The last tries of what is throttled while others are served', () => {
	let time: VirtualTime;
	let lastTries: LastTries;
	let start: number;
	let went: string[];
	let woken: number;
	const wake = () => (woken += 1);

	/** One that waits: when it is called, it leaves first. */
	const waits = (name: string, tries: number) => {
		const lastTry = {
			tries: () => tries,
			leave: () => {
				went.push(name);
				lastTries.delete(lastTry);
				lastTries.onDeparture('first');
			},
		};
		lastTries.add(lastTry);
		return lastTry;
	};

	/** Something leaves, and is told at once to come again. */
	const throttled = (seconds: number) => {
		lastTries.onDeparture('amongOthers');
		lastTries.onThrottled(seconds * 1_000, 'amongOthers');
		lastTries.onReturn('amongOthers');
	};

	beforeEach(() => {
		time = new VirtualTime();
		lastTries = new LastTries(time);
		start = time.now();
		went = [];
		woken = 0;
	});

	it('are called by how often each was tried, then by who waits longer', async () => {
		waits('second', 3);
		waits('first', 4);
		waits('third', 3);
		throttled(10);
		expect(lastTries.goFirst(wake)).toBe(false);
		await time.run(start + 10_000);
		for (const expected of [['first'], ['first', 'second'], ['first', 'second', 'third']]) {
			expect(lastTries.goFirst(wake)).toBe(true);
			expect(went).toEqual(expected);
			lastTries.onServed();
			lastTries.onReturn('first');
			await time.run(time.now() + 10_000);
		}
		expect(lastTries.goFirst(wake)).toBe(false);
		expect(woken).toBe(3);
	});

	it('are not called while anything is under way, nor before the time that Graph asked for', async () => {
		waits('one', 3);
		throttled(10);
		lastTries.onDeparture('amongOthers');
		await time.run(start + 19_999);
		expect(lastTries.goFirst(wake)).toBe(false);
		lastTries.onReturn('amongOthers');
		expect(lastTries.goFirst(wake)).toBe(true);
		expect(went).toEqual(['one']);
	});

	it('are called although something is under way for long', async () => {
		waits('one', 3);
		throttled(10);
		lastTries.onDeparture('amongOthers');
		await time.run(start + 20_000);
		expect(lastTries.goFirst(wake)).toBe(true);
		expect(went).toEqual(['one']);
	});

	it('let others come first after one that failed, and all of them after one that was served', async () => {
		waits('failing', 4);
		waits('served', 3);
		throttled(10);
		await time.run(start + 10_000);
		expect(lastTries.goFirst(wake)).toBe(true);
		lastTries.onThrottled(10_000, 'first');
		lastTries.onReturn('first');
		await time.run(start + 20_000);
		expect(lastTries.goFirst(wake)).toBe(false);
		expect(lastTries.next()).toEqual({ inMs: 0, departure: 'first', alone: false });

		throttled(10);
		expect(lastTries.next().inMs).toBe(10_000);
		await time.run(start + 30_000);
		expect(lastTries.goFirst(wake)).toBe(true);
		lastTries.onServed();
		lastTries.onReturn('first');
		expect(went).toEqual(['failing', 'served']);
		expect(lastTries.next()).toEqual({ inMs: 0, departure: 'amongOthers', alone: false });
	});

	it('wait for a quiet moment, but not for ever where others are served all the time', async () => {
		throttled(10);
		await time.run(start + 10_000);
		for (let second = 10; second < 40; second++) {
			lastTries.onDeparture('amongOthers');
			lastTries.onReturn('amongOthers');
			expect(lastTries.next().inMs).toBe(Math.min(40 - second, 10) * 1_000);
			await time.run(time.now() + 1_000);
		}
		lastTries.onDeparture('amongOthers');
		expect(lastTries.next()).toEqual({ inMs: 0, departure: 'overdue', alone: false });
		expect(lastTries.goFirst(wake)).toBe(false);

		waits('one', 4);
		lastTries.onDeparture('overdue');
		lastTries.onThrottled(10_000, 'overdue');
		lastTries.onReturn('overdue');
		await time.run(start + 50_000);
		expect(lastTries.goFirst(wake)).toBe(true);
		expect(went).toEqual(['one']);
	});

	it.each([
		[[10], 10, true],
		[[10], 11, true],
		[[10], 12, false],
		// What was asked for a while ago may still hold.
		[[20, 10], 10, false],
		[[20, 10, 10, 10, 10, 10], 10, true],
	])('came in time where Graph had asked for %j s and now asks for %i: %s', async (asked, now, inTime) => {
		waits('one', 3);
		for (const seconds of asked) {
			throttled(seconds);
			await time.run(time.now() + seconds * 1_000);
		}
		lastTries.goFirst(wake);
		expect(went).toEqual(['one']);
		lastTries.onThrottled(now * 1_000, 'first');
		expect(lastTries.cameInTime(now * 1_000)).toBe(inTime);
	});
});
