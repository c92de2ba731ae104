import { steadyClock } from '../../../nodes/graph/time';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 15, 9);

describe('A steady clock', () => {
	beforeEach(() => {
		jest.useFakeTimers({ now: START });
	});
	afterEach(() => {
		jest.useRealTimers();
	});

	it.each([5 * HOUR, -5 * HOUR])("goes on as it did where the machine's clock is set by %i ms", (aheadMs) => {
		const now = steadyClock();
		jest.advanceTimersByTime(1_000);
		jest.setSystemTime(Date.now() + aheadMs);
		expect(now()).toBe(START + 1_000);
		jest.advanceTimersByTime(1_000);
		expect(now()).toBe(START + 2_000);
		// The next one begins with the hour that is right by then.
		expect(steadyClock()()).toBe(START + 2_000 + aheadMs);
	});

	it('tells whole milliseconds', () => {
		jest.useRealTimers();
		const now = steadyClock();
		const told = Array.from({ length: 1_000 }, () => now());
		expect(told.every(Number.isInteger)).toBe(true);
	});
});
