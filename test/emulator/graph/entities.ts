import type { Clock } from '../clock';
import type { Switches } from '../switches';
import { snapshot } from './evaluationScript';
import type { Collection } from './routes';
import type { Evaluation, Plugin, Prompt, Session, Workspace } from './store';

/** An entity as it goes over the wire, without annotations. */
export type Entity = Record<string, unknown>;

/** Names of the entity types in the metadata. */
export const TYPE_OF: Record<Collection, string> = {
	workspaces: 'workspace',
	plugins: 'plugin',
	sessions: 'session',
	prompts: 'prompt',
	evaluations: 'evaluation',
};

/** Properties in the order of the documented examples. */
export const PROPERTIES: Record<Collection, readonly string[]> = {
	workspaces: ['id', 'displayName'],
	plugins: [
		'name',
		'displayName',
		'description',
		'category',
		'catalogScope',
		'previewState',
		'isEnabled',
		'authorization',
		'settings',
		'supportedAuthTypes',
	],
	sessions: ['id', 'createdDateTime', 'lastModifiedDateTime', 'displayName'],
	prompts: [
		'id',
		'type',
		'createdDateTime',
		'lastModifiedDateTime',
		'skillName',
		'content',
		'inputs',
		'skillInputDescriptors',
	],
	evaluations: [
		'id',
		'createdDateTime',
		'runStartDateTime',
		'completedDateTime',
		'lastModifiedDateTime',
		'state',
		'executionCount',
		'isCancelled',
		'result',
	],
};

export function workspaceEntity(
	{ id, displayName, isDefault }: Workspace,
	{ workspaceListing }: Switches,
): Entity {
	return { id: isDefault && workspaceListing === 'alias' ? 'default' : id, displayName };
}

/** `supportedAuthTypes` is in the metadata and absent from the documented answer. */
export function pluginEntity(plugin: Plugin): Entity {
	return { ...plugin, supportedAuthTypes: undefined };
}

export function sessionEntity({ id, createdDateTime, lastModifiedDateTime, displayName }: Session): Entity {
	return { id, createdDateTime, lastModifiedDateTime, displayName };
}

/** `inputs` always holds `keyValuePairs`, which the metadata does not declare (documented examples). */
export function promptEntity({ id, type, createdDateTime, lastModifiedDateTime, content }: Prompt): Entity {
	return {
		id,
		type,
		createdDateTime,
		lastModifiedDateTime,
		skillName: null,
		content,
		inputs: { keyValuePairs: [] },
		skillInputDescriptors: [],
	};
}

/** Undefined while the script hides the evaluation. */
export function evaluationEntity(
	evaluation: Evaluation,
	clock: Clock,
	switches: Switches,
): Entity | undefined {
	const shown = snapshot(evaluation, clock, switches);
	return shown && { id: evaluation.id, ...shown };
}
