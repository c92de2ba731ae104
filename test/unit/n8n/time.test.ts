import { getEventListeners } from 'node:events';
import { CancelledError, endedByCancellation } from '../../../nodes/graph/time';
import { n8nTime } from '../../../nodes/n8n/time';

const MANY = 30;

const never = new Promise<never>(() => undefined);

describe.each([
	['waits', async (signal: AbortSignal) => await n8nTime().sleep(60_000, signal)],
	['answers under way', async (signal: AbortSignal) => await endedByCancellation(never, signal)],
])('Many %s on the signal of one execution', (_what, wait) => {
	it('leave no crowd of listeners on it, about which Node would warn', async () => {
		const execution = new AbortController();
		const waits = Array.from(
			{ length: MANY },
			async () => await wait(execution.signal).catch(() => undefined),
		);
		expect(getEventListeners(execution.signal, 'abort')).toEqual([]);
		execution.abort();
		await Promise.all(waits);
	});

	it('all end when it is given', async () => {
		const execution = new AbortController();
		const waits = Array.from({ length: MANY }, async () => await wait(execution.signal));
		execution.abort();
		const ends = await Promise.allSettled(waits);
		for (const end of ends) expect(end).toMatchObject({ reason: expect.any(CancelledError) });
	});

	it('do not begin when it was given before', async () => {
		await expect(wait(AbortSignal.abort())).rejects.toBeInstanceOf(CancelledError);
	});
});

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 15, 9);

describe('The clock of an execution', () => {
	beforeEach(() => {
		jest.useFakeTimers({ now: START });
	});
	afterEach(() => {
		jest.useRealTimers();
	});

	it.each([5 * HOUR, -5 * HOUR])("goes on as it did where the machine's clock is set by %i ms", (aheadMs) => {
		const { now } = n8nTime();
		jest.advanceTimersByTime(1_000);
		jest.setSystemTime(Date.now() + aheadMs);
		expect(now()).toBe(START + 1_000);
		jest.advanceTimersByTime(1_000);
		expect(now()).toBe(START + 2_000);
		// The next one begins with the hour that is right by then.
		expect(n8nTime().now()).toBe(START + 2_000 + aheadMs);
	});

	it('tells whole milliseconds', () => {
		jest.useRealTimers();
		const { now } = n8nTime();
		const told = Array.from({ length: 1_000 }, () => now());
		expect(told.every(Number.isInteger)).toBe(true);
	});
});
