import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { INodeType, IVersionedNodeType } from 'n8n-workflow';
import { CREDENTIAL_TYPE } from '../../test/engine/harness';
import type { Contender } from './contender';
import { runOnEngine } from './engine';

const TYPE = 'n8n-nodes-base.httpRequest';

/** n8n's own HTTP Request node as it comes, with the same credential. */
export const httpRequestNode: Contender = async (assignment) => {
	const { HttpRequest } = createRequire(__filename)(
		join(assignment.nodesBase, 'dist/nodes/HttpRequest/HttpRequest.node.js'),
	) as { HttpRequest: new () => INodeType | IVersionedNodeType };
	return await runOnEngine(
		assignment,
		{ type: TYPE, typeVersion: 4.2 },
		{
			url: `=${assignment.graphApiBaseUrl}/beta/security/securityCopilot/workspaces/default/sessions/{{ $json.sessionId }}`,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: CREDENTIAL_TYPE,
		},
		new Map([[TYPE, new HttpRequest() as INodeType]]),
	);
};
