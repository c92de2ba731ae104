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
