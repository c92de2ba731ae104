import { READ_SCOPE, READ_WRITE_SCOPE } from '../entra/scopes';
import type { OperationReference } from './ErrorDescription';

/** What an operation needs in Microsoft Entra. */
export interface OperationPermissions {
	/** Completes "n8n could not …". */
	phrase: string;
	/** Names as Microsoft documents them, the same for delegated and application permissions. */
	needed: readonly string[];
}

const withoutResource = (scope: string) => scope.slice(scope.lastIndexOf('/') + 1);

/** Names without the resource, as Microsoft's pages write them. */
export const READ_PERMISSION = withoutResource(READ_SCOPE);
export const READ_WRITE_PERMISSION = withoutResource(READ_WRITE_SCOPE);

/** ReadWrite.All allows no GET, so what writes and reads back needs both. */
const NEEDED: Readonly<Record<OperationReference['permission'], readonly string[]>> = Object.freeze({
	read: Object.freeze([READ_PERMISSION]),
	write: Object.freeze([READ_WRITE_PERMISSION]),
	readAndWrite: Object.freeze([READ_PERMISSION, READ_WRITE_PERMISSION]),
});

const needs = (permission: OperationReference['permission'], phrase: string): OperationPermissions =>
	Object.freeze({ phrase, needed: NEEDED[permission] });

/**
 * The permissions of each operation, by `resource:operation`; those of the trigger by `trigger:event`. docs/permissions.md
 * is made from it.
 *
 * Source: Microsoft Graph docs, "Permissions" of each Security Copilot API page.
 */
export const PERMISSIONS = Object.freeze({
	'session:get': needs('read', 'get the session'),
	'session:getAll': needs('read', 'list sessions'),
	'session:create': needs('write', 'create the session'),
	'session:update': needs('write', 'update the session'),
	'session:findOrCreate': needs('readAndWrite', 'find or create the session'),
	'session:ask': needs('readAndWrite', 'ask Security Copilot'),
	'session:getTranscript': needs('read', 'get the transcript of the session'),
	'prompt:create': needs('readAndWrite', 'create the prompt'),
	'prompt:get': needs('read', 'get the prompt'),
	'prompt:getAll': needs('read', 'list prompts'),
	'evaluation:create': needs('readAndWrite', 'create the evaluation'),
	'evaluation:get': needs('read', 'get the evaluation'),
	'evaluation:getAll': needs('read', 'list evaluations'),
	'workspace:getAll': needs('read', 'list workspaces'),
	'plugin:getAll': needs('read', 'list plugins'),
	'trigger:sessionCreated': needs('read', 'look for new sessions'),
	'trigger:sessionRenamed': needs('read', 'look for renamed sessions'),
	'trigger:answerReady': needs('read', 'look for new answers'),
} satisfies Record<string, OperationPermissions>);

/** The row of an operation; one that is not in the table gets what its kind of access needs. */
export function permissionsOf({ resource, name, permission }: OperationReference): OperationPermissions {
	const key = `${resource}:${name}`;
	return Object.hasOwn(PERMISSIONS, key)
		? PERMISSIONS[key as keyof typeof PERMISSIONS]
		: needs(permission, `do "${name}" with the ${resource}`);
}
