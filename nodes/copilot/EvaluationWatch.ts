import type { GraphClient } from '../graph/client';
import type { GraphEntity } from '../graph/entity';
import { GraphResponseError } from '../graph/errors';
import { evaluationPath, type EvaluationKey } from '../graph/paths';
import { CancelledError, type Time } from '../graph/time';
import { hasEnded, standingOf } from './evaluation';
import { nextLookAt } from './pollSchedule';

/** What is read of an evaluation while it runs. */
const WATCHED_PROPERTIES = [
	'id',
	'state',
	'result',
	'createdDateTime',
	'runStartDateTime',
	'completedDateTime',
	'lastModifiedDateTime',
];

/** How long something that this run created may be unknown to the service. */
const REPLICATION_MS = 10_000;

/** Looks that may answer 404 in the middle of an evaluation before it counts as gone. */
const MAX_LOST_LOOKS = 3;

/** Evaluations that are due within this share of their interval are looked at along with the one that is due. */
const EARLY_SHARE = 0.5;

/** Time that the last look may take after the wait is over. */
const LAST_LOOK_MS = 5_000;

export interface Watched {
	key: EvaluationKey;
	/** As it was last seen. */
	evaluation: GraphEntity;
	/** Age of the evaluation now, in milliseconds. */
	ageMs: number;
	/** Longest time to wait from now on, in milliseconds. */
	timeoutMs: number;
}

interface Watch extends Watched {
	/** Local time at which the evaluation was created. */
	bornMs: number;
	/** Local time at which the wait ends. */
	endMs: number;
	/** Local time of the latest look, and of the next one. */
	lookedMs: number;
	nextMs: number;
	looking: boolean;
	lostLooks: number;
	resolve: (evaluation: GraphEntity) => void;
	reject: (error: unknown) => void;
}

/**
 * Waits for the evaluations of one execution. They are looked at together where that is possible, so that the reads of
 * fifty running evaluations travel in three batches. No evaluation is looked at twice at the same time.
 */
export class EvaluationWatch {
	private readonly watches = new Set<Watch>();
	private running = false;
	private alarm = new AbortController();

	constructor(
		private readonly graph: GraphClient,
		private readonly time: Time,
		private readonly signal?: AbortSignal,
	) {}

	/**
	 * Waits until an evaluation has ended or its time is over.
	 *
	 * @returns the evaluation as last seen; whether it has ended is to be read from it
	 * @throws CancelledError at once when the execution is cancelled; what the client throws when looking fails for good
	 */
	async untilEnded(watched: Watched): Promise<GraphEntity> {
		if (hasEnded(watched.evaluation)) return watched.evaluation;
		const now = this.time.now();
		return await new Promise((resolve, reject) => {
			const bornMs = now - watched.ageMs;
			this.watches.add({
				...watched,
				bornMs,
				endMs: now + watched.timeoutMs,
				lookedMs: now,
				nextMs: Math.min(bornMs + nextLookAt(watched.ageMs), now + watched.timeoutMs),
				looking: false,
				lostLooks: 0,
				resolve,
				reject,
			});
			if (this.running) this.alarm.abort();
			else void this.run();
		});
	}

	private async run(): Promise<void> {
		this.running = true;
		while (this.watches.size > 0) {
			await this.sleepUntilNext();
			if (this.signal?.aborted) this.endAll(new CancelledError());
			this.lookAtDue();
		}
		this.running = false;
	}

	/** Woken early when another watch comes or a look is over. */
	private async sleepUntilNext(): Promise<void> {
		const now = this.time.now();
		const due = [...this.watches].map((watch) => (watch.looking ? watch.endMs + LAST_LOOK_MS : watch.nextMs));
		this.alarm = new AbortController();
		const signals = this.signal ? [this.signal, this.alarm.signal] : [this.alarm.signal];
		const milliseconds = Math.max(1, Math.min(...due) - now);
		await this.time.sleep(milliseconds, AbortSignal.any(signals)).catch(() => undefined);
	}

	private lookAtDue(): void {
		const now = this.time.now();
		for (const watch of this.watches) if (watch.endMs + LAST_LOOK_MS <= now) this.end(watch);
		const idle = [...this.watches].filter(({ looking }) => !looking);
		if (!idle.some(({ nextMs }) => nextMs <= now)) return;
		for (const watch of idle) {
			const soonMs = watch.lookedMs + (watch.nextMs - watch.lookedMs) * EARLY_SHARE;
			if (soonMs <= now) void this.look(watch);
		}
	}

	private async look(watch: Watch): Promise<void> {
		watch.looking = true;
		const outcome = await this.graph
			.get(evaluationPath(watch.key), { select: WATCHED_PROPERTIES })
			.then((seen) => withState({ ...watch.evaluation, ...seen }))
			.catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
		watch.looking = false;
		if (this.watches.has(watch)) this.take(watch, outcome);
		this.alarm.abort();
	}

	/** Takes what a look has brought. */
	private take(watch: Watch, outcome: GraphEntity | Error): void {
		const now = this.time.now();
		if (!(outcome instanceof Error)) {
			watch.lostLooks = 0;
			watch.evaluation = outcome;
		} else if (!this.mayBeLost(watch, outcome, now)) {
			this.watches.delete(watch);
			watch.reject(outcome);
			return;
		}
		if (hasEnded(watch.evaluation) || now >= watch.endMs) this.end(watch);
		watch.lookedMs = now;
		watch.nextMs = Math.min(watch.bornMs + nextLookAt(now - watch.bornMs), watch.endMs);
	}

	private mayBeLost(watch: Watch, error: Error, now: number): boolean {
		if (!(error instanceof GraphResponseError) || error.status !== 404) return false;
		if (now - watch.bornMs <= REPLICATION_MS) return true;
		watch.lostLooks += 1;
		return watch.lostLooks <= MAX_LOST_LOOKS;
	}

	private end(watch: Watch): void {
		this.watches.delete(watch);
		watch.resolve(watch.evaluation);
	}

	private endAll(error: unknown): void {
		for (const watch of this.watches) watch.reject(error);
		this.watches.clear();
	}
}

/** @throws UnexpectedAnswerError when an evaluation has no state */
function withState(evaluation: GraphEntity): GraphEntity {
	standingOf(evaluation);
	return evaluation;
}
