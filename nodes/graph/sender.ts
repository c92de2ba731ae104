import { batchAddress } from './batch';
import { BatchingSender, type RequestMode } from './BatchingSender';
import { GRAPH_VERSION, type GraphSender } from './client';
import { withIdentification } from './headers';
import { withBoundedBodies, type HttpRequest, type HttpResponse, type SendHttpRequest } from './http';
import { RetryingSender, type Patience } from './RetryingSender';

/** How an execution sends. */
export interface SendingOptions {
	/** How reads travel. */
	mode: RequestMode;
	/** n8n has no token yet, and would fetch one for each request under way. */
	lacksToken?: boolean;
}

/**
 * Puts together what a request passes on its way, from the outside in: the same read under way is shared; what fails is
 * retried; what may leave leaves in its turn, behind the gate that throttling closes, reads in batches; every attempt is
 * identified; a body that must not be parsed is left out of its answer.
 *
 * @param baseUrl origin of Graph, without a slash at the end
 * @param send the way to the network
 */
export function graphSender(
	baseUrl: string,
	{ mode, lacksToken }: SendingOptions,
	send: SendHttpRequest,
	patience: Patience,
): GraphSender {
	const { time, gate, signal } = patience;
	const batching = new BatchingSender({
		mode,
		lacksToken,
		address: batchAddress(baseUrl, GRAPH_VERSION),
		send: withIdentification(withBoundedBodies(send)),
		time,
		gate,
		signal,
	});
	const retrying = new RetryingSender(
		async (request, standing) => await batching.send(request, standing),
		patience,
	);
	const reads = new SharedReads(async (request) => await retrying.send(request, 'safe'));
	return {
		send: async (request, replay) =>
			request.method === 'GET' ? await reads.send(request) : await retrying.send(request, replay),
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
