import type { WatchedEvent } from '../../../nodes/copilot/events/answers';
import { decide, observe, type Watched } from '../../../nodes/copilot/events/observe';
import { GraphClient } from '../../../nodes/graph/client';
import { recall, remember, scopeOf } from '../../../nodes/SecurityCopilotSessionTrigger/memory';
import type { ServiceModel } from './ServiceModel';

/** A poll that succeeded. */
export interface Poll {
	/** By the service, in ticks. */
	began: bigint;
	ended: bigint;
}

/**
 * Polls a service as the trigger does, in an n8n that stores static data only when something was emitted, and at the
 * activation.
 */
export class Poller {
	readonly told: WatchedEvent[] = [];
	readonly polls: Poll[] = [];
	staticData: Record<string, never> = {};
	private stored = '{}';

	constructor(
		private readonly service: ServiceModel,
		private readonly watched: Watched,
		/** By how much the clock of n8n is ahead of the service's. */
		private readonly skewMs: number,
	) {}

	async poll(): Promise<void> {
		const began = this.service.now;
		// A client of its own, as each poll has.
		const now = () => this.service.nowMs + this.skewMs;
		const graph = new GraphClient('https://graph.test', this.service.send, now);
		const scope = scopeOf(this.watched, 'credential');
		const observation = await observe(graph, this.watched, recall(this.staticData, scope));
		const { state, events } = decide(recall(this.staticData, scope), observation);
		remember(this.staticData, scope, state);
		if (events.length > 0 || this.polls.length === 0) this.stored = JSON.stringify(this.staticData);
		this.told.push(...events);
		this.polls.push({ began, ended: this.service.now });
		// What follows is later than the poll, if only by a tick.
		this.service.now += 1n;
	}

	/** A crash: what was only in memory is gone. */
	restart(): void {
		this.staticData = JSON.parse(this.stored);
	}
}
