import type { RequestMode } from '../../../nodes/graph/BatchingSender';
import type { HttpResponse } from '../../../nodes/graph/http';
import { DEFAULT_RETRY_LIMITS } from '../../../nodes/graph/retry';
import { graphSender } from '../../../nodes/graph/sender';
import { ThrottleGate } from '../../../nodes/graph/throttleGate';
import { BASE, read, ScriptedNetwork, type NetworkScript } from './scriptedNetwork';
import { VirtualTime } from './virtualTime';

interface FurtherSetUp {
	random?: () => number;
	lacksToken?: boolean;
	signal?: AbortSignal;
	/** Senders behind one gate: `get` takes one after another. */
	clients?: number;
}

/** The whole way of a request, over a network without sockets. */
export function graphSetUp(
	mode: RequestMode = 'automatic',
	script: NetworkScript = {},
	limits = DEFAULT_RETRY_LIMITS,
	{ random = () => 0, lacksToken = false, signal, clients = 1 }: FurtherSetUp = {},
) {
	const time = new VirtualTime();
	const network = new ScriptedNetwork(time, script);
	const gate = new ThrottleGate(time);
	const senders = Array.from({ length: clients }, () =>
		graphSender(BASE, { mode, lacksToken }, network.send, { time, gate, limits, random, signal }),
	);
	const [sender] = senders as [(typeof senders)[number]];
	let asked = 0;
	const get = async (path: string, headers?: Record<string, string>) =>
		await senders[asked++ % clients]!.send(read(path, headers), 'safe');
	/** Lets time pass until all is settled. */
	const settled = async <T>(sending: Array<Promise<T>>) => {
		const results = Promise.allSettled(sending);
		await time.run();
		return await results;
	};
	return { time, network, sender, get, settled };
}

/** Statuses, and names of errors in the place of one. */
export const statuses = (results: Array<PromiseSettledResult<HttpResponse>>) =>
	results.map((result) =>
		result.status === 'fulfilled' ? result.value.status : (result.reason as Error).name,
	);
