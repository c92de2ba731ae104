import { GraphClient } from '../graph/client';
import { RateLimiter } from '../graph/RateLimiter';
import { DEFAULT_RETRY_LIMITS, type RetryLimits } from '../graph/retryPolicy';
import { graphSender } from '../graph/retry';
import type { Time } from '../graph/time';
import { readConnection, type Connection, type CredentialContext } from './credential';
import { n8nSender } from './sendHttpRequest';
import { n8nTime } from './time';

type GraphContext = CredentialContext & {
	/** Undefined where nothing is executed, against n8n's type. */
	getExecutionId?(): string | undefined;
};

export interface GraphClientOptions {
	limits?: RetryLimits;
	/** Ends all waits. */
	signal?: AbortSignal;
	/** Name of the execution or trigger whose nodes share a rate limiter. Default: the execution. */
	throttledTogether?: string;
}

/** A Graph client, its connection, and its clock. */
export interface ConnectedGraph {
	graph: GraphClient;
	connection: Connection;
	time: Time;
}

/**
 * A Graph client that signs with the node's credential. One per run of a node: its items share batches.
 *
 * @param context of an execution, a poll or the editor's lists
 * @throws NodeOperationError when the credential is not acceptable
 */
export async function connectGraph(
	context: object,
	{ limits = DEFAULT_RETRY_LIMITS, signal, throttledTogether }: GraphClientOptions = {},
): Promise<ConnectedGraph> {
	const graphContext = context as GraphContext;
	const connection = await readConnection(graphContext);
	const { graphApiBaseUrl } = connection;
	const time = n8nTime();
	const sharedBy = throttledTogether ?? graphContext.getExecutionId?.();
	const send = graphSender(graphApiBaseUrl, n8nSender(graphContext, signal), {
		time,
		limiter: rateLimiterFor(connection, sharedBy),
		limits,
		signal,
		jitter: Math.random(),
	});
	return { graph: new GraphClient(graphApiBaseUrl, send, time.now), connection, time };
}

/** An execution whose limiter is unused for so long has ended. */
const FORGET_AFTER_MS = 3_600_000;

const limiters = new Map<string, { limiter: RateLimiter; usedMs: number }>();

/**
 * The rate limiter that all nodes and agent tools of an execution share for one credential. The polls of a trigger share
 * one too.
 *
 * @param sharedBy names the execution or the trigger; undefined where nothing is shared, as in the editor's lists
 */
function rateLimiterFor({ id, lacksFirstToken }: Connection, sharedBy?: string): RateLimiter {
	const now = performance.now();
	for (const [key, { usedMs }] of limiters) if (now - usedMs > FORGET_AFTER_MS) limiters.delete(key);
	const key = JSON.stringify([sharedBy, id]);
	const limiter = limiters.get(key)?.limiter ?? new RateLimiter(n8nTime(), lacksFirstToken);
	if (sharedBy === undefined) return limiter;
	limiters.set(key, { limiter, usedMs: now });
	return limiter;
}
