import type { HttpRequest, HttpResponse } from '../../../nodes/graph/http';
import { RateLimiter } from '../../../nodes/graph/RateLimiter';
import { DEFAULT_RETRY_LIMITS, type RetryLimits } from '../../../nodes/graph/retryPolicy';
import { graphSender } from '../../../nodes/graph/retry';
import { BASE, read, ScriptedNetwork, type NetworkScript } from './scriptedNetwork';
import { VirtualTime } from './virtualTime';

interface Options {
	limits?: RetryLimits;
	jitter?: number;
	needsToken?: boolean;
	signal?: AbortSignal;
	/** Senders with one rate limiter: `get` takes one after another. */
	senders?: number;
}

/** The whole way of a request, over a network without sockets. */
export function graphSetUp(
	script: NetworkScript = {},
	{ limits = DEFAULT_RETRY_LIMITS, jitter = 0, needsToken, signal, senders: count = 1 }: Options = {},
) {
	const time = new VirtualTime();
	const start = time.now();
	const network = new ScriptedNetwork(time, script);
	const limiter = new RateLimiter(time, needsToken);
	const senders = Array.from({ length: count }, () =>
		graphSender(BASE, network.send, { time, limiter, limits, jitter, signal }),
	);
	let next = 0;
	const get = async (path: string, headers?: Record<string, string>) =>
		await senders[next++ % count]!(read(path, headers));
	const post = async (path: string) => {
		const request: HttpRequest = { ...read(path), method: 'POST', body: '{}' };
		return await senders[next++ % count]!(request);
	};
	/** Lets time pass until all is settled. */
	const settled = async <T>(sending: Array<Promise<T>>) => {
		const results = Promise.allSettled(sending);
		await time.run();
		return await results;
	};
	const getAll = async (paths: string[]) => await settled(paths.map(async (path) => await get(path)));
	return { time, network, limiter, get, post, settled, getAll, passedMs: () => time.now() - start };
}

/** Paths of different reads. */
export const paths = (count: number): string[] =>
	Array.from({ length: count }, (_, index) => `item/${index}`);

/** Statuses, and names of errors in the place of one. */
export const statuses = (results: Array<PromiseSettledResult<HttpResponse>>) =>
	results.map((result) =>
		result.status === 'fulfilled' ? result.value.status : (result.reason as Error).name,
	);

/** Path that an answer belongs to. */
export const pathOf = ({ body }: HttpResponse): unknown => (body as { path?: unknown }).path;
