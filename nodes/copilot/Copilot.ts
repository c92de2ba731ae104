import type { GraphClient } from '../graph/client';
import type { GraphEntity } from '../graph/entity';
import type { Time } from '../graph/time';
import { EvaluationPoller } from './EvaluationPoller';

/** The connection of one execution. */
export interface CopilotConnection {
	graph: GraphClient;
	time: Time;
	/** Tells one connection from another within this process. */
	connectionId: string;
	/** Ends every wait; nothing is sent after it. */
	signal?: AbortSignal;
	/** Ends the waits of items that have paid for nothing yet; the others go on. */
	beginSignal?: AbortSignal;
}

/** All sessions of a workspace, as of a time on the clock of the execution, in milliseconds. */
export interface SessionList {
	readMs: number;
	sessions: GraphEntity[];
}

/** A list that is being read, or was, from `readMs` on; and the last one that was read to its end. */
export interface CachedSessions {
	readMs: number;
	list: Promise<SessionList>;
	last?: SessionList;
}

/** What the operations share that ask Security Copilot. One per execution. */
export interface Copilot extends CopilotConnection {
	poller: EvaluationPoller;
	/** IDs of what this execution has created, as the answers to its POSTs name them. */
	created: Set<string>;
	/** IDs of what this execution took for the effect of a POST without an answer. */
	found: Set<string>;
	/** Options that the service has refused. */
	refused: Set<'sessionFilter'>;
	/** Workspaces whose sessions can be read. */
	readable: Set<string>;
	/** By workspace. */
	sessionLists: Map<string, CachedSessions>;
}

/** Begins an execution. */
export function copilotFor(connection: CopilotConnection): Copilot {
	const { graph, time, signal } = connection;
	return {
		...connection,
		poller: new EvaluationPoller(graph, time, signal),
		created: new Set(),
		found: new Set(),
		refused: new Set(),
		readable: new Set(),
		sessionLists: new Map(),
	};
}

/** A time of this machine's clock by the server's, in milliseconds since the epoch. */
export function serverTime({ graph, time }: CopilotConnection, localMs: number): number {
	return localMs + graph.serverNow() - time.now();
}
