import type { INode, INodeParameters, INodeType, IRun } from 'n8n-workflow';
import { CREDENTIAL_TYPE, Engine, itemsOf, type WorkflowJson } from '../../test/engine/harness';
import type { Assignment } from './contender';

const NODE = 'Contender';

/** Runs one node on n8n's engine, with a credential that has a token already. */
export async function runOnEngine(
	assignment: Assignment,
	type: Pick<INode, 'type' | 'typeVersion'>,
	parameters: INodeParameters,
	more: ReadonlyMap<string, INodeType> = new Map(),
): Promise<number> {
	const { graphApiBaseUrl, authorityHost, tenantId, accessToken, sessionIds } = assignment;
	const credential = {
		grantType: 'authorizationCode',
		tenantId,
		clientId: 'client',
		graphApiBaseUrl,
		authorityHost,
		oauthTokenData: { access_token: accessToken, token_type: 'Bearer' },
	};
	const engine = await Engine.start(new Map([['credential', credential]]), more);
	const run = await engine.run(workflowOf(type, parameters), {
		items: sessionIds.map((sessionId) => ({ sessionId })),
	});
	return delivered(run);
}

function workflowOf(type: Pick<INode, 'type' | 'typeVersion'>, parameters: INodeParameters): WorkflowJson {
	return {
		name: 'Benchmark',
		nodes: [
			{
				id: 'start',
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			{
				...type,
				id: 'node',
				name: NODE,
				position: [200, 0],
				parameters,
				credentials: { [CREDENTIAL_TYPE]: { id: 'credential', name: 'Security Copilot account' } },
				// What could be delivered counts, also when something else could not.
				onError: 'continueRegularOutput',
			},
		],
		connections: { Start: { main: [[{ node: NODE, type: 'main', index: 0 }]] } },
	};
}

function delivered(run: IRun): number {
	return itemsOf(run, NODE).filter(({ json }) => typeof json.createdDateTime === 'string').length;
}
