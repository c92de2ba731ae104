import type { GraphResponseError } from '../../graph/errors';
import { findClaimsChallenge } from '../challenge';
import type { DiagnosisContext } from '../Diagnosis';
import { finding, type Entry, type Finding } from '../entry';
import { workspaceEntries } from './workspace';

export const forbiddenEntries = {
	missingPermission: {
		when: '403; the token lacks the permission',
		message: 'n8n could not {operation}: the access token lacks {permission}',
		advice:
			'Add the {permissionKind} permission {permission} under API permissions of the app registration and grant consent; this operation needs {permissions}. Set Access of {credential} to match, then connect it again: a token keeps the permissions that it was issued with.',
		common: true,
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
		common: true,
	},
	missingPermissionOrRole: {
		when: '403; Microsoft Graph names permission and role in one sentence',
		message: 'n8n could not {operation}: the permission or the Security Copilot role is missing',
		advice:
			'Check that the token has the {permissionKind} permission {permission} (connect {credential} again after a change), and that the user has the role Copilot contributor in {workspace}.',
		common: true,
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
		when: '403; a Conditional Access policy applies',
		message: 'n8n could not {operation}: a Conditional Access policy does not allow it',
		advice:
			'Open {credential} and connect it again. If this comes back, ask your administrator which policy applies to the user and to the n8n server.',
	},
	appOnlyRefused: {
		when: '401, 403 or 412 while the credential signs in as the app',
		message: 'n8n could not {operation} as an app without a user',
		advice:
			'Set Sign-In As of {credential} to User (Delegated): that is the way that Security Copilot supports. Microsoft documents the application permission {permission}, but hides it in the Entra portal; if your tenant has it, check that an administrator has consented.',
		common: true,
	},
	personalAccount: {
		when: '403; a personal Microsoft account signed in',
		message: 'Security Copilot does not serve personal Microsoft accounts',
		advice: 'Connect {credential} with a work or school account.',
	},
	refusedByPage: {
		when: '403 as an HTML page, as proxies and firewalls send it',
		message: 'n8n could not {operation}: a web page instead of Microsoft Graph refused it',
		advice:
			'A proxy or a firewall may have answered: check that the n8n server may reach the Graph Endpoint of {credential}. If Microsoft Graph itself refused, check the permission {permission}, the Security Copilot role, and access to {workspace}.',
	},
	accessDenied: {
		when: '403 without a usable reason, an empty body included',
		message: 'n8n could not {operation}: Microsoft Graph denied access without a usable reason',
		advice:
			'Check in this order: the {permissionKind} permission {permission} (connect {credential} again after a change); the role Copilot contributor of the user; access to {workspace}; that the tenant is onboarded to Security Copilot and the workspace has capacity.',
		common: true,
	},
} as const satisfies Record<string, Entry>;

type Id = keyof typeof forbiddenEntries;

/**
 * Texts only choose what a person reads; what the node does depends on the status.
 * Source: Microsoft Graph docs, "Resolve authorization errors"; learn.microsoft.com, "403 error when calling Microsoft
 * Graph Security API" (permission or role in one sentence).
 */
const SIGNS: ReadonlyArray<readonly [RegExp, Id]> = [
	[/consent/i, 'missingConsent'],
	[/personal (?:microsoft )?account/i, 'personalAccount'],
	[/conditional access|access polic|multi-?factor|compliant|managed device/i, 'conditionalAccess'],
	[/permissions? or .*\brole/i, 'missingPermissionOrRole'],
	[/sentinel|defender|intune|purview|plugin/i, 'missingProductRole'],
	[/workspace/i, 'workspaceDenied'],
	[/scope|privilege|permission/i, 'missingPermission'],
	[/\broles?\b/i, 'missingCopilotRole'],
];

/** A permission of Graph by its name. Its parts, such as `SecurityCopilotWorkspaces`, are no signs of their own. */
const PERMISSION_NAME = /\b[a-z]+(?:-[a-z]+)?\.Read(?:Write|Basic)?(?:\.[a-z]+)*\b/gi;

export function findForbidden(failure: GraphResponseError, context: DiagnosisContext): Finding {
	const id = forbiddenId(failure, context);
	if (id === 'accessDenied' && context.looksLikeLogAnalyticsWorkspace) {
		return finding(workspaceEntries, 'logAnalyticsWorkspace');
	}
	return finding(forbiddenEntries, id);
}

function forbiddenId(failure: GraphResponseError, context: DiagnosisContext): Id {
	const { details, headers, method } = failure;
	const code = (details.code ?? '').toLowerCase();
	const message = details.message ?? '';
	const text = message.replace(PERMISSION_NAME, 'permission');
	if (findClaimsChallenge(headers['www-authenticate'])) return 'conditionalAccess';
	if (context.grantType === 'clientCredentials') return 'appOnlyRefused';
	if (/\bhtml\b/i.test(headers['content-type'] ?? '')) return 'refusedByPage';
	// The directory's own word for a missing scope; documented for Microsoft Graph.
	if (code === 'authorization_requestdenied') return 'missingPermission';
	// A token that could create but cannot read has ReadWrite.All alone.
	if (method === 'GET' && Object.values(context.created ?? {}).some(Boolean)) return 'missingPermission';
	const sign = SIGNS.find(([pattern]) => pattern.test(text))?.[1];
	if (sign && sign !== 'missingPermission') return sign;
	// Who asks for a permission by its name has checked the token.
	if (text !== message) return 'missingPermission';
	// The number as code is the shape of Security Copilot's own APIs (activity export API), behind Graph's permission check.
	if (code === '403') return 'missingCopilotRole';
	return sign ?? 'accessDenied';
}
