import { subscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { bareFetch } from './bareFetch';
import type { Assignment, Contender } from './contender';
import { httpRequestNode } from './httpRequestNode';
import { ours } from './ours';

const contenders: Record<string, Contender> = { ours, httpRequestNode, bareFetch };

/** What a contender's process reports, as one line of JSON. Times are of the measured run alone. */
export interface Measurement {
	delivered: number;
	wallMs: number;
	/** User and system time of the process, all threads. */
	cpuMs: number;
	/** Most requests under way at once. */
	mostInFlight: number;
	peakMemoryMb: number;
}

/** Items of the run before the measured one: code is compiled and sockets are warm, as in an n8n that runs. */
const WARM_UP = 20;

/** Counts what is under way, for Node's http (n8n) and for fetch. */
function watchInFlight(): { reset(): void; most(): number } {
	const underWay = new Set<object>();
	let most = 0;
	const start = (request: object) => {
		underWay.add(request);
		most = Math.max(most, underWay.size);
	};
	const of = (message: unknown) => (message as { request: object }).request;
	subscribe('http.client.request.start', (message) => start(of(message)));
	subscribe('http.client.request.error', (message) => underWay.delete(of(message)));
	subscribe('http.client.response.finish', (message) => underWay.delete(of(message)));
	subscribe('undici:request:create', (message) => start(of(message)));
	subscribe('undici:request:trailers', (message) => underWay.delete(of(message)));
	subscribe('undici:request:error', (message) => underWay.delete(of(message)));
	return { reset: () => void (most = 0), most: () => most };
}

async function main(): Promise<void> {
	const [name = '', file = ''] = process.argv.slice(2);
	const contender = contenders[name];
	if (!contender) throw new Error(`No contender ${name}`);
	const { warmUp, ...assignment } = JSON.parse(readFileSync(file, 'utf8')) as Assignment & {
		warmUp: boolean;
	};
	const inFlight = watchInFlight();
	if (warmUp) await contender({ ...assignment, sessionIds: assignment.sessionIds.slice(0, WARM_UP) });
	const go = new Promise((resolve) => process.once('message', resolve));
	process.send?.('ready');
	await go;
	inFlight.reset();
	const cpuBefore = process.cpuUsage();
	const start = performance.now();
	const delivered = await contender(assignment);
	const wallMs = performance.now() - start;
	const { user, system } = process.cpuUsage(cpuBefore);
	const measurement: Measurement = {
		delivered,
		wallMs,
		cpuMs: (user + system) / 1_000,
		mostInFlight: inFlight.most(),
		peakMemoryMb: process.resourceUsage().maxRSS / 1_024,
	};
	process.send?.(measurement);
	process.exit(0);
}

main().catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
