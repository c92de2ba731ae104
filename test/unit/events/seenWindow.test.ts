import fc from 'fast-check';

import {
	isNew,
	REMEMBERED_MS,
	take,
	type Occurrence,
	type SeenWindow,
} from '../../../nodes/copilot/events/SeenWindow';

const at = (clock: string, day = '2026-11-02') => Date.parse(`${day}T${clock}Z`);
const PRESENT = at('12:00:00');
const occurrence = (key: string, clock: string): Occurrence => ({ key, timeMs: at(clock) });
const keysOf = (occurrences: readonly Occurrence[]) => occurrences.map(({ key }) => key);

/** The window after a first poll that saw these. */
const begunWith = (...occurred: Occurrence[]): SeenWindow => take(undefined, occurred, PRESENT).window;

describe('seen window', () => {
	it('takes everything as known at first', () => {
		const { window, fresh } = take(undefined, [occurrence('a', '10:00:00')], PRESENT);
		expect(fresh).toEqual([]);
		expect(window).toEqual({
			floorMs: at('10:00:00') - REMEMBERED_MS,
			seen: { a: at('10:00:00') },
		});
	});

	it('tells the first thing ever, after a first poll that saw nothing', () => {
		expect(keysOf(take(begunWith(), [occurrence('a', '10:00:00')], PRESENT).fresh)).toEqual(['a']);
	});

	it('tells what is new once, in the order in which it happened', () => {
		const occurred = [
			occurrence('late', '11:00:00'),
			occurrence('b', '10:30:00'),
			occurrence('a', '10:30:00'),
		];
		const { window, fresh } = take(begunWith(), occurred, PRESENT);
		expect(keysOf(fresh)).toEqual(['a', 'b', 'late']);
		expect(take(window, occurred, PRESENT).fresh).toEqual([]);
	});

	it('tells apart what has the same time, and takes what was read twice for one', () => {
		const window = begunWith(occurrence('a', '10:00:00'));
		const twice = [occurrence('b', '10:00:00'), occurrence('a', '10:00:00'), occurrence('b', '10:00:00')];
		expect(keysOf(take(window, twice, PRESENT).fresh)).toEqual(['b']);
	});

	it('notices what shows up late, as long as it remembers', () => {
		const window = begunWith(occurrence('a', '11:00:00'));
		const dayBefore = (clock: string): Occurrence => ({ key: clock, timeMs: at(clock, '2026-11-01') });
		const { fresh } = take(window, [dayBefore('11:00:00'), dayBefore('10:59:59')], PRESENT);
		expect(keysOf(fresh)).toEqual(['11:00:00']);
	});

	it('is not put out by one thing from the future', () => {
		const fromTheFuture: Occurrence = { key: 'future', timeMs: at('00:00:00', '2027-01-01') };
		const first = take(begunWith(), [fromTheFuture], PRESENT);
		expect(keysOf(first.fresh)).toEqual(['future']);
		const second = take(first.window, [fromTheFuture, occurrence('a', '12:00:01')], at('12:00:02'));
		expect(keysOf(second.fresh)).toEqual(['a']);
	});

	it('stays bounded, and tells nothing twice where it had to forget', () => {
		const many = Array.from({ length: 12_000 }, (_, index): Occurrence => {
			return { key: `key ${index}`, timeMs: at('09:00:00') + index };
		});
		const { window, fresh } = take(begunWith(), many, PRESENT);
		expect(fresh).toHaveLength(12_000);
		expect(Object.keys(window.seen)).toHaveLength(5_000);
		expect(take(window, many, PRESENT).fresh).toEqual([]);
	});

	it('takes keys for nothing but text', () => {
		const { window } = take(begunWith(), [occurrence('__proto__', '10:00:00')], PRESENT);
		expect(isNew(JSON.parse(JSON.stringify(window)), occurrence('__proto__', '10:00:00'))).toBe(false);
		expect(isNew(window, occurrence('constructor', '10:00:00'))).toBe(true);
	});

	it('leaves the given window as it is, and changes nothing where nothing is new', () => {
		const seconds = fc.integer({ min: 0, max: 100_000 });
		fc.assert(
			fc.property(fc.array(seconds), fc.array(seconds), (before, now) => {
				const occurred = (list: number[]) =>
					list.map((second) => ({ key: `k${second}`, timeMs: at('00:00:00') + second * 1_000 }));
				const window = take(begunWith(), occurred(before), PRESENT).window;
				const copy = structuredClone(window);
				const { window: after } = take(window, occurred(now), PRESENT);
				expect(window).toEqual(copy);
				expect(take(after, occurred([...before, ...now]), PRESENT)).toEqual({ window: after, fresh: [] });
			}),
		);
	});
});
