import { batchAddress } from '../../../nodes/graph/batch';
import { BatchingSender, type RequestMode } from '../../../nodes/graph/BatchingSender';
import { jsonOf, type HttpResponse } from '../../../nodes/graph/http';
import { BASE, read, ScriptedNetwork, type NetworkScript } from './scriptedNetwork';
import { VirtualTime } from './virtualTime';

export const paths = (count: number, from = 0) =>
	Array.from({ length: count }, (_, index) => `item/${from + index}`);

/** What an answer was made for. */
export const pathOf = (response: HttpResponse) => (jsonOf(response) as { path?: string }).path;

export function setUp(mode: RequestMode = 'automatic', script: NetworkScript = {}) {
	const time = new VirtualTime();
	const network = new ScriptedNetwork(time, script);
	const sender = new BatchingSender({
		mode,
		address: batchAddress(BASE, 'beta'),
		send: network.send,
		time,
		onServed: () => undefined,
	});
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
