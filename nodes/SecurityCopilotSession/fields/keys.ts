import type { INodeProperties } from 'n8n-workflow';
import type { EvaluationKey, PromptKey, SessionKey } from '../../graph/paths';
import type { ItemParameters } from '../../shared/ItemParameters';
import { readSessionId, readWorkspaceId } from '../../shared/locators';

export const promptIdField: INodeProperties = {
	displayName: 'Prompt ID',
	name: 'promptId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 76a9b8c6-6656-4ef4-a4c7-7ed07fb93e01',
	description: 'The ID of a prompt of the session',
};

export const evaluationIdField: INodeProperties = {
	displayName: 'Evaluation ID',
	name: 'evaluationId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 5bde1164-29a3-4dfb-84b0-b6c0cf0e23b7',
	description: 'The ID of an evaluation of the prompt',
};

/** The session of an item. @throws InvalidParameterError */
export function readSessionKey(item: ItemParameters): SessionKey {
	return { workspaceId: readWorkspaceId(item), sessionId: readSessionId(item) };
}

/** @throws InvalidParameterError */
export function readPromptKey(item: ItemParameters): PromptKey {
	return { ...readSessionKey(item), promptId: item.id('promptId', 'prompt ID') };
}

/** @throws InvalidParameterError */
export function readEvaluationKey(item: ItemParameters): EvaluationKey {
	return { ...readPromptKey(item), evaluationId: item.id('evaluationId', 'evaluation ID') };
}
