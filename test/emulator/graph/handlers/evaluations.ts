import { toTimestamp } from '../../clock';
import { allowOnly } from '../body';
import { evaluationEntity, type Entity } from '../entities';
import { graphErrors } from '../errors';
import type { OperationContext, Outcome } from '../operations';
import { newEvaluation, type Evaluation } from '../store';
import { find, promptOf } from './parents';

/** List evaluations: a collection by the page's text, one bare entity by its example. */
export function listEvaluations(context: OperationContext): Outcome {
	const { clock, switches } = context;
	const shown = promptOf(context)
		.evaluations.map((evaluation) => evaluationEntity(evaluation, clock, switches))
		.filter((entity): entity is Entity => entity !== undefined);
	if (switches.evaluationListShape === 'emptyCollection') return { list: [] };
	const latest = shown.at(-1);
	if (switches.evaluationListShape === 'bareEntity' && latest) return { bare: latest };
	return { list: shown };
}

/** Create evaluation: starts a run of the prompt, every time anew. This is what costs compute units. */
export function createEvaluation(context: OperationContext): Outcome {
	const { body, clock, identifiers, scripts, costs, route } = context;
	const prompt = promptOf(context);
	allowOnly(body, [], 'evaluations');
	const evaluation = newEvaluation(identifiers.guid(), clock.moment(), scripts.scriptFor(prompt));
	prompt.evaluations.push(evaluation);
	// Seen in the examples: the prompt changes a little after the evaluation was made.
	prompt.lastModifiedDateTime = clock.timestamp();
	costs.push({
		time: clock.now(),
		sessionId: route.segments[1]!.key!,
		promptId: prompt.id,
		evaluationId: evaluation.id,
	});
	return { entity: asCreated(evaluation, context) };
}

/** The answer to the POST is always the beginning (documented), even if the script has moved on at once. */
function asCreated(evaluation: Evaluation, { clock, switches }: OperationContext): Entity {
	const untouched = { ...evaluation, script: [{ state: 'created', result: null }] };
	const entity = evaluationEntity(untouched, clock, switches);
	return { ...entity, lastModifiedDateTime: toTimestamp(evaluation.created) };
}

/** Get evaluation: the one to poll; every call counts as a poll for the script. */
export function getEvaluation(context: OperationContext): Outcome {
	const { clock, switches } = context;
	const evaluation = find(promptOf(context).evaluations, 3, context);
	const entity = evaluationEntity(evaluation, clock, switches);
	evaluation.polls += 1;
	if (!entity) throw graphErrors.notFound('evaluation');
	return { entity };
}
