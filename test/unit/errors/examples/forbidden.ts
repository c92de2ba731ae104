import { APP_CONTEXT, graphBody, PATHS, refused, SESSION } from '../failures';
import { challenge, example, RUN_CREATED, type Example } from './example';

export const forbiddenExamples: Example[] = [
	example(
		'missingPermission',
		"the directory's code",
		refused(403, {
			body: graphBody('Authorization_RequestDenied', 'Insufficient privileges to complete the operation.'),
		}),
	),
	example(
		'missingPermission',
		"the directory's code beside another word",
		refused(403, { body: graphBody('authorization_RequestDenied', 'No role, no workspace.') }),
	),
	example(
		'workspaceDenied',
		"the product's own shape with a reason",
		refused(403, { body: { message: 'No access to this workspace', code: '403', traceId: SESSION } }),
	),
	example(
		'missingPermission',
		'the word scope',
		refused(403, { body: graphBody('Forbidden', 'Missing scope permissions on the request.') }),
	),
	...['SecurityCopilotWorkspaces.Read.All', 'SecurityCopilotWorkspaces.ReadWrite.All'].map((permission) =>
		example(
			'missingPermission',
			`the name ${permission}`,
			refused(403, {
				body: graphBody(
					'Forbidden',
					`Missing scope permissions on the request. API requires one of '${permission}'. Scopes on the request 'User.Read, openid, profile'`,
				),
			}),
		),
	),
	example(
		'missingPermission',
		"a permission's name in the product's own shape",
		refused(403, {
			body: { message: 'SecurityCopilotWorkspaces.Read.All is required', code: '403', traceId: SESSION },
		}),
	),
	example(
		'workspaceDenied',
		"a workspace beside a permission's name",
		refused(403, {
			body: graphBody('Forbidden', 'User.Read does not suffice: access to the workspace is denied.'),
		}),
	),
	example(
		'missingPermission',
		'polling after creating',
		refused(403, { path: PATHS.evaluation }),
		RUN_CREATED,
	),
	example(
		'missingConsent',
		'the word consent',
		refused(403, { body: graphBody('Forbidden', 'Need admin consent.') }),
	),
	example(
		'missingCopilotRole',
		"the product's own shape",
		refused(403, { body: { message: 'Not allowed', code: '403', traceId: SESSION } }),
	),
	example(
		'missingCopilotRole',
		'the word role',
		refused(403, { body: graphBody('Forbidden', 'The user lacks a role.') }),
	),
	example(
		'missingPermissionOrRole',
		'both in one sentence',
		refused(403, {
			body: graphBody(
				'Forbidden',
				'Auth token does not contain valid permissions or user does not have valid roles',
			),
		}),
	),
	example(
		'missingProductRole',
		'a plugin',
		refused(403, { body: graphBody('Forbidden', 'The plugin Microsoft Sentinel refused.') }),
	),
	example(
		'workspaceDenied',
		'the word workspace',
		refused(403, { body: graphBody('Forbidden', 'Access to the workspace is denied.') }),
	),
	example(
		'conditionalAccess',
		'the words',
		refused(403, { body: graphBody('Forbidden', 'Blocked by Conditional Access.') }),
	),
	example('conditionalAccess', 'a challenge', refused(403, { headers: challenge('x') })),
	example('appOnlyRefused', '403 as an app', refused(403), APP_CONTEXT),
	example('appOnlyRefused', '412 as an app', refused(412), APP_CONTEXT),
	example(
		'personalAccount',
		'the words',
		refused(403, { body: graphBody('Forbidden', 'Personal Microsoft accounts are not supported.') }),
	),
	example(
		'refusedByPage',
		'a page',
		refused(403, {
			headers: { 'content-type': 'text/html; charset=utf-8' },
			body: '<html><body>Blocked</body></html>',
		}),
	),
	example('accessDenied', 'an empty body', refused(403)),
	example('accessDenied', 'UnknownError', refused(403, { body: graphBody('UnknownError', '') })),
];
