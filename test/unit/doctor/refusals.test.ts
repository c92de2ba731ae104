import type { DiagnosisContext } from '../../../nodes/doctor/Diagnosis';
import type { HttpMethod } from '../../../nodes/graph/http';
import { CONTEXT, diagnosed, graphBody, PATHS, refused } from './failures';

/** A refusal as a service sends it: status, code and message, what was asked, and the kind that must be told. */
type Refusal = readonly [
	status: number,
	code: string,
	message: string,
	method: HttpMethod,
	path: string,
	kind: string,
];

const { workspaces, session, sessions, prompt, evaluation, evaluations } = PATHS;

const ROUTES: Refusal[] = [
	...['security', 'securityCopilot', 'workspaces', 'sessions', 'prompts', 'evaluations', 'plugins'].flatMap(
		(segment) =>
			[404, 400].map((status): Refusal => [
				status,
				'BadRequest',
				`Resource not found for the segment '${segment}'.`,
				'GET',
				evaluation,
				'securityCopilotNotFound',
			]),
	),
	[404, '', "Resource not found for the segment 'workspaces'.", 'GET', session, 'securityCopilotNotFound'],
	[
		400,
		'BadRequest',
		"Resource not found for the segment 'contacts",
		'POST',
		sessions,
		'securityCopilotNotFound',
	],
	[
		404,
		'UnknownError',
		"No HTTP resource was found that matches the request URI 'https://service.example/api/sessions'.",
		'GET',
		session,
		'securityCopilotNotFound',
	],
	// Whoever names a session so must not hide it.
	[
		404,
		'NotFound',
		"Session 'Resource not found for the segment' was not found.",
		'GET',
		session,
		'sessionNotFound',
	],
	[
		404,
		'NotFound',
		'Session Resource not found for the segment was not found.',
		'GET',
		session,
		'sessionNotFound',
	],
];

const CAPACITY: Refusal[] = [
	[
		429,
		'TooManyRequests',
		"Security Copilot can't respond to requests due to high usage.",
		'POST',
		evaluations,
		'capacityExhausted',
	],
	[403, 'capacityExceeded', '', 'POST', evaluations, 'capacityExhausted'],
	[
		403,
		'Forbidden',
		'The workspace has no security compute units left.',
		'POST',
		evaluations,
		'capacityExhausted',
	],
	[403, 'Forbidden', "The workspace 'SOC' has no capacity.", 'POST', evaluations, 'capacityExhausted'],
	[403, 'Forbidden', 'Capacity of the workspace is exhausted.', 'POST', evaluations, 'capacityExhausted'],
	[503, '', 'All security compute units have been used up.', 'POST', evaluations, 'capacityExhausted'],
	[403, 'Forbidden', 'You have no security compute units left.', 'POST', evaluations, 'capacityExhausted'],
	[
		403,
		'',
		'Your organization has used up its security compute units.',
		'POST',
		evaluations,
		'capacityExhausted',
	],
	[429, 'TooManyRequests', 'SCU limit reached.', 'POST', evaluations, 'capacityExhausted'],
	[429, '', 'The limit of 10 requests per SCU is exceeded.', 'GET', session, 'throttled'],
	[403, '', 'You have no compute unit role.', 'GET', session, 'missingCopilotRole'],
	[403, '', 'You may not create session no compute units.', 'POST', sessions, 'accessDenied'],
	[503, '', 'Service unavailable due to high usage.', 'GET', session, 'graphUnavailable'],
	[404, 'NotFound', 'The workspace has no compute units.', 'GET', sessions, 'capacityExhausted'],
	[500, '', 'The workspace has no compute units.', 'GET', session, 'graphUnavailable'],
	[429, '', 'No capacity for this workspace.', 'GET', session, 'throttled'],
	[409, '', 'No capacity for this workspace.', 'GET', session, 'conflict'],
	[403, 'Forbidden', 'The capacity has been exceeded.', 'GET', session, 'capacityExhausted'],
	[403, 'Forbidden', 'No capacity is assigned to this workspace.', 'GET', session, 'capacityExhausted'],
	[403, 'Forbidden', 'There is no capacity for this workspace.', 'GET', session, 'capacityExhausted'],
	[403, 'Forbidden', 'No compute units are provisioned.', 'GET', session, 'capacityExhausted'],
	[403, 'InsufficientCapacity', '', 'GET', session, 'capacityExhausted'],
	[403, 'NoCapacity', '', 'GET', session, 'capacityExhausted'],
	[403, 'Capacity_Exceeded', '', 'GET', session, 'capacityExhausted'],
	[404, 'NotFound', 'Capacity not found.', 'GET', session, 'capacityExhausted'],
	[404, 'CapacityNotFound', '', 'GET', session, 'capacityExhausted'],
	[
		404,
		'NotFound',
		"The capacity 'SOC' of this workspace does not exist.",
		'GET',
		session,
		'capacityExhausted',
	],
	// Capacity in passing.
	[403, 'Forbidden', 'No SCUs may be viewed by this user.', 'GET', session, 'accessDenied'],
	[403, 'Forbidden', 'No SCUs may be viewed by this role.', 'GET', session, 'missingCopilotRole'],
	[404, 'NotFound', 'Capacity planning was not found.', 'GET', session, 'sessionNotFound'],
	[404, '', 'The workspace was not found, or it has no capacity.', 'GET', session, 'workspaceNotFound'],
	[404, '', 'Workspace has no capacity or does not exist.', 'GET', session, 'workspaceNotFound'],
	[403, 'Forbidden', 'Only a capacity owner may do this.', 'GET', session, 'accessDenied'],
	[403, 'Forbidden', 'Changing the capacity is not allowed.', 'PATCH', session, 'accessDenied'],
	[403, 'Forbidden', 'Access to session no capacity left was denied.', 'GET', session, 'accessDenied'],
	[403, 'Forbidden', "Access to session 'No compute units' is denied.", 'GET', session, 'accessDenied'],
	[404, 'NotFound', 'Session capacity planning was not found.', 'GET', session, 'sessionNotFound'],
	[404, 'NotFound', 'Session not found in a region with capacity.', 'GET', session, 'sessionNotFound'],
	[409, 'Conflict', 'Session capacity planning is being changed.', 'PATCH', session, 'conflict'],
	[409, 'Conflict', 'A session named compute units used up exists.', 'POST', sessions, 'conflict'],
	[400, 'BadRequest', 'No compute units is too long for a display name.', 'POST', sessions, 'badRequest'],
	[
		429,
		'TooManyRequests',
		'The capacity of this API per app is exceeded. Please retry later.',
		'GET',
		session,
		'throttled',
	],
	[
		429,
		'ApplicationThrottled',
		'Application is over its MailboxConcurrency limit.',
		'GET',
		session,
		'throttled',
	],
	[
		429,
		'TooManyRequests',
		'Too many requests from Identifier:0e3ac3ed-9ead-44b8-bb21-2b68cbbc6fd1 under category:throttle.subscriptionservice.tenant.app.list. Please try again later.',
		'GET',
		sessions,
		'throttled',
	],
	[500, 'InternalServerError', 'Capacity service timed out.', 'GET', session, 'graphUnavailable'],
	[
		503,
		'ServiceUnavailable',
		'The server does not have capacity to serve this request at the moment.',
		'GET',
		session,
		'graphUnavailable',
	],
	[503, 'serviceNotAvailable', 'No capacity in this region.', 'POST', evaluations, 'graphUnavailable'],
];

const TENANT: Refusal[] = [
	[
		403,
		'Forbidden',
		"Tenant 'contoso.example' is not onboarded to Security Copilot.",
		'GET',
		session,
		'tenantNotOnboarded',
	],
	[404, 'NotFound', 'This organization has not been provisioned yet.', 'GET', sessions, 'tenantNotOnboarded'],
	[
		400,
		'BadRequest',
		'Security Copilot is not enabled for this tenant.',
		'GET',
		sessions,
		'tenantNotOnboarded',
	],
	[403, 'Forbidden', 'Your tenant is not licensed for this feature.', 'GET', session, 'licenceMissing'],
	[403, 'Forbidden', 'A valid Security Copilot subscription is required.', 'GET', session, 'licenceMissing'],
	[402, '', 'Payment required.', 'GET', session, 'licenceMissing'],
	[403, 'TenantNotOnboarded', '', 'GET', workspaces, 'tenantNotOnboarded'],
	[403, 'Forbidden', 'Your Azure subscription is disabled.', 'GET', session, 'licenceMissing'],
	[403, 'Forbidden', 'The tenant is not onboarded to Microsoft Purview.', 'GET', session, 'accessDenied'],
	[404, 'NotFound', 'Tenant not found.', 'GET', session, 'tenantNotOnboarded'],
	[404, 'NotFound', 'Organization was not found', 'GET', session, 'tenantNotOnboarded'],
	[404, 'TenantNotFound', '', 'GET', session, 'tenantNotOnboarded'],
	[403, 'Forbidden', 'A licence is required for Security Copilot.', 'GET', session, 'licenceMissing'],
	[
		403,
		'Forbidden',
		'The tenant needs a subscription to use Security Copilot.',
		'GET',
		session,
		'licenceMissing',
	],
	[
		403,
		'Forbidden',
		"The subscription 'SOC' is disabled and therefore marked as read only.",
		'GET',
		session,
		'licenceMissing',
	],
	[403, 'Forbidden', 'License is required for Microsoft Defender.', 'GET', session, 'accessDenied'],
	[403, 'Forbidden', 'License is required to use Microsoft Defender.', 'GET', session, 'accessDenied'],
	[
		403,
		'Forbidden',
		'The tenant needs a subscription to Microsoft Sentinel.',
		'GET',
		session,
		'accessDenied',
	],
	[403, 'Forbidden', 'The user has no licence for Entra ID P1.', 'GET', session, 'accessDenied'],
	[403, 'Forbidden', 'The tenant is not licensed for Microsoft Defender.', 'GET', session, 'accessDenied'],
	[403, 'Forbidden', 'User is not enabled.', 'GET', session, 'accessDenied'],
	[403, 'Forbidden', 'The user is not onboarded.', 'GET', session, 'accessDenied'],
	[403, 'Forbidden', 'The workspace is not provisioned.', 'GET', session, 'accessDenied'],
	[500, '', 'The tenant is not onboarded.', 'GET', session, 'graphUnavailable'],
	[409, '', 'The tenant is not onboarded.', 'PATCH', session, 'conflict'],
	[429, '', 'The tenant has no subscription.', 'GET', session, 'throttled'],
	[500, 'InternalServerError', 'Onboarding service failed.', 'GET', session, 'graphUnavailable'],
	[
		503,
		'',
		'The onboarding state of the tenant is not known at present.',
		'GET',
		session,
		'graphUnavailable',
	],
	[403, 'Forbidden', 'Tenant is not enabled for guest access.', 'GET', session, 'accessDenied'],
	[404, 'NotFound', 'Session tenant is not onboarded was not found.', 'GET', session, 'sessionNotFound'],
	[404, 'NotFound', 'Tenant is not onboarded was not found.', 'GET', session, 'sessionNotFound'],
	[404, 'NotFound', "Prompt 'The tenant's not onboarded' does not exist.", 'GET', prompt, 'promptNotFound'],
	[403, 'Forbidden', 'Access to session licence renewal is denied.', 'GET', session, 'accessDenied'],
	[
		403,
		'Authentication_RequestFromNonPremiumTenantOrB2CTenant',
		"Neither tenant is B2C or tenant doesn't have premium license",
		'GET',
		session,
		'accessDenied',
	],
	[400, 'BadRequest', 'Tenant does not have a SPO license.', 'GET', session, 'badRequest'],
];

const SCP = 'Either scp or roles claim need to be present in the token.';

const RIGHTS: Refusal[] = [
	// Of the token.
	[403, 'AccessDenied', SCP, 'GET', session, 'missingPermission'],
	[401, 'InvalidAuthenticationToken', SCP, 'GET', session, 'missingPermission'],
	[403, '403', SCP, 'GET', session, 'missingPermission'],
	[
		403,
		'Forbidden',
		"Missing role permissions on the request. API requires one of 'Chat.Read.All, Chat.ReadWrite.All'. Roles on the request ''. Resource specific consent grants on the request ''.",
		'GET',
		session,
		'missingPermission',
	],
	[
		403,
		'Forbidden',
		'Missing application roles. API required roles: SecurityAlert.Read.All,SecurityIncident.Read.All, application roles: .',
		'GET',
		session,
		'missingPermission',
	],
	[
		403,
		'Forbidden',
		'You cannot perform the requested operation, required scopes are missing in the token.',
		'POST',
		sessions,
		'missingPermission',
	],
	[
		403,
		'Forbidden',
		'Application is not authorized to perform this operation. Application must have one of the following scopes: DeviceManagementApps.Read.All',
		'GET',
		session,
		'missingPermission',
	],
	[
		403,
		'Forbidden',
		'The application does not have any of the required application permissions (Alert.Read.All) to access the resource.',
		'GET',
		session,
		'missingPermission',
	],
	[
		403,
		'PermissionScopeNotGranted',
		'Authorization failed due to missing permission scope RoleAssignmentSchedule.Read.Directory',
		'GET',
		session,
		'missingPermission',
	],
	[
		403,
		'Authentication_MSGraphPermissionMissing',
		"Application missing MSGraph API 'Read all audit log data' permission",
		'GET',
		session,
		'missingPermission',
	],
	[
		403,
		'Forbidden',
		'Insufficient privileges to complete the operation.',
		'GET',
		session,
		'missingPermission',
	],
	[
		403,
		'Forbidden',
		'Access to the workspace requires SecurityCopilotWorkspaces.Read.All.',
		'GET',
		session,
		'missingPermission',
	],
	[403, 'PermissionScopeNotGranted', '', 'GET', session, 'missingPermission'],
	[403, 'Authentication_MSGraphPermissionMissing', '', 'GET', session, 'missingPermission'],
	// Of the token or of the user.
	[
		403,
		'',
		'Auth token does not contain valid permissions or user does not have valid roles. See https://docs.microsoft.com/graph/security-authorization',
		'GET',
		session,
		'missingPermissionOrRole',
	],
	[
		403,
		'directory_read_unauthorized',
		'User does not have permissions to manage this data.',
		'GET',
		session,
		'missingPermissionOrRole',
	],
	[
		403,
		'Forbidden',
		'You do not have permission to perform this action.',
		'GET',
		session,
		'missingPermissionOrRole',
	],
	// Of the user.
	[
		403,
		'Forbidden',
		"The user has no role assigned in workspace 'default'.",
		'GET',
		session,
		'missingCopilotRole',
	],
	[
		403,
		'Forbidden',
		'User must have a role assigned in workspace Defender lab.',
		'GET',
		session,
		'missingCopilotRole',
	],
	[403, '403', 'User does not have permission.', 'GET', session, 'missingCopilotRole'],
	[
		403,
		'Authentication_RequestFromUnsupportedUserRole',
		'User is not in the allowed roles',
		'GET',
		session,
		'missingCopilotRole',
	],
	[
		403,
		'Forbidden',
		'Only a directory role such as Global Administrator may do this.',
		'GET',
		session,
		'accessDenied',
	],
	[
		403,
		'Forbidden',
		'The user does not have the role Reader in Microsoft Sentinel.',
		'GET',
		evaluation,
		'missingProductRole',
	],
	[403, 'Forbidden', 'Microsoft Sentinel Reader is required.', 'POST', evaluations, 'missingProductRole'],
	[
		403,
		'Forbidden',
		'The user lacks a role in Microsoft Defender.',
		'POST',
		evaluations,
		'missingProductRole',
	],
	[
		403,
		'Forbidden',
		'Caller does not have required role at the workspace scope.',
		'GET',
		session,
		'missingCopilotRole',
	],
	[403, 'Forbidden', 'The user has no role assignment at this scope.', 'GET', session, 'missingCopilotRole'],
	[403, 'Forbidden', 'At the workspace scope a role is required.', 'GET', session, 'missingCopilotRole'],
	[
		403,
		'Forbidden',
		'User needs the Reader role on the Microsoft Sentinel workspace.',
		'GET',
		session,
		'missingProductRole',
	],
	[
		403,
		'Forbidden',
		'User does not have access to the Microsoft Sentinel workspace.',
		'GET',
		session,
		'missingProductRole',
	],
	[403, 'Forbidden', 'Not a member of the Log Analytics workspace.', 'GET', session, 'missingProductRole'],
	[
		403,
		'Forbidden',
		'You need the Security Reader role in Microsoft Entra ID.',
		'GET',
		session,
		'accessDenied',
	],
	[403, 'Forbidden', 'Principal does not have required Azure AD role', 'GET', session, 'accessDenied'],
	[403, 'Forbidden', 'The user is not a member of the workspace.', 'GET', sessions, 'workspaceDenied'],
	[403, 'Forbidden', 'Access to the workspace is denied.', 'GET', workspaces, 'accessDenied'],
	// Of policies.
	[
		403,
		'Forbidden',
		'Access was blocked by policy of your organization. Contact your administrator of Microsoft Defender for Cloud Apps.',
		'GET',
		session,
		'conditionalAccess',
	],
	[
		403,
		'AccessDenied',
		'Blocked by session policy in Microsoft Defender for Cloud Apps.',
		'GET',
		session,
		'conditionalAccess',
	],
	[
		403,
		'AccessDenied',
		'Access has been blocked by conditional access policies. The access policy does not allow token issuance.',
		'GET',
		session,
		'conditionalAccess',
	],
	[403, 'Forbidden', 'The content was blocked by responsible AI policy.', 'GET', session, 'accessDenied'],
	[403, 'Forbidden', 'Request blocked due to content filtering policies.', 'GET', session, 'accessDenied'],
	[403, 'Forbidden', 'Request denied by Azure RBAC policy.', 'GET', session, 'accessDenied'],
	[403, 'Forbidden', 'Blocked by a data loss prevention policy.', 'GET', session, 'accessDenied'],
	[
		403,
		'Forbidden',
		'Role-based access control policy denies this action.',
		'GET',
		session,
		'missingCopilotRole',
	],
	[403, 'Forbidden', 'The request lacks one of the required scopes.', 'GET', session, 'missingPermission'],
	[403, 'Forbidden', 'No Application Access Policy found for this app', 'GET', session, 'accessDenied'],
	[
		400,
		'BadRequest',
		'This API is not supported for MSA accounts (no addressUrl for Microsoft.DirectoryServices,False).',
		'GET',
		session,
		'personalAccount',
	],
	[
		403,
		'Forbidden',
		'The user or administrator has not consented to use the application.',
		'GET',
		session,
		'missingConsent',
	],
	// Of nothing that is known.
	[
		403,
		'ErrorAccessDenied',
		'Access is denied. Check credentials and try again.',
		'GET',
		session,
		'accessDenied',
	],
	[403, 'Forbidden', 'Attempted to perform an unauthorized operation.', 'GET', session, 'accessDenied'],
	[403, 'Forbidden', 'The user does not have an Intune license.', 'GET', session, 'accessDenied'],
	// Names that somebody chose.
	...[
		"Access to session 'Blocked by conditional access policies' is denied.",
		"Access to session 'User.Read.All is required' is denied.",
		"Access to session 'O'Brien's missing role and consent' is denied.",
		'Access to session “No admin consent: add Defender role” is denied.',
		"Access to session 'x' No capacity for this workspace. 'y' is denied.",
		'Access to session role and permission review is denied.',
		'Access to session Blocked by policy of Defender is denied.',
		'Access to session personal accounts are not supported is denied.',
		'You are not allowed to read session access to workspace missing consent',
		'Deal with a policy review is denied.',
		"Access to 'session is cut off by a message that is too long for the admin consent",
	].map((message): Refusal => [403, 'Forbidden', message, 'GET', session, 'accessDenied']),
];

const nonsense = `${sessions}/nonsense`;

const REQUESTS: Refusal[] = [
	[400, 'BadRequest', "Invalid object identifier 'nonsense'.", 'GET', nonsense, 'malformedId'],
	[400, 'BadRequest', "The id 'nonsense' is not valid.", 'POST', `${nonsense}/prompts`, 'malformedId'],
	[400, 'BadRequest', 'Unrecognized Guid format.', 'POST', `${nonsense}/prompts`, 'malformedId'],
	[
		400,
		'BadRequest',
		'Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).',
		'GET',
		nonsense,
		'malformedId',
	],
	[400, 'BadRequest', 'The identifier of the model is not valid.', 'POST', evaluations, 'badRequest'],
	[
		400,
		'BadRequest',
		'The identifier of the model is not valid.',
		'POST',
		`${nonsense}/prompts`,
		'badRequest',
	],
	[400, 'BadRequest', "Invalid object identifier 'gpt'.", 'GET', session, 'badRequest'],
	[400, 'BadRequest', "The name 'Malformed GUID' is taken.", 'PATCH', nonsense, 'badRequest'],
	[400, 'BadRequest', 'An error has occurred. Activity ID: 5.', 'GET', nonsense, 'badRequest'],
	[
		400,
		'Request_UnsupportedQuery',
		"Unsupported or invalid query filter clause specified for property 'displayName' of resource 'session'.",
		'GET',
		sessions,
		'invalidFilter',
	],
	[
		400,
		'BadRequest',
		"The query specified in the URI is not valid. Query option 'Filter' is not allowed. To allow it, set the 'AllowedQueryOptions' property on EnableQueryAttribute or QueryValidationSettings.",
		'GET',
		sessions,
		'invalidFilter',
	],
	[
		400,
		'BadRequest',
		"The query option '$filter' is not supported by this operation.",
		'GET',
		sessions,
		'invalidFilter',
	],
	[400, 'BadRequest', "Invalid filter clause: the tenant's not onboarded", 'GET', sessions, 'invalidFilter'],
	[
		400,
		'BadRequest',
		"Parsing OData Select and Expand failed: Could not find a property named 'filter' on type 'microsoft.graph.security.securityCopilot.session'.",
		'GET',
		sessions,
		'invalidSelect',
	],
	[
		400,
		'BadRequest',
		"The query specified in the URI is not valid. The limit of '50' for Top query has been exceeded. The value from the incoming request is '999'.",
		'GET',
		sessions,
		'badRequest',
	],
	[400, 'BadRequest', 'Skip token is null or invalid.', 'GET', sessions, 'expiredPage'],
	[410, 'Gone', "The '$skiptoken' is no longer valid.", 'GET', sessions, 'expiredPage'],
	[410, 'Gone', "Session 'skip token' is gone.", 'GET', session, 'gone'],
	[400, 'BadRequest', 'Filtering on displayName is not supported.', 'GET', sessions, 'invalidFilter'],
	[400, 'BadRequest', 'Please select a workspace.', 'GET', sessions, 'badRequest'],
	[400, 'BadRequest', 'The answer was blocked by the content filter.', 'GET', evaluation, 'badRequest'],
	[
		400,
		'BadRequest',
		"Could not find a property named 'inputs' on type 'prompt'.",
		'POST',
		evaluations,
		'badRequest',
	],
	[400, 'BadRequest', "Session 'Invalid filter clause' is busy.", 'GET', session, 'badRequest'],
	[
		400,
		'BadRequest',
		'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
		'POST',
		sessions,
		'badRequest',
	],
	[400, 'BadRequest', 'Empty Payload. JSON content expected.', 'POST', sessions, 'badRequest'],
	[
		405,
		'Request_BadRequest',
		'Specified HTTP method is not allowed for the request target.',
		'PATCH',
		session,
		'requestNotSupported',
	],
	[
		412,
		'PreconditionFailed',
		'Requested API is not supported in delegated context',
		'GET',
		session,
		'preconditionFailed',
	],
];

const NOT_FOUND: Refusal[] = [
	[
		404,
		'OrganizationFromTenantGuidNotFound',
		"The tenant for tenant guid 'f0f54c69-8f8a-4f33-b6e3-386d58b408db' does not exist.",
		'GET',
		session,
		'tenantNotOnboarded',
	],
	[
		404,
		'Request_ResourceNotFound',
		"Resource 'f0f54c69-8f8a-4f33-b6e3-386d58b408db' does not exist or one of its queried reference-property objects are not present.",
		'GET',
		session,
		'sessionNotFound',
	],
	[404, 'ResourceNotFound', 'Resource could not be discovered.', 'GET', prompt, 'promptNotFound'],
	[404, 'NotFound', 'Session not found in this workspace.', 'GET', prompt, 'sessionNotFound'],
	[404, 'NotFound', "Prompt 'session' not found.", 'GET', prompt, 'promptNotFound'],
	[404, 'NotFound', "Session 'My workspace' not found.", 'GET', prompt, 'sessionNotFound'],
	[404, 'NotFound', 'No capacity for this workspace was found.', 'GET', session, 'sessionNotFound'],
	[404, 'WorkspaceNotFound', '', 'GET', prompt, 'workspaceNotFound'],
	[404, 'SessionNotFound', 'The prompt was not found.', 'GET', prompt, 'sessionNotFound'],
	[404, 'NotFound', 'Workspace not found.', 'POST', evaluations, 'workspaceNotFound'],
	[404, 'UnknownError', '', 'GET', evaluation, 'evaluationNotFound'],
	[404, '', 'No such thing.', 'GET', workspaces, 'securityCopilotNotFound'],
];

const TABLE: ReadonlyArray<readonly [group: string, refusals: readonly Refusal[]]> = [
	['routes', ROUTES],
	['capacity', CAPACITY],
	['tenant and licence', TENANT],
	['rights', RIGHTS],
	['requests', REQUESTS],
	['not found', NOT_FOUND],
];

describe.each(TABLE)('The cause of refusals: %s', (_, refusals) => {
	it.each(refusals)('%i %s "%s" to %s %s: %s', (status, code, message, method, path, kind) => {
		const failure = refused(status, { body: graphBody(code, message), method, path });
		expect(diagnosed(failure).id).toBe(kind);
	});
});

it('tells a missing route from a Log Analytics workspace', () => {
	const context: DiagnosisContext = { ...CONTEXT, looksLikeLogAnalyticsWorkspace: true };
	const body = graphBody('BadRequest', "Resource not found for the segment 'securityCopilot'.");
	expect(diagnosed(refused(404, { body }), context).id).toBe('securityCopilotNotFound');
});

test.each([
	['Forbidden', 'You do not have access to this workspace.'],
	['403', 'Not allowed.'],
	['Forbidden', 'The user has no role in this workspace.'],
])('tells a Log Analytics workspace from a closed one: %s "%s"', (code, message) => {
	const context: DiagnosisContext = { ...CONTEXT, looksLikeLogAnalyticsWorkspace: true };
	const failure = refused(403, { body: graphBody(code, message) });
	expect(diagnosed(failure, context).id).toBe('logAnalyticsWorkspace');
	expect(diagnosed(failure).id).not.toBe('logAnalyticsWorkspace');
});

it('takes a page for no answer about a session', () => {
	const page = { headers: { 'content-type': 'text/html' }, body: '<h1>Session not found</h1>' };
	expect(diagnosed(refused(404, page)).id).toBe('refusedByPage');
});

it('names capacity beside a refused evaluation only where Graph names no other cause', () => {
	const hint = 'A workspace without compute units (capacity) can look like this too';
	const told = (status: number, message: string) =>
		diagnosed(refused(status, { method: 'POST', path: evaluations, body: graphBody('', message) }));
	expect(told(403, 'Access is denied.').description).toContain(hint);
	expect(told(429, 'Please retry again later.').description).toContain(hint);
	expect(told(503, 'Busy.').description).toContain(hint);
	expect(told(403, 'Blocked by policy.').description).not.toContain(hint);
	expect(told(403, 'The workspace has no compute units.').description).not.toContain(hint);
});
