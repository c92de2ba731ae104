import { batchAddress } from '../../../nodes/graph/batch';
import { BatchingSender, type RequestMode } from '../../../nodes/graph/BatchingSender';
import type { Standing } from '../../../nodes/graph/Dispatcher';
import { jsonOf, type HttpRequest, type HttpResponse } from '../../../nodes/graph/http';
import { ThrottleGate } from '../../../nodes/graph/throttleGate';
import { BASE, read, ScriptedNetwork, type NetworkScript } from './scriptedNetwork';
import { VirtualTime } from './virtualTime';

export const paths = (count: number, from = 0) =>
	Array.from({ length: count }, (_, index) => `item/${from + index}`);

/** What an answer was made for. */
export const pathOf = (response: HttpResponse) => (jsonOf(response) as { path?: string }).path;

/** Of one who has all the time. */
export const PATIENT: Standing = {
	mayBeHeldMs: () => Number.POSITIVE_INFINITY,
	tries: () => 0,
	isLastTry: () => false,
	onDeparture: () => undefined,
};

export function setUp(mode: RequestMode = 'automatic', script: NetworkScript = {}) {
	const time = new VirtualTime();
	const network = new ScriptedNetwork(time, script);
	const batching = new BatchingSender({
		mode,
		address: batchAddress(BASE, 'beta'),
		send: network.send,
		time,
		gate: new ThrottleGate(time),
	});
	const sender = { send: async (request: HttpRequest) => await batching.send(request, PATIENT) };
	/** Asks for all at once and lets time pass. */
	const sendAll = async (wanted: string[]) => {
		const settled = Promise.allSettled(wanted.map(async (path) => await sender.send(read(path))));
		await time.run();
		return await settled;
	};
	return { time, network, sender, sendAll };
}

export const answersOf = (settled: Array<PromiseSettledResult<HttpResponse>>) =>
	settled.map((result) => (result.status === 'fulfilled' ? result.value : undefined));
