import { batchAddress } from './batch';
import { BatchingSender, MAX_IN_FLIGHT, type RequestMode } from './BatchingSender';
import { GRAPH_VERSION, type GraphSender } from './client';
import { withIdentification } from './headers';
import type { HttpRequest, HttpResponse, SendHttpRequest } from './http';
import { RetryingSender, type Patience } from './RetryingSender';
import type { ThrottleGate } from './throttleGate';

/**
 * Puts together what a request passes on its way: the same read under way is shared, what fails is retried, many
 * reads travel in batches, every attempt is identified.
 *
 * @param baseUrl origin of Graph, without a slash at the end
 * @param mode how reads travel
 * @param send the way to the network
 */
export function graphSender(
	baseUrl: string,
	mode: RequestMode,
	send: SendHttpRequest,
	patience: Patience,
): GraphSender {
	const batching = new BatchingSender({
		mode,
		address: batchAddress(baseUrl, GRAPH_VERSION),
		send: withIdentification(atMostAtOnce(MAX_IN_FLIGHT, whileOpen(patience.gate, send))),
		time: patience.time,
	});
	const retrying = new RetryingSender(async (request) => await batching.send(request), patience);
	const reads = new SharedReads(async (request) => await retrying.send(request, 'safe'));
	return {
		send: async (request, replay) =>
			request.method === 'GET' ? await reads.send(request) : await retrying.send(request, replay),
	};
}

/** Sends nothing while the gate is closed: it may have been closed since a request passed, while that waited its turn. */
function whileOpen(gate: ThrottleGate, send: SendHttpRequest): SendHttpRequest {
	return async (request) => {
		gate.check();
		return await send(request);
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
