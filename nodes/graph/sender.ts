import { batchAddress } from './batch';
import { BatchingSender, type RequestMode } from './BatchingSender';
import { GRAPH_VERSION, type GraphSender } from './client';
import { withIdentification } from './headers';
import type { HttpRequest, HttpResponse, SendHttpRequest } from './http';
import { MAX_IN_FLIGHT } from './pace';
import { RetryingSender, type Patience } from './RetryingSender';
import { afterPendingTasks, CancelledError } from './time';

/** How an execution sends. */
export interface SendingOptions {
	/** How reads travel. */
	mode: RequestMode;
	/** n8n has no token yet, and would fetch one for each request under way. */
	lacksToken?: boolean;
}

/**
 * Puts together what a request passes on its way, from the outside in: the same read under way is shared; what fails is
 * retried, behind the gate that throttling closes; reads are queued and travel in batches; every attempt is identified;
 * few are under way, and the first alone where there is no token yet; and only then, whatever a request waited for, it is
 * looked whether it may still be sent.
 *
 * @param baseUrl origin of Graph, without a slash at the end
 * @param send the way to the network
 */
export function graphSender(
	baseUrl: string,
	{ mode, lacksToken = false }: SendingOptions,
	send: SendHttpRequest,
	patience: Patience,
): GraphSender {
	const checked = ifStillWanted(patience, send);
	const batching = new BatchingSender({
		mode,
		address: batchAddress(baseUrl, GRAPH_VERSION),
		send: withIdentification(atMostAtOnce(MAX_IN_FLIGHT, lacksToken ? firstAlone(checked) : checked)),
		time: patience.time,
		onServed: (reads) => void (patience.gate.answered += reads),
	});
	const retrying = new RetryingSender(async (request) => await batching.send(request), patience);
	const reads = new SharedReads(async (request) => await retrying.send(request, 'safe'));
	return {
		send: async (request, replay) =>
			request.method === 'GET' ? await reads.send(request) : await retrying.send(request, replay),
	};
}

/** Sends nothing while Graph throttles, and nothing after the end: both may have come while a request waited its turn. */
function ifStillWanted({ gate, signal }: Patience, send: SendHttpRequest): SendHttpRequest {
	return async (request) => {
		if (signal?.aborted) throw new CancelledError();
		gate.check();
		return await send(request);
	};
}

/** Lets the first request run alone; the others wait until it is over, whatever became of it. */
function firstAlone(send: SendHttpRequest): SendHttpRequest {
	let first: Promise<unknown> | undefined;
	return async (request) => {
		if (first) {
			await first;
			// Whether it was throttled shows a little later.
			await afterPendingTasks();
			return await send(request);
		}
		const answer = send(request);
		first = answer.catch(() => undefined);
		return await answer;
	};
}

/** Lets only so many requests be under way, those that create something included. */
function atMostAtOnce(most: number, send: SendHttpRequest): SendHttpRequest {
	let underWay = 0;
	const waiting: Array<() => void> = [];
	return async (request) => {
		if (underWay >= most) await new Promise<void>((resolve) => waiting.push(resolve));
		else underWay += 1;
		try {
			return await send(request);
		} finally {
			const next = waiting.shift();
			// Whoever comes next takes over the place.
			if (next) next();
			else underWay -= 1;
		}
	};
}

/** Lets everybody who asks for the same read while it is under way have its one answer. Nothing is kept after that. */
class SharedReads {
	private readonly underWay = new Map<string, Promise<HttpResponse>>();

	constructor(private readonly sendRead: SendHttpRequest) {}

	async send(request: HttpRequest): Promise<HttpResponse> {
		const key = `${request.url} ${request.headers.Prefer ?? ''}`;
		const same = this.underWay.get(key);
		if (same) return await same;
		const answer = this.sendRead(request).finally(() => this.underWay.delete(key));
		this.underWay.set(key, answer);
		return await answer;
	}
}
