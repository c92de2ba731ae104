import fc from 'fast-check';
import type { Copilot } from '../../../nodes/copilot/Copilot';
import { withLock } from '../../../nodes/copilot/withLock';
import { CancelledError } from '../../../nodes/graph/time';

const turn = async () => await new Promise<void>((resolve) => setImmediate(resolve));

const lock = async <T>(subject: string, work: () => Promise<T>, signal?: AbortSignal, connectionId = 'c') =>
	await withLock({ connectionId, signal } as Copilot, 'W', subject, work);

/** Work that ends when it is told to. */
function openWork() {
	let finish!: () => void;
	const finished = new Promise<void>((resolve) => (finish = resolve));
	return { finish, work: async () => await finished };
}

describe('withLock', () => {
	it('is about one subject in one workspace of one connection', async () => {
		const first = openWork();
		const blocked = lock('one', first.work);
		expect(await lock('other', async () => 'done')).toBe('done');
		expect(await lock('one', async () => 'done', undefined, 'another connection')).toBe('done');
		const behind = jest.fn();
		const waiting = withLock({ connectionId: 'c' } as Copilot, 'w', 'one', async () => behind());
		await turn();
		expect(behind).not.toHaveBeenCalled();
		first.finish();
		await Promise.all([blocked, waiting]);
	});

	it('lets a cancelled caller go at once, and nobody behind it pass those before it', async () => {
		const cancel = new AbortController();
		const first = openWork();
		const log: string[] = [];
		const before = lock('key', first.work);
		const cancelled = lock('key', async () => log.push('cancelled'), cancel.signal);
		const behind = lock('key', async () => log.push('behind'));
		cancel.abort();
		await expect(cancelled).rejects.toBeInstanceOf(CancelledError);
		await turn();
		expect(log).toEqual([]);
		first.finish();
		await Promise.all([before, behind]);
		expect(log).toEqual(['behind']);
	});

	it('begins nothing after the cancellation, even where the lock is free', async () => {
		const begun = jest.fn();
		await expect(lock('key', begun, AbortSignal.abort())).rejects.toBeInstanceOf(CancelledError);
		expect(begun).not.toHaveBeenCalled();
	});

	it('does not make Node warn of a leak when many wait with one signal', async () => {
		const warned = jest.fn();
		process.on('warning', warned);
		const first = openWork();
		const { signal } = new AbortController();
		const all = Array.from({ length: 30 }, async () => await lock('key', first.work, signal));
		await turn();
		first.finish();
		await Promise.all(all);
		process.off('warning', warned);
		expect(warned).not.toHaveBeenCalled();
	});

	it('runs one work of a key at a time, in the order of the calls, whichever fail or are cancelled', async () => {
		const caller = fc.record({
			key: fc.constantFrom('a', 'b'),
			fate: fc.constantFrom('works', 'fails', 'is cancelled'),
			turns: fc.integer({ min: 0, max: 3 }),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(caller, { maxLength: 12 }), async (callers) => {
				const begun: Record<string, number[]> = { a: [], b: [] };
				const working = new Set<string>();
				const outcomes = callers.map(async ({ key, fate, turns }, index) => {
					const cancel = new AbortController();
					const done = lock(
						key,
						async () => {
							expect(working.has(key)).toBe(false);
							working.add(key);
							begun[key]!.push(index);
							for (let left = turns; left > 0; left--) await turn();
							working.delete(key);
							if (fate === 'fails') throw new Error('no');
						},
						cancel.signal,
					);
					if (fate === 'is cancelled') cancel.abort();
					return await done.then(
						() => 'works',
						(error: Error) => error.message,
					);
				});
				const all = await Promise.all(outcomes);
				expect(
					all.filter((outcome) => !['works', 'no', 'The execution was cancelled'].includes(outcome)),
				).toEqual([]);
				for (const order of Object.values(begun)) expect(order).toEqual([...order].sort((a, b) => a - b));
			}),
			{ numRuns: 50 },
		);
	});
});
