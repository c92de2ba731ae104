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
const NEEDED = {
	read: [READ_PERMISSION],
	write: [READ_WRITE_PERMISSION],
	readAndWrite: [READ_PERMISSION, READ_WRITE_PERMISSION],
} as const;

const needs = (access: keyof typeof NEEDED, phrase: string): OperationPermissions => ({
	phrase,
	needed: NEEDED[access],
});

/**
 * The permissions of each operation, by `resource:operation`; those of the trigger by `trigger:event`. docs/permissions.md
 * is made from it.
 *
 * Source: Microsoft Graph docs, "Permissions" of each Security Copilot API page.
 */
export const PERMISSIONS: Readonly<Record<string, OperationPermissions>> = {
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
};

/** The row of an operation. One that is not in the table gets both permissions. */
export function permissionsOf({ resource, name }: OperationReference): OperationPermissions {
	const key = `${resource}:${name}`;
	return Object.hasOwn(PERMISSIONS, key) ? PERMISSIONS[key]! : needs('readAndWrite', `do "${name}"`);
}
