import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import type { RequestMode } from '../graph/BatchingSender';
import { GraphClient } from '../graph/client';
import { DEFAULT_RETRY_LIMITS, type RetryLimits } from '../graph/retry';
import { graphSender } from '../graph/sender';
import { ThrottleGate } from '../graph/throttleGate';
import { readConnection, type Connection } from './credential';
import { n8nSender, type RequestContext } from './sendHttpRequest';
import { n8nTime } from './time';

type GraphContext = RequestContext & {
	getNode(): INode;
	getCredentials(type: string): Promise<ICredentialDataDecryptedObject>;
};

export interface GraphClientOptions {
	mode?: RequestMode;
	limits?: RetryLimits;
	/** Ends all waits; default: the execution's own. */
	signal?: AbortSignal;
}

/** A Graph client, and the connection that it uses. */
export interface ConnectedGraph {
	graph: GraphClient;
	connection: Connection;
}

/**
 * A Graph client that signs with the node's credential. One per execution: its items share throttling and batches.
 *
 * @param context of an execution, a poll or the editor's lists
 * @throws NodeOperationError when the credential is not acceptable
 */
export async function connectGraph(
	context: object,
	{ mode = 'automatic', limits = DEFAULT_RETRY_LIMITS, signal }: GraphClientOptions = {},
): Promise<ConnectedGraph> {
	const graphContext = context as GraphContext;
	const connection = await readConnection(graphContext);
	const sender = graphSender(connection.graphApiBaseUrl, mode, n8nSender(graphContext, connection), {
		time: n8nTime,
		gate: new ThrottleGate(n8nTime),
		limits,
		signal: signal ?? graphContext.getExecutionCancelSignal?.(),
		random: Math.random,
	});
	return { graph: new GraphClient(connection.graphApiBaseUrl, sender), connection };
}
