import type {
	IAdditionalCredentialOptions,
	ICredentialDataDecryptedObject,
	IHttpRequestOptions,
	INode,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { findConnectionProblem } from '../entra/connection';

/** Name of the credential type; also in package.json's file list and in every saved workflow. */
export const CREDENTIAL_TYPE = 'securityCopilotOAuth2Api';

/** What the nodes may know of a credential. Tokens and secrets stay with n8n. */
export interface Connection {
	/** Origin of Graph, without a slash at the end. */
	graphApiBaseUrl: string;
	grantType: string;
	/** n8n fetches an app's first token once per request in flight, so the first request goes alone. */
	lacksFirstToken: boolean;
	/** Identifies the connection within one n8n process, for what executions with the same credential share. */
	id: string;
}

/** The parts of n8n's contexts that have credentials: execute, poll and load options. */
export interface CredentialContext {
	getNode(): INode;
	getCredentials(type: string): Promise<ICredentialDataDecryptedObject>;
	helpers: {
		httpRequestWithAuthentication(
			this: CredentialContext,
			credentialType: string,
			options: IHttpRequestOptions,
			credentialOptions?: IAdditionalCredentialOptions,
		): Promise<unknown>;
	};
}

/**
 * Reads the node's credential and checks where it would send tokens and secrets.
 *
 * @throws NodeOperationError when the tenant or one of the addresses is not acceptable; nothing has been sent then
 */
export async function readConnection(context: CredentialContext): Promise<Connection> {
	const credential = await context.getCredentials(CREDENTIAL_TYPE);
	const field = (name: string) => String(credential[name] ?? '').trim();
	const grantType = field('grantType');
	const problem = findConnectionProblem({
		grantType,
		tenantId: field('tenantId'),
		authorityHost: field('authorityHost'),
		graphApiBaseUrl: field('graphApiBaseUrl'),
	});
	if (problem) {
		throw new NodeOperationError(context.getNode(), problem.message, {
			description: problem.description,
			level: 'warning',
		});
	}
	const reference = context.getNode().credentials?.[CREDENTIAL_TYPE];
	return {
		graphApiBaseUrl: field('graphApiBaseUrl').replace(/\/$/, ''),
		grantType,
		lacksFirstToken: grantType === 'clientCredentials' && !hasToken(credential.oauthTokenData),
		id: reference?.id ?? `${field('clientId')}@${field('tenantId')}`,
	};
}

/** The token as n8n sees it. Source: n8n-core, `request-helpers/oauth.js` (`requestOAuth2`). */
function hasToken(tokenData: unknown): boolean {
	if (typeof tokenData !== 'object' || tokenData === null) return false;
	return Object.keys(tokenData).length > 0 && (tokenData as { access_token?: unknown }).access_token !== '';
}
