import { batchAddress } from '../../../nodes/graph/batch';
import { BatchingSender } from '../../../nodes/graph/BatchingSender';
import type { HttpRequest } from '../../../nodes/graph/http';
import { DEFAULT_RETRY_LIMITS, type Replay, type RetryLimits } from '../../../nodes/graph/retry';
import { RetryingSender } from '../../../nodes/graph/RetryingSender';
import { ThrottleGate } from '../../../nodes/graph/throttleGate';
import { answer, BASE, type Outcome } from './scriptedNetwork';
import { VirtualTime } from './virtualTime';

/** Sends over a script of outcomes; after its end everything succeeds. */
export function setUp(
	outcomes: Outcome[],
	{ limits = DEFAULT_RETRY_LIMITS, random = 0 }: { limits?: RetryLimits; random?: number } = {},
) {
	const time = new VirtualTime();
	const start = time.now();
	const gate = new ThrottleGate(time);
	const stop = new AbortController();
	const script = [...outcomes];
	/** Milliseconds from the start at which each attempt was made. */
	const attempts: number[] = [];
	const batching = new BatchingSender({
		mode: 'single',
		address: batchAddress(BASE, 'beta'),
		send: async () => {
			attempts.push(time.now() - start);
			const outcome = script.shift() ?? answer(200, { done: true });
			if (outcome instanceof Error) throw outcome;
			return outcome;
		},
		time,
		gate,
		signal: stop.signal,
	});
	const sender = new RetryingSender(async (request, standing) => await batching.send(request, standing), {
		time,
		gate,
		limits,
		signal: stop.signal,
		random: () => random,
	});
	/** @returns the answer, or the error in the place of one */
	const send = async (request: HttpRequest, replay: Replay): Promise<unknown> => {
		const sending = sender.send(request, replay).catch((error: unknown) => error);
		await time.run();
		return await sending;
	};
	return { time, start, gate, stop, attempts, send, sender };
}
