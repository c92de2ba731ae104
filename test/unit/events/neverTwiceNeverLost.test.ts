import fc from 'fast-check';

import type { Watched, WatchState } from '../../../nodes/copilot/events/observe';
import { REMEMBERED_MS } from '../../../nodes/copilot/events/SeenWindow';
import { timestampOrder } from '../../../nodes/graph/timestamp';
import { Poller, type Poll } from './Poller';
import { graphTimestamp, ServiceModel, type ModelSession, type ServiceHabits } from './ServiceModel';

const HOUR_MS = 3_600_000;
const LOOK_BACK_MS = 24 * HOUR_MS;

/** Things show up at most this much later than their timestamps say: less than what is remembered. */
const LONGEST_LAG_MS = 20 * HOUR_MS;

/** What may happen in the service, also while a poll reads. */
type Change =
	| { kind: 'create'; lagMs: number; count: number }
	| { kind: 'createInFuture' }
	| { kind: 'rename'; which: number }
	| { kind: 'ask'; which: number; runMs: number; lagMs: number; resultType: string }
	| { kind: 'pass'; milliseconds: number };

type Step =
	| Change
	| { kind: 'restart' }
	| {
			kind: 'poll';
			failure?: { request: number; status: number };
			during: Array<{ request: number; change: Change }>;
	  }
	/** A poll in the middle of which another one is made from start to end. */
	| { kind: 'overlap'; request: number };

const lag = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: LONGEST_LAG_MS }));
const which = fc.nat({ max: 200 });

const change: fc.Arbitrary<Change> = fc.oneof(
	fc.record({ kind: fc.constant('create' as const), lagMs: lag, count: fc.integer({ min: 1, max: 4 }) }),
	fc.record({ kind: fc.constant('rename' as const), which }),
	fc.record({
		kind: fc.constant('ask' as const),
		which,
		runMs: fc.integer({ min: 0, max: 2 * HOUR_MS }),
		lagMs: lag,
		resultType: fc.constantFrom('success', 'success', 'success', 'error', 'unknown'),
	}),
	fc.record({
		kind: fc.constant('pass' as const),
		milliseconds: fc.oneof(fc.double({ min: 0, max: 2, noNaN: true }), fc.nat({ max: 3 * HOUR_MS })),
	}),
);

const request = fc.integer({ min: 1, max: 12 });
const status = fc.constantFrom(500, 403, 404);

const step: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 6, arbitrary: change },
	{
		weight: 6,
		arbitrary: fc.record(
			{
				kind: fc.constant('poll' as const),
				failure: fc.record({ request, status }),
				during: fc.array(fc.record({ request, change }), { maxLength: 3 }),
			},
			{ requiredKeys: ['kind', 'during'] },
		),
	},
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('overlap' as const), request }) },
	{ weight: 1, arbitrary: fc.constant<Step>({ kind: 'restart' }) },
	{
		weight: 1,
		arbitrary: fc.record({ kind: fc.constant('pass' as const), milliseconds: fc.nat({ max: 60 * HOUR_MS }) }),
	},
	{ weight: 1, arbitrary: fc.constant<Step>({ kind: 'createInFuture' }) },
);

const scenario = fc.record({
	habits: fc.record<ServiceHabits>({
		pageSize: fc.integer({ min: 3, max: 40 }),
		order: fc.constantFrom('newestFirst', 'oldestFirst', 'byId', 'byModification'),
		sendsDate: fc.boolean(),
		offset: fc.constantFrom('Z', '+00:00', '+02:00', '-09:30'),
	}),
	skewMs: fc.constantFrom(0, 5_000, -5_000, 72 * HOUR_MS, -72 * HOUR_MS),
	/** How many sessions there are at the first poll, and how far apart they were made. */
	existing: fc.record({ count: fc.nat({ max: 90 }), apartMs: fc.integer({ min: 0, max: 2 * HOUR_MS }) }),
	steps: fc.array(step, { maxLength: 40 }),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer S> ? S : never;

/** A run of the service and a trigger on it. */
class Run {
	readonly service: ServiceModel;
	readonly poller: Poller;

	constructor(
		watched: Watched,
		private readonly given: Scenario,
	) {
		this.service = new ServiceModel(given.habits);
		this.poller = new Poller(this.service, watched, given.skewMs);
	}

	async play(): Promise<void> {
		const { count, apartMs } = this.given.existing;
		for (let index = 0; index < count; index++) {
			const session = this.service.createSession();
			if (index % 3 === 0) this.service.ask(session, 0);
			if (index % 5 === 0) this.change({ kind: 'rename', which: index });
			this.service.pass(apartMs);
		}
		await this.poller.poll();
		for (const given of this.given.steps) await this.step(given);
		// In the end everything has shown up, and a poll succeeds; the next one has nothing to add.
		this.service.pass(LONGEST_LAG_MS + 2 * HOUR_MS);
		await this.poller.poll();
	}

	private async step(given: Step): Promise<void> {
		switch (given.kind) {
			case 'restart':
				return this.poller.restart();
			case 'poll':
				return await this.pollWith(async (count) => {
					for (const { request: number, change: one } of given.during) if (number === count) this.change(one);
					return given.failure?.request === count ? given.failure.status : undefined;
				});
			case 'overlap':
				return await this.pollWith(async (count) => {
					if (count === given.request) await this.poller.poll();
					return undefined;
				});
			default:
				this.change(given);
		}
	}

	/** @param answer is told the number of the request, counted from 1, and may fail it */
	private async pollWith(answer: (count: number) => Promise<number | undefined>): Promise<void> {
		let count = 0;
		this.service.beforeAnswer = async () => await answer(++count);
		await this.poller.poll().catch(() => undefined);
		this.service.beforeAnswer = async () => undefined;
	}

	private change(given: Change): void {
		const { service } = this;
		switch (given.kind) {
			case 'create':
				for (let index = 0; index < given.count; index++) service.createSession(given.lagMs);
				return;
			case 'createInFuture':
				// Nobody could see through this without any clock of the service.
				if (this.given.habits.sendsDate) service.createSession(0, service.now + 864_000n * 10_000_000n);
				return;
			case 'pass':
				return service.pass(given.milliseconds);
			case 'rename': {
				const session = this.pick(given.which);
				if (session) session.modified = service.now;
				return;
			}
			case 'ask': {
				const session = this.pick(given.which);
				if (session) service.ask(session, given.runMs, given.lagMs, given.resultType);
			}
		}
	}

	/** One of the sessions that can be seen, the latest for the lowest numbers. */
	private pick(number: number): ModelSession | undefined {
		const seen = this.service.sessions.filter(this.service.isShown);
		return seen.at(-1 - (number % Math.max(1, seen.length)));
	}

	get tolds(): string[] {
		return this.poller.told.map(({ key }) => key);
	}

	/** The first poll, and whether something was there to be seen when it began. */
	wasThere({ shownFrom }: { shownFrom: bigint }): boolean {
		return shownFrom <= (this.poller.polls[0] as Poll).began;
	}
}

/** Runs the scenario and checks what holds for all events. @returns the run, to check the rest */
async function play(watched: Watched, given: Scenario): Promise<Run> {
	const run = new Run(watched, given);
	await run.play();
	const once = run.tolds.length;
	expect(new Set(run.tolds).size).toBe(once);
	await run.poller.poll();
	expect(run.tolds).toHaveLength(once);
	expectBounded(run, given);
	return run;
}

/** Nothing is remembered beyond the window, which begins a day before the newest that the clock allows, or later. */
function expectBounded({ poller, service }: Run, { habits }: Scenario): void {
	const { window } = (Object.values(poller.staticData)[0] as unknown as { state: WatchState }).state;
	const times = Object.values(window.seen);
	expect(times.every((timeMs) => timeMs >= window.floorMs)).toBe(true);
	if (!habits.sendsDate) return;
	expect(window.floorMs).toBeLessThanOrEqual(service.nowMs - REMEMBERED_MS);
	const newestMs = Math.max(0, ...times.filter((timeMs) => timeMs <= service.nowMs));
	expect(window.floorMs).toBeGreaterThanOrEqual(newestMs - REMEMBERED_MS);
}

const workspaceId = 'default';

describe('the trigger tells everything once', () => {
	it('sessions that were created', async () => {
		await fc.assert(
			fc.asyncProperty(scenario, async (given) => {
				const run = await play({ event: 'sessionCreated', workspaceId }, given);
				const created = run.service.sessions.filter((session) => !run.wasThere(session));
				expect(run.tolds.sort()).toEqual(created.map(({ id }) => id).sort());
			}),
			{ numRuns: 100 },
		);
	});

	it('sessions that were renamed', async () => {
		await fc.assert(
			fc.asyncProperty(scenario, async (given) => {
				const run = await play({ event: 'sessionRenamed', workspaceId }, given);
				const told = new Set(run.tolds);
				const began = (run.poller.polls[0] as Poll).began;
				const missing = run.service.sessions
					.filter(({ created, modified, ...session }) => {
						return modified !== created && (modified > began || !run.wasThere({ ...session }));
					})
					.map(({ id, modified }) => `${id} ${timestampOrder(graphTimestamp(modified))}`)
					.filter((key) => !told.has(key));
				expect(missing).toEqual([]);
			}),
			{ numRuns: 100 },
		);
	});

	it('answers in sessions that were young enough', async () => {
		await fc.assert(
			fc.asyncProperty(scenario, async (given) => {
				const run = await play({ event: 'answerReady', workspaceId, lookBackMs: LOOK_BACK_MS }, given);
				const told = new Set(run.tolds);
				const all = run.service.sessions.flatMap((session) =>
					session.prompts.flatMap(({ evaluations }) => evaluations.map((one) => ({ session, ...one }))),
				);
				const known = all.filter((one) => run.wasThere(one) && run.wasThere(one.session));
				expect(known.filter(({ id }) => told.has(id))).toEqual([]);
				const without = all.filter(({ resultType }) => resultType !== 'success');
				expect(without.filter(({ id }) => told.has(id))).toEqual([]);
				const missing = all.filter((one) => {
					return one.resultType === 'success' && mustBeTold(one, run.poller.polls) && !told.has(one.id);
				});
				expect(missing).toEqual([]);
			}),
			{ numRuns: 100 },
		);
	});
});

/**
 * Whether an answer came after the first poll, and its session was within the look-back at the poll before the first
 * that could see the answer.
 */
function mustBeTold(
	{ shownFrom, session }: { shownFrom: bigint; session: ModelSession },
	polls: readonly Poll[],
): boolean {
	const visible = shownFrom > session.shownFrom ? shownFrom : session.shownFrom;
	const index = polls.findIndex(({ began }) => began >= visible);
	const before = polls[index - 1];
	return before !== undefined && session.created >= before.ended - BigInt(LOOK_BACK_MS) * 10_000n;
}
