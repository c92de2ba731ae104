import fc from 'fast-check';
import { nextPollAt, pollUntilEnded, severityOf } from '../../../nodes/copilot/poller';
import type { GraphClient } from '../../../nodes/graph/client';
import type { GraphEntity } from '../../../nodes/graph/entity';
import {
	ConnectionError,
	GraphResponseError,
	RetriesExhaustedError,
	SignInError,
	UnexpectedAnswerError,
} from '../../../nodes/graph/errors';
import { BODY_TOO_LARGE } from '../../../nodes/graph/http';
import { CancelledError } from '../../../nodes/graph/time';
import { VirtualTime } from '../graph/virtualTime';

const keyOf = (evaluationId: string) => ({ workspaceId: 'w', sessionId: 's', promptId: 'p', evaluationId });

/** Evaluations that end at their time; every poll is counted. */
class Service {
	readonly polls = new Map<string, number[]>();

	constructor(
		private readonly time: VirtualTime,
		/** When each ends, in milliseconds since the epoch. */
		private readonly endsAt: ReadonlyMap<string, number>,
		private readonly latencyMs = 0,
	) {}

	readonly client = {
		get: async (path: string): Promise<GraphEntity> => {
			const id = path.split('/').at(-1)!;
			const now = this.time.now();
			this.polls.set(id, [...(this.polls.get(id) ?? []), now]);
			if (this.latencyMs > 0) await this.time.sleep(this.latencyMs);
			const hasEnded = now >= this.endsAt.get(id)!;
			return hasEnded
				? { id, state: 'completed', result: { type: 'success', content: 'Yes.' } }
				: { id, state: 'running', result: null };
		},
	} as unknown as GraphClient;
}

/** Waits for evaluations, each of which begins at its time and takes its time; milliseconds. */
async function waitFor(evaluations: Array<{ beginMs: number; durationMs: number }>, latencyMs = 0) {
	const time = new VirtualTime();
	const startMs = time.now();
	const endsAt = new Map(
		evaluations.map(({ beginMs, durationMs }, index) => [`e${index}`, startMs + beginMs + durationMs]),
	);
	const service = new Service(time, endsAt, latencyMs);
	const graph = service.client;
	const waits = evaluations.map(async ({ beginMs }, index) => {
		const id = `e${index}`;
		if (beginMs > 0) await time.sleep(beginMs);
		const evaluation = { id, state: 'created' };
		const polled = { key: keyOf(id), evaluation, ageMs: 0, timeoutMs: 86_400_000 };
		await pollUntilEnded({ graph, time }, polled);
		return { lateMs: time.now() - endsAt.get(id)!, polls: service.polls.get(id)?.length ?? 0 };
	});
	const all = Promise.all(waits);
	await time.run();
	return { waited: await all, moments: new Set([...service.polls.values()].flat()).size };
}

describe('the interval between polls', () => {
	it('is a second, later a tenth of the age, at most 15 s, and ends at a full second', () => {
		const ages = fc.integer({ min: 0, max: 86_400_000 });
		fc.assert(
			fc.property(ages, fc.integer({ min: 0, max: 999 }), (ageMs, createdMs) => {
				const lastMs = createdMs + ageMs;
				const next = nextPollAt(lastMs, createdMs);
				const interval = Math.min(15_000, Math.max(1_000, ageMs / 10));
				expect(next % 1_000).toBe(0);
				expect(Math.abs(next - lastMs - interval)).toBeLessThanOrEqual(500);
			}),
		);
	});
});

describe('the wait for evaluations', () => {
	it('is late by at most a tenth, 15 s, or a second and a half, however long an answer takes to come', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 0, max: 1_000 }),
				fc.integer({ min: 1, max: 900_000 }),
				fc.constantFrom(0, 150, 900),
				async (beginMs, durationMs, latencyMs) => {
					const { waited } = await waitFor([{ beginMs, durationMs }], latencyMs);
					const most = Math.min(15_000, Math.max(1_000, durationMs / 10)) + 500;
					expect(waited[0]!.lateMs).toBeLessThanOrEqual(most + latencyMs);
				},
			),
			{ numRuns: 60 },
		);
	});

	it('polls at most 50 times in 300 s, and fifty that began at different moments in few batches', async () => {
		const fifty = Array.from({ length: 50 }, (_, index) => ({ beginMs: index * 137, durationMs: 300_000 }));
		const { waited, moments } = await waitFor(fifty);
		expect(Math.max(...waited.map(({ polls }) => polls))).toBeLessThanOrEqual(50);
		expect(moments).toBeLessThan(250);
	});
});

describe('the end of a wait', () => {
	const wait = async (
		graph: GraphClient,
		time: VirtualTime,
		timeoutMs: number,
		{
			evaluation = { id: 'e0', state: 'running' } as GraphEntity,
			signal = undefined as AbortSignal | undefined,
		} = {},
	) => await pollUntilEnded({ graph, time, signal }, { key: keyOf('e0'), evaluation, ageMs: 0, timeoutMs });

	it('comes at its time, after a last poll', async () => {
		const time = new VirtualTime();
		const startMs = time.now();
		const service = new Service(time, new Map([['e0', Number.POSITIVE_INFINITY]]));
		const waiting = wait(service.client, time, 33_333);
		await time.run();
		expect(await waiting).toEqual({ evaluation: expect.objectContaining({ state: 'running' }) });
		expect(service.polls.get('e0')?.at(-1)).toBe(startMs + 33_333);
		expect(time.now()).toBe(startMs + 33_333);
	});

	it('comes at once for what has ended already, without a poll', async () => {
		const time = new VirtualTime();
		const service = new Service(time, new Map());
		const ended = { state: 'cancelled' };
		const seen = await wait(service.client, time, 60_000, { evaluation: ended });
		expect(seen).toEqual({ evaluation: ended });
		expect(service.polls.size).toBe(0);
	});

	it('comes at once with the cancellation, between two polls', async () => {
		const time = new VirtualTime();
		const startMs = time.now();
		const service = new Service(time, new Map([['e0', Number.POSITIVE_INFINITY]]));
		const cancel = new AbortController();
		const waiting = wait(service.client, time, 600_000, { signal: cancel.signal }).catch(
			(error: unknown) => ({ error, atMs: time.now() }),
		);
		await time.run(startMs + 201_000);
		cancel.abort();
		await time.run();
		expect(await waiting).toEqual({ error: expect.any(CancelledError), atMs: startMs + 201_000 });
	});

	it('comes within five seconds after its time where a poll is never answered', async () => {
		const time = new VirtualTime();
		const startMs = time.now();
		const client = { get: async () => await new Promise(() => undefined) } as unknown as GraphClient;
		const waiting = wait(client, time, 10_000);
		await time.run();
		expect((await waiting).evaluation.state).toBe('running');
		expect(time.now() - startMs).toBeLessThanOrEqual(15_000);
	});
});

describe('a failed poll', () => {
	const answer = (status: number) => new GraphResponseError(status, {}, 'GET', '/beta/path');
	const request = { method: 'GET' as const, url: 'https://graph.microsoft.com/beta/path', headers: {} };

	it.each<[string, unknown, number, 'passes' | 'counts' | 'fatal']>([
		['retries that are used up', new RetriesExhaustedError({}, request, 4), 30_000, 'passes'],
		['a body that broke on the way', new ConnectionError('ECONNRESET', 'graph', false), 30_000, 'passes'],
		['a token endpoint without an answer', new SignInError('unreachable'), 30_000, 'passes'],
		['404 of an evaluation of ten seconds', answer(404), 10_000, 'passes'],
		['404 later', answer(404), 10_001, 'counts'],
		['403', answer(403), 0, 'counts'],
		['a body that cannot be read', new UnexpectedAnswerError('is empty'), 30_000, 'counts'],
		['401', answer(401), 0, 'fatal'],
		['400', answer(400), 0, 'fatal'],
		['a sign-in that is refused', new SignInError('refused'), 0, 'fatal'],
		['an answer that is too large', new ConnectionError(BODY_TOO_LARGE, 'graph', false), 0, 'fatal'],
		['a certificate that is not trusted', new ConnectionError('CERT_HAS_EXPIRED', 'graph', true), 0, 'fatal'],
		['the cancellation', new CancelledError(), 0, 'fatal'],
	])('%s', (_what, error, ageMs, severity) => {
		expect(severityOf(error, ageMs)).toBe(severity);
	});
});
