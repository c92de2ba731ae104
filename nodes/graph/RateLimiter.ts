import type { HttpResponse } from './http';
import { CancelledError, type Time } from './time';

/** Requests in flight at once with one credential; a batch counts once. */
export const MAX_CONCURRENCY = 16;

/** Up to this many reads go as single requests: a batch would make them wait for the slowest. */
const MAX_SINGLE_READS = 3;

/** Retries and polls that are due together have a timer each. The first read waits this long for the others. */
const GROUPING_MS = 2;

/**
 * Graph refuses a throttled request at once. A probe that has no answer after this time is not throttled, and the queue
 * opens.
 */
const PROBE_PATIENCE_MS = 10_000;

/** Graph throttles for longer than the request may wait. This attempt was not sent. */
export class PausedTooLongError extends Error {
	override readonly name = 'PausedTooLongError';

	constructor(
		/** Milliseconds until Graph may be asked again. */
		readonly leftMs: number,
		/** The answer that asked to wait, without its body. */
		readonly refusal?: HttpResponse,
	) {
		super('Graph throttles for longer than the request may wait');
	}
}

/** Sends the jobs that the limiter dispatches, several as one where it can. */
export interface JobSender {
	/** Most batchable jobs that go out together; 1 where there are no batches. */
	readonly maxBatchSize: number;
	/** @param isProbe the limiter sends nothing else until it has an answer, or ten seconds have passed */
	send(jobs: Job[], isProbe: boolean): Promise<void>;
}

/** A request in the queue. */
export interface Job {
	sender: JobSender;
	batchable: boolean;
	/** The job fails when the pauses since Graph last served a request add up to more milliseconds than this. */
	maxPauseMs: number;
	fail(error: Error): void;
}

/**
 * The queue of all requests with one credential, first in, first out. A 429 pauses it for `Retry-After`, because Graph
 * counts requests that come too early against the limit; then one request goes ahead as a probe, and the queue opens
 * unless the probe is throttled too. Concurrency is halved by a 429, and raised by one with each exchange that Graph
 * serves (AIMD).
 *
 * Source: Microsoft Graph docs, "Microsoft Graph throttling guidance".
 */
export class RateLimiter {
	private queue: Job[] = [];
	private inFlight = 0;
	private concurrency = MAX_CONCURRENCY;
	private state: 'open' | 'paused' | 'probing' = 'open';
	private pausedUntil = 0;
	/** Length of all pauses since Graph last served a request. */
	private pausedMs = 0;
	private refusal?: HttpResponse;
	private hasSent = false;
	private isScheduled = false;
	private alarm?: AbortController;

	/**
	 * @param time the clock of the limiter; callers may have other clocks, so they get durations, not points in time
	 * @param needsToken n8n fetches a first token once per request in flight, so the first request goes alone
	 */
	constructor(
		private readonly time: Time,
		private needsToken = false,
	) {}

	/** Queues a job. */
	submit(job: Job): void {
		this.queue.push(job);
		this.failImpatient();
		void this.schedule(job.batchable && this.hasSent ? GROUPING_MS : 0);
	}

	/** Puts jobs that were sent and got no result at the head of the queue. */
	resubmit(jobs: Job[]): void {
		this.queue.unshift(...jobs);
	}

	/** Ends what a sender has in the queue. */
	cancel(sender: JobSender): void {
		this.failIf((job) => job.sender === sender, new CancelledError());
	}

	/** Graph throttles: nothing is sent for so many milliseconds. A pause that ends earlier than the present one adds none. */
	pause(milliseconds: number, { status, headers }: HttpResponse): void {
		this.concurrency = Math.max(1, Math.floor(this.concurrency / 2));
		const longerMs = milliseconds - Math.max(0, this.leftMs());
		if (longerMs <= 0) return;
		this.pausedMs += longerMs;
		this.pausedUntil = this.time.now() + milliseconds;
		this.refusal = { status, headers, text: '' };
		this.state = 'paused';
		this.failImpatient();
		this.dispatch();
	}

	/** Graph answered a request with anything but a transient failure. */
	served(): void {
		this.pausedMs = 0;
		if (this.state !== 'paused') this.concurrency = Math.min(MAX_CONCURRENCY, this.concurrency + 1);
	}

	/** Whether n8n has a token to send. Until it has, requests go one by one, so that n8n fetches it once. */
	tokenIs(available: boolean): void {
		this.needsToken = !available;
	}

	/** All items of a step ask in one turn of the event loop. Their jobs are in the queue before the first is sent. */
	private async schedule(delayMs: number): Promise<void> {
		if (this.isScheduled) return;
		this.isScheduled = true;
		await (delayMs > 0 ? this.time.sleep(delayMs) : afterPendingTasks());
		this.isScheduled = false;
		this.dispatch();
	}

	private dispatch(): void {
		while (this.queue.length > 0 && this.mayDispatch()) {
			const isProbe = this.state === 'paused';
			if (isProbe) this.state = 'probing';
			void this.send(this.take(isProbe), isProbe);
		}
		if (this.queue.length > 0 && this.leftMs() > 0) void this.wakeAfterPause();
	}

	private mayDispatch(): boolean {
		if (this.state === 'probing' || this.leftMs() > 0) return false;
		return this.state === 'paused' || this.inFlight < (this.needsToken ? 1 : this.concurrency);
	}

	private leftMs(): number {
		return this.pausedUntil - this.time.now();
	}

	private async wakeAfterPause(): Promise<void> {
		if (this.alarm) return;
		this.alarm = new AbortController();
		await this.time.sleep(this.leftMs(), this.alarm.signal).catch(() => undefined);
		this.alarm = undefined;
		this.dispatch();
	}

	private async send(jobs: Job[], isProbe: boolean): Promise<void> {
		this.hasSent = true;
		this.inFlight += 1;
		const answered = new AbortController();
		if (isProbe) void this.time.sleep(PROBE_PATIENCE_MS, answered.signal).then(this.open, () => undefined);
		// An unexpected error must leave no job waiting.
		await jobs[0]!.sender.send(jobs, isProbe).catch((error: Error) => jobs.forEach((job) => job.fail(error)));
		answered.abort();
		// First let the callers that got a 429 pause the queue.
		await afterPendingTasks();
		this.inFlight -= 1;
		if (isProbe) this.open();
		else this.dispatch();
	}

	private readonly open = (): void => {
		if (this.state === 'probing') this.state = 'open';
		this.dispatch();
	};

	/** The head of the queue, with the reads of its sender that go in its batch. */
	private take(isProbe: boolean): Job[] {
		const { sender, batchable } = this.queue[0]!;
		const batch = new Set<Job>();
		if (batchable && !isProbe) {
			for (const job of this.queue) {
				if (batch.size >= sender.maxBatchSize) break;
				if (job.batchable && job.sender === sender) batch.add(job);
			}
		}
		if (batch.size <= MAX_SINGLE_READS) return [this.queue.shift()!];
		this.queue = this.queue.filter((job) => !batch.has(job));
		return [...batch];
	}

	private failImpatient(): void {
		const leftMs = this.leftMs();
		if (leftMs <= 0) return;
		const error = new PausedTooLongError(leftMs, this.refusal);
		this.failIf(({ maxPauseMs }) => this.pausedMs > maxPauseMs, error);
	}

	private failIf(isMeant: (job: Job) => boolean, error: Error): void {
		const failed = this.queue.filter(isMeant);
		this.queue = this.queue.filter((job) => !isMeant(job));
		// No timer outlives the requests that wait for it.
		if (this.queue.length === 0) this.alarm?.abort();
		failed.forEach((job) => job.fail(error));
	}
}

/** Waits for 20 rounds of microtasks, so that all items of a step have queued their first request. No timer runs. */
async function afterPendingTasks(): Promise<void> {
	for (let round = 0; round < 20; round++) await Promise.resolve();
}
