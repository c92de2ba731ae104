import type { GraphClient } from '../graph/client';
import type { GraphEntity } from '../graph/entity';
import type { Time } from '../graph/time';

/**
 * What the operations of one execution share: the connection, the signals, and what the execution knows and has created.
 *
 * Words of this folder: a *worker* is a process of n8n in queue mode; a *lost POST* got no answer; a worker *adopts* a
 * prompt or session that another one created, and leaves the evaluation, which is paid, to its creator.
 */
export interface Copilot {
	graph: GraphClient;
	time: Time;
	/** Stands for the credential within this process. */
	connectionId: string;
	/** Ends every wait; nothing is sent after it. */
	signal?: AbortSignal;
	/** Aborted when an item has failed: items that have paid for nothing yet end, the others go on. */
	beginSignal?: AbortSignal;
	/** IDs of what this execution has created, as the answers to its POSTs name them. */
	created: Set<string>;
	/** IDs of what it found after a lost POST: another worker may have created it. */
	found: Set<string>;
	/** Whether the service has refused to filter sessions. */
	refusesFilter: boolean;
	/** Workspaces whose sessions can be read. */
	readable: Set<string>;
	/** All sessions by workspace, as of a time on the clock of the execution, in milliseconds. */
	sessionLists: Map<string, { readMs: number; sessions: Promise<GraphEntity[]> }>;
}

type Connection = Pick<Copilot, 'graph' | 'time' | 'connectionId' | 'signal' | 'beginSignal'>;

/** Begins an execution. */
export function copilotFor(connection: Connection): Copilot {
	return {
		...connection,
		created: new Set(),
		found: new Set(),
		refusesFilter: false,
		readable: new Set(),
		sessionLists: new Map(),
	};
}

/** A time of the execution's clock (`time`) by the server's clock, in milliseconds since the epoch. */
export function serverTime({ graph, time }: Copilot, localMs: number): number {
	return localMs + graph.serverNow() - time.now();
}
