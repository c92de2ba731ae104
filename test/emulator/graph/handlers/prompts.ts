import { allowOnly, promptContent, promptType } from '../body';
import { promptEntity } from '../entities';
import type { OperationContext, Outcome } from '../operations';
import type { Prompt } from '../store';
import { promptOf, sessionOf } from './parents';

export function listPrompts(context: OperationContext): Outcome {
	return { list: sessionOf(context).prompts.map(promptEntity) };
}

/** Create prompt: stores it and does not run it (documented). */
export function createPrompt(context: OperationContext): Outcome {
	const { body, clock, identifiers } = context;
	const session = sessionOf(context);
	allowOnly(body, ['type', 'content'], 'prompts');
	const type = promptType(body);
	const content = promptContent(body);
	const createdDateTime = clock.timestamp();
	const prompt: Prompt = {
		id: identifiers.guid(),
		type,
		createdDateTime,
		lastModifiedDateTime: createdDateTime,
		content,
		evaluations: [],
	};
	session.prompts.push(prompt);
	return { entity: promptEntity(prompt) };
}

/** Get prompt: never contains evaluations (documented). */
export function getPrompt(context: OperationContext): Outcome {
	return { entity: promptEntity(promptOf(context)) };
}
