import fc from 'fast-check';
import { KeyedLocks } from '../../../nodes/copilot/KeyedLocks';
import { CancelledError } from '../../../nodes/graph/time';

/** Work that ends when it is told to. */
function openWork() {
	let finish!: () => void;
	const finished = new Promise<void>((resolve) => (finish = resolve));
	return { finish, work: async () => await finished };
}

const turn = async () => await new Promise<void>((resolve) => setImmediate(resolve));

describe('locks by key', () => {
	it('let those of one key work one after another in the order in which they came', async () => {
		const locks = new KeyedLocks();
		const log: string[] = [];
		const works = ['a', 'b', 'c'].map((name) =>
			locks.run('key', async () => {
				log.push(`${name} begins`);
				await turn();
				log.push(`${name} ends`);
				return name;
			}),
		);
		expect(await Promise.all(works)).toEqual(['a', 'b', 'c']);
		expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
	});

	it('let those of different keys work at once', async () => {
		const locks = new KeyedLocks();
		const first = openWork();
		const blocked = locks.run('one', first.work);
		expect(await locks.run('other', async () => 'done')).toBe('done');
		first.finish();
		await blocked;
	});

	it('go on behind work that failed', async () => {
		const locks = new KeyedLocks();
		const failed = locks.run('key', async () => await Promise.reject(new Error('no')));
		const next = locks.run('key', async () => 'done');
		await expect(failed).rejects.toThrow('no');
		expect(await next).toBe('done');
	});

	it('let a waiting one give up at once, and nobody behind it overtake those before', async () => {
		const locks = new KeyedLocks();
		const cancel = new AbortController();
		const first = openWork();
		const log: string[] = [];
		const before = locks.run('key', first.work);
		const givesUp = locks.run('key', async () => log.push('worked'), cancel.signal);
		const behind = locks.run('key', async () => log.push('behind'));
		cancel.abort();
		await expect(givesUp).rejects.toBeInstanceOf(CancelledError);
		await turn();
		expect(log).toEqual([]);
		first.finish();
		await Promise.all([before, behind]);
		expect(log).toEqual(['behind']);
	});

	it('do not begin work after the cancellation, even where nobody is before it', async () => {
		const begun = jest.fn();
		await expect(new KeyedLocks().run('key', begun, AbortSignal.abort())).rejects.toBeInstanceOf(
			CancelledError,
		);
		expect(begun).not.toHaveBeenCalled();
	});

	it('do not make Node warn of a leak when many wait with one signal', async () => {
		const warned = jest.fn();
		process.on('warning', warned);
		const locks = new KeyedLocks();
		const first = openWork();
		const { signal } = new AbortController();
		const all = Array.from({ length: 30 }, () => locks.run('key', first.work, signal));
		await turn();
		first.finish();
		await Promise.all(all);
		process.off('warning', warned);
		expect(warned).not.toHaveBeenCalled();
	});

	it('never let two of one key work at once, and lose nobody, whoever fails or gives up', async () => {
		const someone = fc.record({
			key: fc.constantFrom('a', 'b'),
			fate: fc.constantFrom('works', 'fails', 'gives up'),
			turns: fc.integer({ min: 0, max: 3 }),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(someone, { maxLength: 12 }), async (everybody) => {
				const locks = new KeyedLocks();
				const working = new Map<string, number>();
				let most = 0;
				const outcomes = everybody.map(async ({ key, fate, turns }) => {
					const cancel = new AbortController();
					const done = locks.run(
						key,
						async () => {
							working.set(key, (working.get(key) ?? 0) + 1);
							most = Math.max(most, working.get(key) ?? 0);
							for (let left = turns; left > 0; left--) await turn();
							working.set(key, (working.get(key) ?? 0) - 1);
							if (fate === 'fails') throw new Error('no');
						},
						cancel.signal,
					);
					if (fate === 'gives up') cancel.abort();
					await done.catch(() => undefined);
					return true;
				});
				expect(await Promise.all(outcomes)).toEqual(everybody.map(() => true));
				expect(most).toBeLessThanOrEqual(1);
			}),
			{ numRuns: 50 },
		);
	});
});
