import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import type { RequestMode } from '../graph/BatchingSender';
import { GraphClient } from '../graph/client';
import { DEFAULT_RETRY_LIMITS, type RetryLimits } from '../graph/retry';
import { graphSender } from '../graph/sender';
import type { Time } from '../graph/time';
import { readConnection, type Connection } from './credential';
import { n8nSender, type RequestContext } from './sendHttpRequest';
import { ThrottleGates } from './throttleGates';
import { n8nTime } from './time';

type GraphContext = RequestContext & {
	getNode(): INode;
	getCredentials(type: string): Promise<ICredentialDataDecryptedObject>;
	/** Undefined, whatever n8n's type says, where nothing is executed. */
	getExecutionId?(): string | undefined;
};

/** Of this process, so their clock is older than any execution; they read nothing but spans of time off it. */
const throttleGates = new ThrottleGates(n8nTime());

export interface GraphClientOptions {
	mode?: RequestMode;
	limits?: RetryLimits;
	/** Ends all waits; default: the execution's own. */
	signal?: AbortSignal;
	/** Who shares what Graph says of throttling; default: all of the execution. */
	throttledTogether?: string;
}

/** A Graph client, the connection that it uses, and the time that it goes by. */
export interface ConnectedGraph {
	graph: GraphClient;
	connection: Connection;
	time: Time;
}

/**
 * A Graph client that signs with the node's credential. One per run of a node: its items share batches. Throttling is
 * shared with all that the execution does with the same credential.
 *
 * @param context of an execution, a poll or the editor's lists
 * @throws NodeOperationError when the credential is not acceptable
 */
export async function connectGraph(
	context: object,
	{ mode = 'automatic', limits = DEFAULT_RETRY_LIMITS, signal, throttledTogether }: GraphClientOptions = {},
): Promise<ConnectedGraph> {
	const graphContext = context as GraphContext;
	const connection = await readConnection(graphContext);
	const time = n8nTime();
	const sender = graphSender(
		connection.graphApiBaseUrl,
		{ mode, lacksToken: connection.lacksFirstToken },
		n8nSender(graphContext),
		{
			time,
			gate: throttleGates.gateOf(throttledTogether ?? graphContext.getExecutionId?.(), connection.id),
			limits,
			signal: signal ?? graphContext.getExecutionCancelSignal?.(),
			random: Math.random,
		},
	);
	return { graph: new GraphClient(connection.graphApiBaseUrl, sender, () => time.now()), connection, time };
}
