import type { GraphClient } from '../graph/client';
import type { Time } from '../graph/time';
import type { EvaluationPoller } from './EvaluationPoller';
import { KeyedLocks } from './KeyedLocks';
import type { ReadCheck } from './ReadCheck';

/** What the compositions on top of Graph work with. One per execution. */
export interface Copilot {
	graph: GraphClient;
	time: Time;
	watch: EvaluationPoller;
	readCheck: ReadCheck;
	/** Tells one connection from another within this process. */
	connectionId: string;
	/** What the service has refused in this execution, so that it is not asked for again. */
	refused: Set<'sessionFilter'>;
	/** IDs of what this execution has created. */
	created: Set<string>;
	/** Ends every wait; nothing is sent after it. */
	signal?: AbortSignal;
	/** Ends the wait of those who have not begun; what has begun goes on. */
	beginSignal?: AbortSignal;
}

/**
 * Locks of this process: executions of the same n8n that ask in the same session come one after another, so that the
 * second finds what the first has created. Workers of a queue-mode n8n are other processes and do not share them.
 */
const locks = new KeyedLocks();

/**
 * Does something to a session, or to a name for one, while nobody else in this process does.
 *
 * @param subject what is locked, for example the ID of a session
 * @param waitSignal ends the wait for the lock; default: that of the execution
 */
export async function withLock<T>(
	{ connectionId, signal }: Copilot,
	workspaceId: string,
	subject: string,
	work: () => Promise<T>,
	waitSignal: AbortSignal | undefined = signal,
): Promise<T> {
	const key = JSON.stringify([connectionId, workspaceId.toLowerCase(), subject]);
	return await locks.run(key, work, waitSignal);
}
