import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	Icon,
	INodeProperties,
} from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { findConnectionProblem, SERVICE_ORIGIN_PATTERN, TENANT_ID_PATTERN } from '../nodes/entra/connection';
import { APP_ONLY_SCOPE, DELEGATED_SCOPES } from '../nodes/entra/scopes';

/** A field of the credential in an expression. */
const field = (name: string) => `($self["${name}"] || "")`;

/**
 * What must hold before anything is sent to Entra, and the scheme that an endpoint gets where it does not: nothing can
 * send to it, and n8n quotes it in its message, at Connect too. A client ID or secret cannot be trimmed by a credential,
 * since n8n reads it as it was typed.
 */
const CONDITIONS: ReadonlyArray<readonly [condition: string, scheme: string]> = [
	[
		`${TENANT_ID_PATTERN.toString()}.test(${field('tenantId')}.trim())`,
		'the-tenant-id-must-be-a-guid-or-a-verified-domain-or-organizations',
	],
	[
		`${SERVICE_ORIGIN_PATTERN.toString()}.test(${field('authorityHost')}.trim())`,
		'the-authority-host-must-be-https-or-http-on-localhost',
	],
	[
		`${SERVICE_ORIGIN_PATTERN.toString()}.test(${field('graphApiBaseUrl')}.trim())`,
		'the-graph-endpoint-must-be-https-or-http-on-localhost',
	],
	[`${field('clientId')}.trim() === ${field('clientId')}`, 'the-client-id-has-a-blank-at-an-end'],
	[`${field('clientSecret')}.trim() === ${field('clientSecret')}`, 'the-client-secret-has-a-blank-at-an-end'],
];

/** An n8n expression for one of Entra's endpoints. */
function entraEndpoint(path: 'authorize' | 'token'): string {
	const checks = CONDITIONS.map(([condition, scheme]) => `!(${condition}) ? "${scheme}:" :`);
	const host = `${field('authorityHost')}.trim().replace(/\\/$/, "")`;
	const address = `${host} + "/" + ${field('tenantId')}.trim() + "/oauth2/v2.0/${path}"`;
	return `={{ ${checks.join(' ')} ${address} }}`;
}

/**
 * Constants, because two rules of eslint-plugin-n8n-nodes-base contradict each other on a literal:
 * `cred-class-field-documentation-url-miscased` (n8n's own repository) wants camelCase where
 * `cred-class-field-documentation-url-not-http-url` (community packages) wants an address.
 */
const DISPLAY_NAME = 'Microsoft Security Copilot OAuth2 API';
const DOCUMENTATION_URL =
	'https://github.com/n8n-nodes-security-copilot/n8n-nodes-security-copilot#connect-microsoft-entra';

const DEFAULT_CUSTOM_SCOPES = DELEGATED_SCOPES.readWrite;

/** Entra takes blanks between scopes only; people also write commas and lines (jeffcarbs/omniauth-office365#1). */
const ENABLED_SCOPES = `${field('enabledScopes')}.split(/[\\s,]+/).filter(Boolean).join(" ")`;

/** A field that nobody sees. n8n's OAuth2 client reads its value. */
const hidden = (displayName: string, name: string, value: string | boolean): INodeProperties => ({
	displayName,
	name,
	type: 'hidden',
	default: value,
});

/** What the credential's test says where Graph answers with a status. */
const onStatus = (value: number, message: string) => ({
	type: 'responseCode' as const,
	properties: { value, message },
});

/** A certificate is public, so it is not masked. */
const certificateField: INodeProperties = {
	displayName: 'Certificate',
	name: 'certificate',
	type: 'string',
	typeOptions: { rows: 4 },
	required: true,
	default: '',
	displayOptions: { show: { clientCredentialType: ['certificate'] } },
	description: 'The certificate in PEM form that is uploaded under Certificates & secrets',
};

export class SecurityCopilotOAuth2Api implements ICredentialType {
	name = 'securityCopilotOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = DISPLAY_NAME;

	icon: Icon = {
		light: 'file:../nodes/icons/securityCopilot.svg',
		dark: 'file:../nodes/icons/securityCopilot.dark.svg',
	};

	documentationUrl = DOCUMENTATION_URL;

	properties: INodeProperties[] = [
		{
			displayName: 'Sign In As',
			name: 'grantType',
			type: 'options',
			options: [
				{
					name: 'User (Delegated)',
					value: 'authorizationCode',
					description: 'A person signs in once; the workflow sees what that person may see',
				},
				{
					name: 'App (Without a User)',
					value: 'clientCredentials',
					description:
						'No person signs in. Microsoft hides the application permissions in the portal, so most tenants cannot grant them.',
				},
			],
			default: 'authorizationCode',
		},
		{
			displayName:
				'Microsoft documents application permissions for this API but hides them in the Entra portal, so they cannot be granted there. Sign in as a user unless your tenant already has them.',
			name: 'appOnlyNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { grantType: ['clientCredentials'] } },
		},
		{
			displayName: 'Directory (Tenant) ID',
			name: 'tenantId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. 0aa1b2c3-d4e5-46f7-8899-aabbccddeeff',
			description:
				'The Directory (tenant) ID of the app registration, a verified domain such as contoso.com, or organizations',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			required: true,
			default: '',
			description: 'The Application (client) ID of the app registration',
		},
		{
			displayName: 'Authenticate With',
			name: 'clientCredentialType',
			type: 'options',
			options: [
				{ name: 'Certificate', value: 'certificate' },
				{ name: 'Client Secret', value: 'clientSecret' },
			],
			default: 'clientSecret',
			description: 'How the app proves itself to Microsoft Entra. A certificate needs n8n 2.30 or later.',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			displayOptions: { show: { clientCredentialType: ['clientSecret'] } },
			description: 'The value (not the ID) of a secret under Certificates & secrets',
		},
		{
			displayName: 'Private Key',
			name: 'privateKey',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			required: true,
			default: '',
			displayOptions: { show: { clientCredentialType: ['certificate'] } },
			description: 'The RSA private key in PEM form that belongs to the certificate',
		},
		certificateField,
		{
			displayName: 'Access',
			name: 'access',
			type: 'options',
			options: [
				{
					name: 'Read Only',
					value: 'read',
					description: 'SecurityCopilotWorkspaces.Read.All: get sessions, prompts, evaluations and plugins',
				},
				{
					name: 'Read and Write',
					value: 'readWrite',
					description: 'Also SecurityCopilotWorkspaces.ReadWrite.All: create sessions and ask questions',
				},
			],
			default: 'readWrite',
			displayOptions: { show: { grantType: ['authorizationCode'], customScopes: [false] } },
			description: 'Which permissions the sign-in asks for. Reconnect after a change.',
		},
		{
			displayName: 'Custom Scopes',
			name: 'customScopes',
			type: 'boolean',
			default: false,
			displayOptions: { show: { grantType: ['authorizationCode'] } },
			description: 'Whether to write the scopes yourself instead of taking those that Access needs',
		},
		{
			displayName:
				'The scopes that the nodes need are set by Access. If you change them, some operations may be refused. Keep offline_access: without it the connection ends after about an hour.',
			name: 'customScopesNotice',
			type: 'notice',
			default: '',
			displayOptions: { show: { grantType: ['authorizationCode'], customScopes: [true] } },
		},
		{
			displayName: 'Enabled Scopes',
			name: 'enabledScopes',
			type: 'string',
			default: DEFAULT_CUSTOM_SCOPES,
			displayOptions: { show: { grantType: ['authorizationCode'], customScopes: [true] } },
			description: 'The scopes to ask for, separated by spaces',
		},
		{
			displayName: 'Graph Endpoint',
			name: 'graphApiBaseUrl',
			type: 'string',
			required: true,
			default: 'https://graph.microsoft.com',
			placeholder: 'e.g. https://graph.microsoft.com',
			description:
				'Security Copilot exists in the global cloud only, so keep the default unless you test against a stand-in on localhost',
		},
		{
			displayName: 'Authority Host',
			name: 'authorityHost',
			type: 'string',
			required: true,
			default: 'https://login.microsoftonline.com',
			placeholder: 'e.g. https://login.microsoftonline.com',
			description: 'Where Microsoft Entra signs users and apps in',
		},
		hidden('Authorization URL', 'authUrl', entraEndpoint('authorize')),
		hidden('Access Token URL', 'accessTokenUrl', entraEndpoint('token')),
		hidden(
			'Scope',
			'scope',
			`={{ $self["grantType"] === "clientCredentials" ? "${APP_ONLY_SCOPE}" : $self["customScopes"] ? ${ENABLED_SCOPES} : $self["access"] === "read" ? "${DELEGATED_SCOPES.read}" : "${DELEGATED_SCOPES.readWrite}" }}`,
		),
		hidden('Auth URI Query Parameters', 'authQueryParameters', 'response_mode=query&prompt=select_account'),
		// Entra takes the client's secret or assertion from the body for every flow that n8n speaks.
		hidden('Authentication', 'authentication', 'body'),
		// Of n8n's own OAuth2 credential; Entra needs none.
		hidden('Send Additional Body Properties', 'sendAdditionalBodyProperties', false),
		// Read by n8n's OAuth service (`shouldUsePkce`): adds PKCE to the authorization code flow.
		hidden('Use PKCE', 'usePkce', true),
	];

	/**
	 * n8n calls this before every request that it signs with this credential, also for the credential test. It adds
	 * nothing; it refuses a credential whose tenant or addresses are not acceptable. It does not see where a request
	 * goes: this package's nodes send to the Graph Endpoint only, other nodes that use the credential may not.
	 *
	 * @throws UserError when the tenant or one of the two addresses is not acceptable
	 */
	async preAuthentication(credentials: ICredentialDataDecryptedObject): Promise<IDataObject> {
		const problem = findConnectionProblem({
			grantType: String(credentials.grantType ?? ''),
			tenantId: String(credentials.tenantId ?? ''),
			authorityHost: String(credentials.authorityHost ?? ''),
			graphApiBaseUrl: String(credentials.graphApiBaseUrl ?? ''),
		});
		if (problem) throw new UserError(`${problem.message}. ${problem.description}`);
		return {};
	}

	/**
	 * The one read that needs no ID. It proves sign-in, consent and access; it does not prove that there is capacity.
	 * Redirects are not followed: n8n would hand the token to the new host.
	 */
	test: ICredentialTestRequest = {
		rules: [
			onStatus(
				401,
				'Microsoft Graph did not accept the token. Connect again, and check Directory (Tenant) ID, Graph Endpoint and Authority Host.',
			),
			onStatus(
				403,
				'Signed in, but Microsoft Graph denied access. Check the permission SecurityCopilotWorkspaces.Read.All with its consent, and that the account has the role Copilot contributor in Security Copilot.',
			),
			onStatus(
				404,
				'Signed in, but there is no Security Copilot at this Graph Endpoint, or the tenant is not onboarded. Use https://graph.microsoft.com.',
			),
			onStatus(429, 'Signed in, but Microsoft Graph received too many requests. Test again in some minutes.'),
		],
		request: {
			baseURL: '={{ $credentials.graphApiBaseUrl.trim().replace(/\\/$/, "") }}',
			url: '/beta/security/securityCopilot/workspaces',
			disableFollowRedirect: true,
		},
	};
}
