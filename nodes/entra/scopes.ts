/**
 * The least scopes for each kind of access.
 * Source: Microsoft Graph permissions reference, SecurityCopilotWorkspaces.*: `ReadWrite.All` contains no GET, so a
 * credential that writes asks for both.
 */

/** Audience of every Graph token, also when the Graph Endpoint is a stand-in on loopback. */
const GRAPH_RESOURCE = 'https://graph.microsoft.com';

export const READ_SCOPE = `${GRAPH_RESOURCE}/SecurityCopilotWorkspaces.Read.All`;
export const READ_WRITE_SCOPE = `${GRAPH_RESOURCE}/SecurityCopilotWorkspaces.ReadWrite.All`;

/** App-only tokens carry what an administrator consented to; Entra accepts no other scope than `.default` here. */
export const APP_ONLY_SCOPE = `${GRAPH_RESOURCE}/.default`;

/** Without `offline_access` Entra issues no refresh token, and the credential dies after about an hour. */
const SIGN_IN_SCOPES = 'openid offline_access';

/** Delegated scopes by the credential's `access` field. */
export const DELEGATED_SCOPES = {
	read: `${SIGN_IN_SCOPES} ${READ_SCOPE}`,
	readWrite: `${SIGN_IN_SCOPES} ${READ_SCOPE} ${READ_WRITE_SCOPE}`,
} as const;
