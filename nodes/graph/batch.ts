import { ConnectionError, refusesToken, SignInError } from './errors';
import {
	BODY_TOO_LARGE,
	identified,
	lowerCaseHeaders,
	type HttpRequest,
	type HttpResponse,
	type SendHttpRequest,
} from './http';
import type { Job, JobSender, RateLimiter } from './RateLimiter';
import { isTransient } from './retryPolicy';
import { CancelledError } from './time';

/** Most parts that Graph takes. Source: Microsoft Graph docs, "Combine multiple HTTP requests using JSON batching". */
export const MAX_PARTS = 20;

/**
 * Whether a request can be a part: a GET below the version that the batch is sent to.
 *
 * @param root address of that version, with a slash at the end
 */
export function isBatchable({ method, url }: HttpRequest, root: string): boolean {
	return method === 'GET' && url.startsWith(root);
}

/**
 * Builds the envelope for some GETs. IDs are their positions.
 *
 * @param parts at most `MAX_PARTS`, each `isBatchable`
 */
export function batchRequest(parts: readonly HttpRequest[], root: string): HttpRequest {
	const requests = parts.map(({ method, url, headers }, index) => ({
		id: String(index),
		method,
		url: `/${url.slice(root.length)}`,
		headers,
	}));
	return {
		method: 'POST',
		url: `${root}$batch`,
		headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
		body: JSON.stringify({ requests }),
	};
}

/**
 * Reads the answers of a batch, whose order is not promised. An answer that came twice counts once.
 *
 * @param envelope the whole answer: its `Date` holds for the parts, and a part without a `request-id` is found by that of
 * the batch
 * @param parts as they were sent
 * @returns one entry per part in the order of the request; undefined for a part that was not answered; or undefined
 * when the whole body is not that of a batch
 */
export function batchResponses(
	envelope: Pick<HttpResponse, 'headers' | 'body'>,
	parts: readonly HttpRequest[],
): Array<HttpResponse | undefined> | undefined {
	const { date, 'request-id': envelopeRequestId } = envelope.headers;
	const { responses } = (envelope.body ?? {}) as { responses?: unknown };
	if (!Array.isArray(responses)) return undefined;
	const answers = new Array<HttpResponse | undefined>(parts.length).fill(undefined);
	for (const response of responses as unknown[]) {
		const { id, status, headers, body } = (response ?? {}) as Record<string, unknown>;
		const index = typeof id === 'string' && /^\d+$/.test(id) ? Number(id) : Number.NaN;
		const part = parts[index];
		if (!part || typeof status !== 'number') continue;
		const known = { date, 'client-request-id': part.headers['client-request-id'] };
		answers[index] ??= {
			status,
			headers: lowerCaseHeaders({ ...known, ...(headers as object | undefined) }),
			// A part holds JSON as a value, any other body as text.
			...(typeof body === 'string' ? { text: body } : { text: '', body: body ?? undefined }),
			envelopeRequestId,
		};
	}
	return answers;
}

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
		signal?.addEventListener('abort', () => limiter.cancel(this), { once: true });
	}

	/**
	 * Sends a request once. A failed attempt is an outcome, not an exception; PausedTooLongError and CancelledError are too,
	 * and nothing was sent then.
	 *
	 * @param alone whether the request must not be part of a batch
	 * @param maxPauseMs longest time, in milliseconds, for which the request waits while Graph serves none
	 */
	async request(request: HttpRequest, alone: boolean, maxPauseMs: number): Promise<Sent> {
		if (this.signal?.aborted) return { outcome: new CancelledError(), wasProbe: false };
		const batchable = !alone && isBatchable(request, this.root);
		return await new Promise((resolve) => {
			const fail = (outcome: Error) => resolve({ outcome, wasProbe: false });
			const job: RequestJob = { sender: this, request, batchable, maxPauseMs, resolve, fail };
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
		if (isForAllParts(envelope)) {
			return jobs.forEach((job) => job.resolve({ outcome: envelope, wasProbe: false }));
		}
		// An answer that is too large counts as a refusal.
		const status = envelope instanceof Error ? 413 : envelope.status;
		const answers = status < 300 ? batchResponses(envelope as HttpResponse, parts) : undefined;
		// A 507 refuses this batch, and anything else batches in general: no further one is sent.
		if (!answers && status < 502) this.maxBatchSize = 1;
		if (answers?.some(isServed)) this.limiter.served();
		const [refused, missing]: [RequestJob[], RequestJob[]] = [[], []];
		jobs.forEach((job, index) => {
			const outcome = answers?.[index];
			// No part depends on another, so 424 is the result of the batch, not of the part.
			if (!outcome || outcome.status === 424) missing.push({ ...job, batchable: false });
			else if (job.wasRenewed || !refusesToken(outcome)) job.resolve({ outcome, wasProbe: false });
			// n8n renews a token after a 401, but not after that of a part: the first of the refused goes alone.
			else refused.push({ ...job, batchable: refused.length > 0, wasRenewed: true });
		});
		if (refused.length > 0) this.limiter.tokenIs(false);
		this.limiter.resubmit([...refused, ...missing]);
	}

	private async exchange(request: HttpRequest): Promise<HttpResponse | Error> {
		const outcome = await this.sendNow(request).catch((error: Error) => error);
		const clientRequestId = request.headers['client-request-id']!;
		// A proxy that answers in place of Graph leaves the ID out.
		if (!(outcome instanceof Error)) outcome.headers['client-request-id'] ??= clientRequestId;
		if (outcome instanceof ConnectionError) {
			outcome.identification.clientRequestId ??= clientRequestId;
			// By the machine's clock, where no answer tells: people search the logs of n8n and of proxies by it.
			outcome.identification.date ??= new Date().toISOString();
		}
		this.limiter.tokenIs(!(outcome instanceof SignInError));
		return outcome;
	}
}

function isServed(outcome: HttpResponse | Error | undefined): boolean {
	return outcome !== undefined && 'status' in outcome && !isTransient(outcome.status);
}

/** Whether what became of a batch became of each part: it failed as a whole, and may be sent again. */
function isForAllParts(envelope: HttpResponse | Error): boolean {
	if (envelope instanceof ConnectionError) return envelope.code !== BODY_TOO_LARGE;
	return envelope instanceof Error || envelope.status === 401 || isTransient(envelope.status);
}
