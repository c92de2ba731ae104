import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import { GraphClient } from '../graph/client';
import { readConnection } from './credential';
import { n8nSender, type RequestContext } from './sendHttpRequest';

type GraphContext = RequestContext & {
	getNode(): INode;
	getCredentials(type: string): Promise<ICredentialDataDecryptedObject>;
};

/**
 * A Graph client that signs with the node's credential.
 *
 * @throws NodeOperationError when the credential is not acceptable
 */
export async function graphClientFor(context: object): Promise<GraphClient> {
	const graphContext = context as GraphContext;
	const connection = await readConnection(graphContext);
	return new GraphClient(connection.graphApiBaseUrl, n8nSender(graphContext, connection));
}
