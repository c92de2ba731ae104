import type { GraphClient } from '../graph/client';
import type { GraphEntity } from '../graph/entity';
import { GraphResponseError } from '../graph/errors';
import { identificationOf, noteIdentification } from '../graph/identification';
import { evaluationPath, type EvaluationKey } from '../graph/paths';
import { CancelledError, type Time } from '../graph/time';
import { hasEnded, outcomeOf } from './evaluation';
import { afterFailedLook } from './failedLook';
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

/** Looks begin at full quarters of a second, so that those at many evaluations travel together. */
const SLOT_MS = 250;

/** Those that are due within this share of their interval come along with the one that is due. */
const EARLY_SHARE = 0.25;

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

/** How a wait has ended. */
export interface Seen {
	/** As it was last seen. Whether it has ended is to be read from it. */
	evaluation: GraphEntity;
	/** Why the latest look brought nothing, where it did not. */
	failure?: Error;
}

interface Watch extends Watched {
	/** Local time at which the evaluation was created. */
	bornMs: number;
	/** Local time at which the wait ends. */
	endMs: number;
	/** Local time from which the interval to the next look counts. */
	plannedMs: number;
	/** Local time of the next look. */
	nextMs: number;
	looking: boolean;
	wasRead: boolean;
	lostLooks: number;
	failure?: Error;
	resolve: (seen: Seen) => void;
	reject: (error: unknown) => void;
}

/**
 * Waits for the evaluations of one execution. They are looked at together, so that the reads of fifty running
 * evaluations travel in a few batches. No evaluation is looked at twice at the same time.
 */
export class EvaluationPoller {
	private readonly watches = new Set<Watch>();
	private running = false;
	private alarm = new AbortController();

	constructor(
		private readonly graph: GraphClient,
		private readonly time: Time,
		private readonly signal?: AbortSignal,
	) {}

	/**
	 * Waits until an evaluation has ended or its time is over; then it is looked at once more.
	 *
	 * @throws CancelledError at once when the execution is cancelled; what the client throws when looking fails for good
	 */
	async untilEnded(watched: Watched): Promise<Seen> {
		// An answer to its creation that leaves out the state tells no more than that it exists.
		const { state } = watched.evaluation;
		const isTold = typeof state === 'string' && state !== '';
		const evaluation = { ...watched.evaluation, state: isTold ? state : 'unknown' };
		noteIdentification(evaluation, identificationOf(watched.evaluation));
		if (hasEnded(evaluation)) return { evaluation };
		const now = this.time.now();
		return await new Promise((resolve, reject) => {
			const watch: Watch = {
				...watched,
				evaluation,
				bornMs: now - watched.ageMs,
				endMs: now + watched.timeoutMs,
				plannedMs: now,
				nextMs: now,
				looking: false,
				wasRead: false,
				lostLooks: 0,
				resolve,
				reject,
			};
			this.plan(watch);
			this.watches.add(watch);
			if (this.running) this.alarm.abort();
			else void this.run();
		});
	}

	/**
	 * Plans the next look. One that came early counts as the one that it came in place of, so that coming along makes
	 * nobody look more often.
	 */
	private plan(watch: Watch, notBefore = 0): void {
		const now = this.time.now();
		const wanted = watch.bornMs + nextLookAt(Math.max(now, watch.nextMs) - watch.bornMs);
		const slotMs = Math.ceil(Math.max(wanted, notBefore) / SLOT_MS) * SLOT_MS;
		watch.plannedMs = Math.max(now, notBefore);
		watch.nextMs = Math.min(slotMs, watch.endMs);
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
			const earlyMs = watch.nextMs < watch.endMs ? (watch.nextMs - watch.plannedMs) * EARLY_SHARE : 0;
			if (watch.nextMs - earlyMs <= now) void this.look(watch);
		}
	}

	private async look(watch: Watch): Promise<void> {
		watch.looking = true;
		const outcome = await this.read(watch.key).catch((error: unknown) =>
			error instanceof Error ? error : new Error(String(error)),
		);
		watch.looking = false;
		if (!this.watches.has(watch)) return;
		if (outcome instanceof Error) this.takeFailure(watch, outcome);
		else this.take(watch, outcome);
		this.alarm.abort();
	}

	/** @throws what the client throws, UnexpectedAnswerError, and InvalidIdError for an ID from a strange answer */
	private async read(key: EvaluationKey): Promise<GraphEntity> {
		return withState(await this.graph.get(evaluationPath(key), { select: WATCHED_PROPERTIES }));
	}

	private take(watch: Watch, seen: GraphEntity): void {
		const now = this.time.now();
		watch.wasRead = true;
		watch.lostLooks = 0;
		watch.failure = undefined;
		// What an answer leaves out is as it was.
		watch.evaluation = { ...watch.evaluation, ...seen };
		noteIdentification(watch.evaluation, identificationOf(seen));
		if (hasEnded(watch.evaluation) || now >= watch.endMs) this.end(watch);
		else this.plan(watch);
	}

	private takeFailure(watch: Watch, error: Error): void {
		const now = this.time.now();
		const { lostLooks, endMs, bornMs } = watch;
		const next = afterFailedLook({ error, ageMs: now - bornMs, lostLooks, endMs });
		if (next.kind === 'giveUp') {
			if (error instanceof GraphResponseError) error.wasReadBefore = watch.wasRead;
			this.watches.delete(watch);
			watch.reject(error);
			return;
		}
		watch.failure = error;
		if (next.kind === 'end' || now >= endMs) {
			this.end(watch);
			return;
		}
		if (next.isLost) watch.lostLooks += 1;
		this.plan(watch, next.notBefore);
	}

	private end(watch: Watch): void {
		this.watches.delete(watch);
		const { evaluation, failure } = watch;
		watch.resolve({ evaluation, ...(failure && { failure }) });
	}

	private endAll(error: unknown): void {
		for (const watch of this.watches) watch.reject(error);
		this.watches.clear();
	}
}

/** @throws UnexpectedAnswerError when an evaluation has no state */
function withState(evaluation: GraphEntity): GraphEntity {
	outcomeOf(evaluation);
	return evaluation;
}
