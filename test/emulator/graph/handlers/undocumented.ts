import { graphErrors } from '../errors';
import { evaluationEntity, promptEntity, sessionEntity } from '../entities';
import type { OperationContext, Outcome } from '../operations';
import { optionalString } from '../body';
import { find, promptOf, sessionOf, visibleSessions, workspaceOf } from './parents';

/** DELETE by convention of generated SDKs; no page documents it. */
export function remove(context: OperationContext): Outcome {
	const { collection } = context.route;
	if (collection === 'sessions') {
		find(visibleSessions(context), 1, context);
		drop(workspaceOf(context).sessions, sessionOf(context).id);
	} else if (collection === 'prompts') {
		drop(sessionOf(context).prompts, promptOf(context).id);
	} else {
		const { evaluations } = promptOf(context);
		drop(evaluations, find(evaluations, 3, context).id);
	}
	return { empty: true };
}

function drop(items: { id: string }[], id: string): void {
	items.splice(
		items.findIndex((item) => item.id === id),
		1,
	);
}

/** PATCH and PUT that pass the permission model and have no page. `unknownFutureValue` counts as absent (guideline). */
export function changeFreely(context: OperationContext): Outcome {
	const { body, clock, switches, route } = context;
	if (route.collection === 'sessions') {
		const session = sessionOf(context);
		session.displayName = optionalString(body, 'displayName') ?? null;
		session.lastModifiedDateTime = clock.timestamp();
		return { entity: sessionEntity(session) };
	}
	const prompt = promptOf(context);
	if (route.collection === 'prompts') {
		prompt.content = optionalString(body, 'content') ?? prompt.content;
		const type = optionalString(body, 'type') ?? prompt.type;
		if (type !== 'unknownFutureValue') prompt.type = type;
		prompt.lastModifiedDateTime = clock.timestamp();
		return { entity: promptEntity(prompt) };
	}
	const evaluation = find(prompt.evaluations, 3, context);
	if (body['isCancelled'] === true)
		evaluation.script = [{ state: 'cancelled', isCancelled: true, result: null }];
	const entity = evaluationEntity(evaluation, clock, switches);
	if (!entity) throw graphErrors.notFound('evaluation');
	return { entity };
}
