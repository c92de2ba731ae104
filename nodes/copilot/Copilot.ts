import type { GraphClient } from '../graph/client';
import type { Time } from '../graph/time';
import type { EvaluationWatch } from './EvaluationWatch';
import { KeyedLocks } from './KeyedLocks';
import type { ReadCheck } from './ReadCheck';

/** What the compositions on top of Graph work with. One per execution. */
export interface Copilot {
	graph: GraphClient;
	time: Time;
	watch: EvaluationWatch;
	readCheck: ReadCheck;
	/** Tells one connection from another within this process. */
	connectionId: string;
	/** What the service has refused in this execution, so that it is not asked for again. */
	refused: Set<'sessionFilter'>;
	/** Ends every wait; nothing is sent after it. */
	signal?: AbortSignal;
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
 */
export async function exclusively<T>(
	{ connectionId, signal }: Copilot,
	workspaceId: string,
	subject: string,
	work: () => Promise<T>,
): Promise<T> {
	return await locks.run(JSON.stringify([connectionId, workspaceId, subject]), work, signal);
}
