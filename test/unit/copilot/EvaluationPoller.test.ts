import fc from 'fast-check';
import { EvaluationPoller, type Seen } from '../../../nodes/copilot/EvaluationPoller';
import type { GraphClient } from '../../../nodes/graph/client';
import type { GraphEntity } from '../../../nodes/graph/entity';
import { VirtualTime } from '../graph/virtualTime';

/** Evaluations that end at their time; every look is counted. */
class Service {
	readonly looks = new Map<string, number[]>();

	constructor(
		private readonly time: VirtualTime,
		/** When each ends, in milliseconds since the epoch. */
		private readonly endsAt: ReadonlyMap<string, number>,
	) {}

	readonly client = {
		get: async (path: string): Promise<GraphEntity> => {
			const id = path.split('/').at(-1)!;
			const now = this.time.now();
			this.looks.set(id, [...(this.looks.get(id) ?? []), now]);
			const hasEnded = now >= this.endsAt.get(id)!;
			return hasEnded
				? { id, state: 'completed', result: { type: 'success', content: 'Yes.' } }
				: { id, state: 'running', result: null };
		},
	} as unknown as GraphClient;
}

/** Lets time pass until all that is waited for has come. */
async function passing<T>(time: VirtualTime, waits: Array<Promise<T>>): Promise<T[]> {
	const all = Promise.all(waits);
	await time.run();
	return await all;
}

interface Waited {
	lateMs: number;
	looks: number;
}

/** Waits for evaluations, each of which begins at its time and takes its time; milliseconds. */
async function waitFor(evaluations: Array<{ beginMs: number; durationMs: number }>, timeoutMs = 86_400_000) {
	const time = new VirtualTime();
	const startMs = time.now();
	const endsAt = new Map(
		evaluations.map(({ beginMs, durationMs }, index) => [`e${index}`, startMs + beginMs + durationMs]),
	);
	const service = new Service(time, endsAt);
	const watch = new EvaluationPoller(service.client, time);
	const waits = evaluations.map(async ({ beginMs }, index): Promise<Waited> => {
		const evaluationId = `e${index}`;
		if (beginMs > 0) await time.sleep(beginMs);
		await watch.untilEnded({
			key: { workspaceId: 'w', sessionId: 's', promptId: 'p', evaluationId },
			evaluation: { id: evaluationId, state: 'created' },
			ageMs: 0,
			timeoutMs,
		});
		return {
			lateMs: time.now() - endsAt.get(evaluationId)!,
			looks: service.looks.get(evaluationId)?.length ?? 0,
		};
	});
	return { waited: await passing(time, waits), moments: new Set([...service.looks.values()].flat()).size };
}

describe('the wait for one evaluation', () => {
	it.each([
		[2_000, 1_000, 3],
		[16_000, 1_000, 17],
		[60_000, 3_000, 29],
		[300_000, 15_000, 39],
	])('of %i ms is late by at most %i ms, with at most %i looks', async (durationMs, lateMs, looks) => {
		for (const beginMs of [0, 1, 130, 249, 251, 777]) {
			const { waited } = await waitFor([{ beginMs, durationMs }]);
			expect(waited[0]!.lateMs).toBeLessThanOrEqual(lateMs);
			expect(waited[0]!.looks).toBeLessThanOrEqual(looks);
		}
	});

	it('is late by at most 1.25 s up to 20 s, 16 % up to five minutes, and 15.25 s from there on', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 0, max: 1_000 }),
				fc.integer({ min: 1, max: 900_000 }),
				async (beginMs, durationMs) => {
					const { waited } = await waitFor([{ beginMs, durationMs }]);
					const slot = 250;
					const most = durationMs <= 20_000 ? 1_000 : durationMs <= 300_500 ? 0.16 * durationMs : 15_000;
					expect(waited[0]!.lateMs).toBeLessThanOrEqual(most + slot);
				},
			),
			{ numRuns: 60 },
		);
	});
});

describe('the wait for many evaluations', () => {
	const many = fc.array(
		fc.record({
			beginMs: fc.integer({ min: 0, max: 30_000 }),
			durationMs: fc.integer({ min: 1, max: 300_000 }),
		}),
		{ minLength: 2, maxLength: 40 },
	);

	it('looks at none more often than 40 times in 300 s, and is a quarter of an interval later at most', async () => {
		await fc.assert(
			fc.asyncProperty(many, async (evaluations) => {
				const { waited } = await waitFor(evaluations);
				for (const [index, { durationMs }] of evaluations.entries()) {
					const most = durationMs <= 20_000 ? 1_250 : 0.2 * durationMs;
					expect(waited[index]!.lateMs).toBeLessThanOrEqual(most + 250);
					expect(waited[index]!.looks).toBeLessThanOrEqual(40);
				}
			}),
			{ numRuns: 30 },
		);
	});

	it('looks at them together: fifty that began at different moments take few bundles', async () => {
		const evaluations = Array.from({ length: 50 }, (_, index) => ({
			beginMs: index * 137,
			durationMs: 300_000,
		}));
		const { waited, moments } = await waitFor(evaluations);
		const looks = waited.reduce((sum, { looks: mine }) => sum + mine, 0);
		expect(looks).toBeGreaterThan(1_500);
		expect(moments).toBeLessThan(250);
	});
});

describe('the end of a wait', () => {
	const key = { workspaceId: 'w', sessionId: 's', promptId: 'p', evaluationId: 'e0' };
	const evaluation = { id: 'e0', state: 'running' };

	it('comes at its time, after a last look', async () => {
		const time = new VirtualTime();
		const startMs = time.now();
		const service = new Service(time, new Map([['e0', Number.POSITIVE_INFINITY]]));
		const watch = new EvaluationPoller(service.client, time);
		const seen = watch.untilEnded({ key, evaluation, ageMs: 0, timeoutMs: 33_333 });
		expect(await passing(time, [seen])).toEqual([
			{ evaluation: expect.objectContaining({ state: 'running' }) },
		]);
		expect(service.looks.get('e0')?.at(-1)).toBe(startMs + 33_333);
		expect(time.now()).toBe(startMs + 33_333);
	});

	it('comes at once for what has ended already, without a look', async () => {
		const time = new VirtualTime();
		const service = new Service(time, new Map());
		const watch = new EvaluationPoller(service.client, time);
		const ended = { state: 'cancelled' };
		const seen = await watch.untilEnded({ key, evaluation: ended, ageMs: 0, timeoutMs: 60_000 });
		expect(seen).toEqual({ evaluation: ended });
		expect(service.looks.size).toBe(0);
	});

	it('comes within five seconds after its time where a look is never answered', async () => {
		const time = new VirtualTime();
		const startMs = time.now();
		const client = { get: async () => await new Promise(() => undefined) } as unknown as GraphClient;
		const watch = new EvaluationPoller(client, time);
		const seen = watch.untilEnded({ key, evaluation, ageMs: 0, timeoutMs: 10_000 });
		const [{ evaluation: last }] = (await passing(time, [seen])) as [Seen];
		expect(last.state).toBe('running');
		expect(time.now() - startMs).toBeLessThanOrEqual(15_000);
	});
});
