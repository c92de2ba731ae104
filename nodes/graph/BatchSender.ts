import { batchRequest, batchResponses, isBatchable, MAX_PARTS } from './batch';
import { bodyError, ConnectionError, refusesToken, SignInError } from './errors';
import {
	BODY_TOO_LARGE,
	identified,
	jsonOf,
	type HttpRequest,
	type HttpResponse,
	type IdentifiedRequest,
	type SendHttpRequest,
} from './http';
import type { Job, JobSender, RateLimiter } from './RateLimiter';
import { isTransient } from './retryPolicy';
import { CancelledError } from './time';

/** Result of one attempt. */
export interface Sent {
	outcome: HttpResponse | Error;
	/** It was the first request after a pause. */
	wasProbe: boolean;
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

	/**
	 * @param root address of the version of Graph, with a slash at the end
	 * @param sendNow the transport
	 */
	constructor(
		private readonly root: string,
		private readonly limiter: RateLimiter,
		private readonly sendNow: SendHttpRequest,
		private readonly signal?: AbortSignal,
	) {
		// A signal of its own: Node warns about the eleventh listener of one.
		if (signal)
			AbortSignal.any([signal]).addEventListener('abort', () => limiter.cancel(this), { once: true });
	}

	/**
	 * Sends a request once. A failed attempt is an outcome, not an exception.
	 *
	 * @param alone whether the request must not be part of a batch
	 * @param maxPauseMs longest time, in milliseconds, for which the request waits while Graph serves none
	 * @throws PausedTooLongError, CancelledError: nothing was sent
	 */
	async request(request: HttpRequest, alone: boolean, maxPauseMs: number): Promise<Sent> {
		if (this.signal?.aborted) throw new CancelledError();
		const batchable = !alone && isBatchable(request, this.root);
		return await new Promise((resolve, reject) => {
			const job: RequestJob = { sender: this, request, batchable, maxPauseMs, resolve, reject };
			this.limiter.submit(job);
		});
	}

	async send(jobs: RequestJob[], isProbe: boolean): Promise<void> {
		if (jobs.length > 1) return await this.sendBatch(jobs);
		const [job] = jobs as [RequestJob];
		const outcome = await this.exchange(identified(job.request));
		if (isServed(outcome)) this.limiter.served();
		job.resolve({ outcome, wasProbe: isProbe });
	}

	private async sendBatch(jobs: RequestJob[]): Promise<void> {
		const parts = jobs.map(({ request }) => identified(request));
		const envelope = await this.exchange(identified(batchRequest(parts, this.root)));
		const failure = failureOf(envelope, this.root);
		const outcomes = failure ? jobs.map(() => failure) : this.partsOf(envelope as HttpResponse, parts);
		if (outcomes?.some(isServed)) this.limiter.served();
		const [refused, missing]: [RequestJob[], RequestJob[]] = [[], []];
		jobs.forEach((job, index) => {
			const outcome = outcomes?.[index];
			if (!outcome) missing.push({ ...job, batchable: false });
			else if (failure || job.wasRenewed || !refusesToken(outcome as HttpResponse)) {
				job.resolve({ outcome, wasProbe: false });
			}
			// n8n renews a token after a 401, but not after that of a part: the first of the refused goes alone.
			else refused.push({ ...job, batchable: refused.length > 0, wasRenewed: true });
		});
		if (refused.length > 0) this.limiter.tokenIs(false);
		this.limiter.resubmit([...refused, ...missing]);
	}

	/** The answers of a batch; undefined where it was refused or cannot be read. Then no further batch is sent. */
	private partsOf(
		envelope: HttpResponse,
		parts: readonly IdentifiedRequest[],
	): Array<HttpResponse | undefined> | undefined {
		const { status, headers } = envelope;
		const answers = status < 300 ? batchResponses(jsonOf(envelope), parts, headers) : undefined;
		// A 507 refuses this batch, and any other status batches in general.
		if (!answers && status < 502) this.maxBatchSize = 1;
		// No part depends on another, so 424 is the result of the batch, not of the part.
		return answers?.map((answer) => (answer?.status === 424 ? undefined : answer));
	}

	private async exchange(request: IdentifiedRequest): Promise<HttpResponse | Error> {
		const outcome = await this.sendNow(request).catch((error: Error) => error);
		const clientRequestId = request.headers['client-request-id'];
		// A proxy that answers in place of Graph leaves the ID out.
		if (!(outcome instanceof Error)) outcome.headers['client-request-id'] ??= clientRequestId;
		// By the machine's clock: people search the logs of n8n and of proxies by it.
		if (outcome instanceof ConnectionError)
			outcome.identification = { clientRequestId, date: new Date().toISOString() };
		this.limiter.tokenIs(!(outcome instanceof SignInError));
		return outcome;
	}
}

function isServed(outcome: HttpResponse | Error | undefined): boolean {
	return outcome !== undefined && 'status' in outcome && !isTransient(outcome.status);
}

/** The outcome of all parts, where a batch failed as a whole and may be sent again. */
function failureOf(envelope: HttpResponse | Error, root: string): HttpResponse | Error | undefined {
	if (envelope instanceof Error || envelope.status === 401 || isTransient(envelope.status)) return envelope;
	const { bodyProblem, status } = envelope;
	if (status >= 300 || bodyProblem === undefined || bodyProblem === BODY_TOO_LARGE) return undefined;
	return bodyError(envelope, bodyProblem, root);
}
