import { batchRequest, batchResponses, isBatchable, MAX_PARTS } from './batch';
import { ConnectionError, readIdentification, refusesToken, SignInError } from './errors';
import { identified } from './headers';
import { BODY_TOO_LARGE, jsonOf, type HttpRequest, type HttpResponse, type SendHttpRequest } from './http';
import type { Job, JobSender, RateLimiter } from './RateLimiter';
import { isTransient } from './retryPolicy';
import { CancelledError } from './time';

/** Result of one attempt. */
export interface Sent {
	outcome: HttpResponse | Error;
	/** It was the first request after a pause, and nothing else was in flight with this credential. */
	wasProbe: boolean;
}

export interface SendOptions {
	/** Longest time, in milliseconds, for which the request waits while Graph serves no request. */
	maxPauseMs: number;
	/** Whether the request must not be part of a batch. */
	alone: boolean;
}

interface RequestJob extends Job {
	request: HttpRequest;
	/** The request is sent again after its token was renewed. */
	wasRenewed?: boolean;
	resolve(sent: Sent): void;
}

/** Sends requests through the rate limiter: many waiting reads as one `$batch`, all other requests one by one. */
export class BatchSender implements JobSender {
	maxBatchSize = MAX_PARTS;

	/** @param address of `$batch` */
	constructor(
		private readonly address: { url: string; root: string },
		private readonly limiter: RateLimiter,
		private readonly sendNow: SendHttpRequest,
		private readonly signal?: AbortSignal,
	) {
		// A signal of its own: Node warns about the eleventh listener of one.
		if (signal)
			AbortSignal.any([signal]).addEventListener('abort', () => limiter.cancel(this), { once: true });
	}

	/**
	 * Sends a request once. Errors of the attempt are outcomes.
	 *
	 * @throws PausedTooLongError, CancelledError: nothing was sent
	 */
	async request(request: HttpRequest, { alone, maxPauseMs }: SendOptions): Promise<Sent> {
		if (this.signal?.aborted) throw new CancelledError();
		const batchable = !alone && isBatchable(request, this.address.root);
		return await new Promise((resolve, reject) => {
			const job: RequestJob = { sender: this, request, batchable, maxPauseMs, resolve, reject };
			this.limiter.submit(job);
		});
	}

	async send(jobs: RequestJob[], isProbe: boolean): Promise<void> {
		const [first] = jobs as [RequestJob];
		if (jobs.length > 1) await this.sendBatch(jobs);
		else this.settle([first], [await this.exchange(first.request)], isProbe);
	}

	private async sendBatch(jobs: RequestJob[]): Promise<void> {
		const parts = jobs.map(({ request }) => ({ ...request, headers: identified(request) }));
		const envelope = await this.exchange(batchRequest(parts, this.address));
		const failure = this.failureOf(envelope);
		if (failure) {
			this.settle(
				jobs,
				jobs.map(() => failure),
			);
			return;
		}
		const { status, headers } = envelope as HttpResponse;
		const answers =
			status < 300 ? batchResponses(jsonOf(envelope as HttpResponse), parts, headers) : undefined;
		// 502 and above, such as 507, refuse this batch; any other refusal is one of batches in general.
		if (!answers && status < 502) this.maxBatchSize = 1;
		// No part depends on another, so 424 is the result of the batch, not of the part.
		const isMissing = (index: number) => !answers?.[index] || answers[index].status === 424;
		const isRefused = (index: number) => !jobs[index]!.wasRenewed && refusesToken(answers?.[index]);
		const missing = jobs.filter((_, index) => isMissing(index));
		const refused = jobs.filter((_, index) => isRefused(index));
		const settled = jobs.map((_, index) => index).filter((index) => !isMissing(index) && !isRefused(index));
		this.settle(
			settled.map((index) => jobs[index]!),
			settled.map((index) => answers![index]!),
		);
		if (refused.length > 0) this.limiter.tokenIs(false);
		// n8n renews a token when it sees a 401. It does not see that of a part, so the first request goes alone.
		this.limiter.resubmit([
			...refused.map((job, index) => ({ ...job, batchable: index > 0, wasRenewed: true })),
			...missing.map((job) => ({ ...job, batchable: false })),
		]);
	}

	private settle(jobs: RequestJob[], outcomes: Array<HttpResponse | Error>, wasProbe = false): void {
		if (outcomes.some((outcome) => 'status' in outcome && !isTransient(outcome.status)))
			this.limiter.served();
		jobs.forEach((job, index) => job.resolve({ outcome: outcomes[index]!, wasProbe }));
	}

	private async exchange(request: HttpRequest): Promise<HttpResponse | Error> {
		const outcome = await this.sendNow(request).catch((error: Error) => error);
		this.limiter.tokenIs(!(outcome instanceof SignInError));
		return outcome;
	}

	/** The outcome of all parts, where a batch failed as a whole and may be sent again. */
	private failureOf(envelope: HttpResponse | Error): HttpResponse | Error | undefined {
		if (envelope instanceof Error || envelope.status === 401 || isTransient(envelope.status)) return envelope;
		const { bodyProblem, status } = envelope;
		if (status >= 300 || bodyProblem === undefined || bodyProblem === BODY_TOO_LARGE) return undefined;
		const broken = new ConnectionError(bodyProblem, new URL(this.address.url).host, false);
		broken.identification = readIdentification(envelope);
		return broken;
	}
}
