import { batchAddress } from './batch';
import { BatchSender } from './BatchSender';
import { GRAPH_VERSION, type GraphSender } from './client';
import { withIdentification } from './headers';
import type { HttpRequest, HttpResponse, SendHttpRequest } from './http';
import { RetrySender, type RetryOptions } from './RetrySender';

/**
 * The way of a request: equal reads in flight are shared, failures retried, requests sent by the rate limiter, many reads
 * in batches. Each attempt has an ID.
 *
 * @param baseUrl origin of Graph, without a slash at the end
 * @param send the transport
 */
export function graphSender(baseUrl: string, send: SendHttpRequest, options: RetryOptions): GraphSender {
	const { limiter, signal } = options;
	const address = batchAddress(baseUrl, GRAPH_VERSION);
	const retries = new RetrySender(
		new BatchSender(address, limiter, withIdentification(send), signal),
		options,
	);
	const inFlight = new Map<string, Promise<HttpResponse>>();
	const sendShared = async (request: HttpRequest) => {
		const key = `${request.url} ${request.headers.Prefer ?? ''}`;
		const answer = inFlight.get(key) ?? retries.send(request, 'safe').finally(() => inFlight.delete(key));
		inFlight.set(key, answer);
		return await answer;
	};
	return {
		send: async (request, replay) =>
			request.method === 'GET' ? await sendShared(request) : await retries.send(request, replay),
	};
}
