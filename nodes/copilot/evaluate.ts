import type { GraphEntity } from '../graph/entity';
import { evaluationsPath, type PromptKey } from '../graph/paths';
import { byCreation } from '../graph/timestamp';
import type { Copilot } from './Copilot';
import { createOnce } from './createOnce';
import { toAnswer, type Answer } from './answer';
import { standingOf } from './evaluation';
import { HalfWayError, NoAnswerError } from './failures';
import { idOf } from './sessions';

/** How long to wait, and what to do when there is no answer. */
export interface AnswerWish {
	/** Seconds. */
	timeout: number;
	/** Whether an answer that is already there, or under way, will do. */
	reuseAnswer: boolean;
	onNoAnswer: 'error' | 'returnState';
}

/**
 * All evaluations of a prompt.
 *
 * Read before anything is paid for: it proves that the credential may read what it is about to create, and it tells
 * what was there before.
 */
export async function listEvaluations({ graph }: Copilot, key: PromptKey): Promise<GraphEntity[]> {
	const evaluations: GraphEntity[] = [];
	for await (const { items } of graph.pages(evaluationsPath(key))) evaluations.push(...items);
	return evaluations;
}

/**
 * Evaluates a prompt and waits for the answer.
 *
 * @param before its evaluations so far; read here where they are not known
 * @throws NoAnswerError unless the state is wanted instead; HalfWayError, with the IDs, for whatever fails after the
 * evaluation exists; OutcomeUnknownError; what the client throws
 */
export async function evaluatePrompt(
	copilot: Copilot,
	key: PromptKey,
	wish: AnswerWish,
	before?: readonly GraphEntity[],
): Promise<Answer> {
	const existing = before ?? (await listEvaluations(copilot, key));
	const usable = wish.reuseAnswer ? findUsable(existing) : undefined;
	const evaluation = usable ?? (await createEvaluation(copilot, key, existing));
	const evaluationKey = { ...key, evaluationId: idOf(evaluation) };
	const ageMs = usable ? ageOf(usable, copilot.graph.serverNow()) : 0;
	const ended = await copilot.watch
		.untilEnded({ key: evaluationKey, evaluation, ageMs, timeoutMs: wish.timeout * 1_000 })
		.catch((error: unknown) => {
			return new HalfWayError(error, evaluationKey);
		});
	if (ended instanceof HalfWayError) throw ended;
	const answer = toAnswer(evaluationKey, ended, usable !== undefined);
	if (answer.noAnswerReason !== undefined && wish.onNoAnswer === 'error') {
		throw new NoAnswerError(
			answer.noAnswerReason,
			answer.state,
			evaluationKey,
			answer.noAnswerDetail,
			wish.timeout,
		);
	}
	return answer;
}

/** Creates an evaluation, which costs. @throws OutcomeUnknownError; what the client throws */
export async function createEvaluation(
	copilot: Copilot,
	key: PromptKey,
	before: readonly GraphEntity[],
): Promise<GraphEntity> {
	return await createOnce(
		{
			what: 'evaluation',
			path: evaluationsPath(key),
			body: {},
			isLike: () => true,
			knownIds: new Set(before.map(({ id }) => String(id))),
		},
		copilot,
	);
}

/** The newest answer, else the oldest evaluation that still runs: everybody who waits waits for the same one. */
export function findUsable(evaluations: readonly GraphEntity[]): GraphEntity | undefined {
	const oldestFirst = [...evaluations].sort(byCreation);
	return (
		oldestFirst.findLast((evaluation) => standingOf(evaluation).kind === 'answered') ??
		oldestFirst.find((evaluation) => standingOf(evaluation).kind === 'running')
	);
}

function ageOf({ createdDateTime }: GraphEntity, nowMs: number): number {
	const created = Date.parse(String(createdDateTime));
	return Number.isNaN(created) ? 0 : Math.max(0, nowMs - created);
}
