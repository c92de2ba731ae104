import type { GraphErrorDetails, GraphResponseError } from '../../graph/errors';
import { findClaimsChallenge } from '../challenge';
import type { ErrorContext } from '../ErrorDescription';
import { finding, type Entry, type Finding } from '../entry';
import { idsInPath } from '../ids';
import { beforeNames, codeOf, ownWords, statement, states, wordsOfCode } from '../ownWords';
import { workspaceEntries } from './workspace';

export const forbiddenEntries = {
	missingPermission: {
		when: '401 or 403; the token lacks the permission',
		message: 'n8n could not {operation}: the access token lacks {permission}',
		advice:
			'Add the {permissionKind} permission {permission} under API permissions of the app registration and grant consent; this operation needs {permissions}. Set Access of {credential} to match, then connect it again: a token keeps the permissions that it was issued with.',
	},
	missingConsent: {
		when: '403; nobody has consented to the permission',
		message: 'n8n could not {operation}: nobody has consented to the permission',
		advice:
			'Connect {credential} again and accept the permissions, or ask an administrator to select Grant admin consent. This operation needs {permissions} ({permissionKind}).',
	},
	missingCopilotRole: {
		when: '403 in the shape of Security Copilot itself: the user has no role there',
		message: 'n8n could not {operation}: the user of {credential} has no Security Copilot role for it',
		advice:
			'Ask a Copilot owner to give the user the role Copilot contributor under Role assignment of {workspace}; roles count per workspace. A role in Microsoft Entra such as Security Reader is not enough.',
	},
	missingPermissionOrRole: {
		when: '403; Microsoft Graph names permission and role in one sentence, or does not say whose permission is missing',
		message: 'n8n could not {operation}: the permission or the Security Copilot role is missing',
		advice:
			'Check that the token has the {permissionKind} permission {permission} (connect {credential} again after a change), and that the user has the role Copilot contributor in {workspace}.',
	},
	missingProductRole: {
		when: '403; a product behind a plugin refuses',
		message: 'n8n could not {operation}: a role in the product behind a plugin is missing',
		advice:
			'Security Copilot reads with the rights of the user. Give the user of {credential} the role of that product too, for example Microsoft Sentinel Reader.',
	},
	workspaceDenied: {
		when: '403; the workspace is closed to the user',
		message: 'n8n could not {operation}: the user of {credential} has no access to {workspace}',
		advice:
			'Choose a workspace From List, which shows those that the user may open, or ask a Copilot owner of that workspace for the role Copilot contributor.',
	},
	conditionalAccess: {
		when: '403; a policy applies, of Conditional Access or of Microsoft Defender for Cloud Apps',
		message: 'n8n could not {operation}: a policy such as Conditional Access does not allow it',
		advice:
			'Open {credential} and connect it again. If this comes back, ask your administrator which policy of Conditional Access or Microsoft Defender for Cloud Apps applies to the user and to the n8n server.',
	},
	appOnlyRefused: {
		when: '401, 403 or 412 while the credential signs in as the app',
		message: 'n8n could not {operation} as an app without a user',
		advice:
			'Set Sign-In As of {credential} to User (Delegated): that is the way that Security Copilot supports. Microsoft documents the application permission {permission}, but hides it in the Entra portal; if your tenant has it, check that an administrator has consented.',
	},
	personalAccount: {
		when: '400 or 403; a personal Microsoft account signed in',
		message: 'Security Copilot does not serve personal Microsoft accounts',
		advice: 'Connect {credential} with a work or school account.',
	},
	refusedByPage: {
		when: '403 or 404 as an HTML page, as proxies and firewalls send it',
		message: 'n8n could not {operation}: a web page instead of Microsoft Graph refused it',
		advice:
			'A proxy or a firewall may have answered: check that the n8n server may reach the Graph Endpoint of {credential}. If Microsoft Graph itself refused, check the permission {permission}, the Security Copilot role, and access to {workspace}.',
	},
	accessDenied: {
		when: '403 without a usable reason, an empty body included',
		message: 'n8n could not {operation}: Microsoft Graph denied access without a usable reason',
		advice:
			'Check in this order: the {permissionKind} permission {permission} (connect {credential} again after a change); the role Copilot contributor of the user; access to {workspace}; that the tenant is onboarded to Security Copilot and the workspace has capacity.',
	},
} as const satisfies Record<string, Entry>;

type Id = keyof typeof forbiddenEntries;

/**
 * Codes that name the cause, in lower case.
 * Source: Microsoft Graph docs, "Resolve authorization errors"; answers of Graph's other services in public issues.
 */
const CODES: ReadonlyMap<string, Id> = new Map([
	['authorization_requestdenied', 'missingPermission'],
	['authentication_msgraphpermissionmissing', 'missingPermission'],
	['permissionscopenotgranted', 'missingPermission'],
]);

/** A permission of Graph by its name. Its parts, such as `SecurityCopilotWorkspaces`, are no signs of their own. */
const PERMISSION_NAME = /\b[a-z]+(?:-[a-z]+)?\.Read(?:Write|Basic)?(?:\.[a-z]+)*\b/gi;

/** What a token holds, by other names: Graph calls it a role where an app signs in. */
const SCOPE =
	/\bscp\b(?: claims?)?|\bapp(?:lication)? roles?\b|\broles? (?:claims?|permissions?)\b|\broles? (?:on|in|of) the (?:request|token)\b/gi;

/** What Graph says of rights: one word for what a token holds, and no words of those who name sessions. */
function wordsOfRights(details: GraphErrorDetails): readonly string[] {
	return [wordsOfCode(details), ...ownWords(details)].map((sentence) =>
		beforeNames(sentence.replace(PERMISSION_NAME, 'scope').replace(SCOPE, 'scope')),
	);
}

const LACKS = "(?:n't|\\b(?:no|not|lacks?|missing|without|needs?|requires?|required|insufficient|must))\\b";
const PRODUCT = '(?:sentinel|defender|intune|purview|log analytics)\\b';
/** Of access, or of nobody knows what. */
const POLICY =
	'(?<!\\b(?:R?AI|content(?: \\w+)?|RBAC|role-based access control|DLP|prevention|azure) )polic(?:y|ies)\\b';
/** Not what is in the scope of something, nor where a role is assigned. */
const SCOPES = '(?<!\\b(?:(?:in|of) (?:the )?|(?:at|over) (?:\\w+ ){0,2}))\\bscopes?\\b';

const LACKS_SCOPE = [
	statement(`.*${LACKS}.*${SCOPES}`),
	statement(`.*${SCOPES}.*\\b(?:missing|needed|needs?|required|must)\\b`),
	// Not the permission of a user: that may be a role.
	statement(`.*\\b(?:token|application|app|request)\\b.*${LACKS}.*\\bpermissions?\\b`),
	/^insufficient privileges to complete the operation/i,
] as const;

const PERSONAL_ACCOUNT =
	/\bnot supported for (?:personal|MSA)\b|\b(?:personal(?: microsoft)?|MSA) accounts? (?:(?:is|are|may) not|cannot)\b/i;

/**
 * From what can hardly be anything else to what may be said of several causes. They only choose what a person reads;
 * what the node does depends on the status.
 * Source: Microsoft Graph docs, "Resolve authorization errors"; learn.microsoft.com, "403 error when calling Microsoft
 * Graph Security API" (permission or role in one sentence).
 */
const SIGNS: ReadonlyArray<readonly [id: Id, signs: readonly RegExp[]]> = [
	[
		'conditionalAccess',
		[
			/\bconditional access\b|\bdevice is not (?:compliant|managed)\b|\b(?:multi-?factor authentication|MFA) is required\b/i,
			statement(
				`.*\\b(?:blocked|denied|prevented|restricted|not allowed)\\b.*\\b(?:by|due to|because of)\\b.*\\b${POLICY}`,
			),
			statement(`.*\\b${POLICY}.*\\b(?:blocks|denies|does not allow|requires)\\b`),
			statement(`.*${LACKS}.*\\b(?:multi-?factor authentication|MFA|(?:compliant|managed) device)\\b`),
		],
	],
	[
		'missingConsent',
		[
			statement(`.*(?:nobody|${LACKS}).*\\bconsent(?:ed)?\\b`),
			/\bconsent\b.*\b(?:required|needed|missing)\b/i,
		],
	],
	['personalAccount', [PERSONAL_ACCOUNT]],
	// Both, before either of them.
	[
		'missingPermissionOrRole',
		[/\b(?:permission|scope)s?\b.* or .*\broles?\b/i, /\broles?\b.* or .*\b(?:permission|scope)s?\b/i],
	],
	['missingPermission', LACKS_SCOPE],
	[
		'missingProductRole',
		[
			statement(
				`(?:the )?(?:plugin\\b|(?:microsoft )?${PRODUCT}).*(?<!\\b(?:is|was) )\\b(?:refused|denied|requires)\\b`,
			),
			statement(`.*\\broles? (?:\\w+ ){0,3}(?:in|of|for|on|access) (?:the |microsoft )*${PRODUCT}`),
			statement(`.*\\b(?:access|member|authorized|roles?)\\b.*\\b${PRODUCT} (?:\\w+ )?workspace\\b`),
			statement(`.*\\b${PRODUCT} (?:\\w+ )?(?:role|reader|contributor)\\b`),
		],
	],
	[
		'accessDenied',
		[
			/\b(?:directory|entra|azure|administrator) (?:\w+ ){0,3}roles?\b/i,
			/\broles? (?:\w+ ){0,6}(?:in|of) (?:the |microsoft )*(?:directory|entra|azure)\b/i,
		],
	],
	['missingCopilotRole', [/\broles?\b/i]],
	// A permission, and nothing says whose: that of a user may be a role.
	['missingPermissionOrRole', [statement(`.*${LACKS}.*\\b(?:permission|privilege)s?\\b`)]],
	['workspaceDenied', [/\b(?:access|member|authorized)\b.*\bworkspace\b/i]],
];

/** Whether Graph says that the token holds no permission, or not the one that it takes. */
export function isWithoutScope({ details }: GraphResponseError): boolean {
	return states(wordsOfRights(details), ...LACKS_SCOPE);
}

/** Graph answers with JSON, so somebody else may have answered. */
export function isPage({ headers }: GraphResponseError): boolean {
	return /\bhtml\b/i.test(headers['content-type'] ?? '');
}

export function isPersonalAccount({ details }: GraphResponseError): boolean {
	return states(wordsOfRights(details), PERSONAL_ACCOUNT);
}

/** What Graph may say of a workspace that is none of Security Copilot. */
const AT_WORKSPACE: ReadonlySet<Id> = new Set<Id>(['accessDenied', 'workspaceDenied', 'missingCopilotRole']);

export function findForbidden(failure: GraphResponseError, context: ErrorContext): Finding {
	const id = forbiddenId(failure, context);
	if (AT_WORKSPACE.has(id) && context.looksLikeLogAnalyticsWorkspace) {
		return finding(workspaceEntries, 'logAnalyticsWorkspace');
	}
	return finding(forbiddenEntries, id);
}

function forbiddenId(failure: GraphResponseError, context: ErrorContext): Id {
	const { details, headers, method, path } = failure;
	if (findClaimsChallenge(headers['www-authenticate'])) return 'conditionalAccess';
	if (context.grantType === 'clientCredentials') return 'appOnlyRefused';
	if (isPage(failure)) return 'refusedByPage';
	const code = codeOf(details);
	const named = CODES.get(code);
	if (named) return named;
	const words = wordsOfRights(details);
	const sign = SIGNS.find(([, signs]) => states(words, ...signs))?.[0];
	// Who may choose among all workspaces was not refused at one of them.
	const told = sign === 'workspaceDenied' && idsInPath(path).workspace === undefined ? undefined : sign;
	if (told && told !== 'missingPermissionOrRole') return told;
	// A token that could create but cannot read has ReadWrite.All alone.
	const hasCreated = Object.values(context.created ?? {}).some(Boolean);
	if (method === 'GET' && hasCreated && !failure.wasReadBefore) return 'missingPermission';
	if (told && states(words, /\broles?\b/i)) return told;
	// The number as code is the shape of Security Copilot's own APIs (activity export API), behind Graph's permission check.
	if (code === '403') return 'missingCopilotRole';
	return told ?? 'accessDenied';
}
