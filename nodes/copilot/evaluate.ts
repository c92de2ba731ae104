import type { GraphEntity } from '../graph/entity';
import { GraphResponseError } from '../graph/errors';
import { listAll } from '../graph/list';
import { evaluationsPath, promptPath, type PromptKey } from '../graph/paths';
import { CancelledError } from '../graph/time';
import { toAnswer, type Answer } from './answer';
import { withLock, type Copilot } from './Copilot';
import { createOnce, type Creation } from './createOnce';
import { findUsable } from './evaluation';
import { CancelledWithPartialResultError, PartialResultError, NoAnswerError } from './failures';
import { idOf } from './sessions';

/** How long to wait, and what to do when there is no answer. */
export interface AnswerOptions {
	/** Seconds. */
	timeout: number;
	/** Whether an answer that is already there, or under way, will do. */
	reuseAnswer: boolean;
	onNoAnswer: 'error' | 'returnState';
}

/** Times of a question, by this machine's clock, in milliseconds since the epoch. */
export interface Asking {
	/** When it came. Whoever came while an evaluation ran shares its fate. */
	askedMs: number;
	/**
	 * From when the time to wait counts where an evaluation that was there before is taken up. A new one has the whole
	 * time from its creation.
	 */
	turnMs: number;
}

/** An evaluation, and whether it was there before. */
export interface FoundEvaluation {
	evaluation: GraphEntity;
	reused: boolean;
}

/** All evaluations of a prompt. */
export async function listEvaluations({ graph }: Copilot, key: PromptKey): Promise<GraphEntity[]> {
	return await listAll(graph, evaluationsPath(key));
}

/**
 * Evaluates a prompt and waits for the answer.
 *
 * @param before its evaluations so far; read here where they are not known
 * @throws NoAnswerError unless the state is wanted instead; PartialResultError, with the IDs, for whatever fails after the
 * evaluation exists; CancelledError, a CancelledWithPartialResultError once one was asked for; OutcomeUnknownError; what the client throws
 */
export async function evaluatePrompt(
	copilot: Copilot,
	key: PromptKey,
	wish: AnswerOptions,
	asking: Asking,
	before?: readonly GraphEntity[],
): Promise<Answer> {
	const { evaluation, reused } = await findOrCreateEvaluation(
		copilot,
		key,
		wish.reuseAnswer,
		asking.askedMs,
		before,
	);
	const evaluationKey = { ...key, evaluationId: idOf(evaluation) };
	const timeoutMs = wish.timeout * 1_000;
	const seen = await copilot.watch
		.untilEnded({
			key: evaluationKey,
			evaluation,
			ageMs: reused ? ageOf(evaluation, copilot.graph.serverNow()) : 0,
			timeoutMs: reused ? Math.max(0, asking.turnMs + timeoutMs - copilot.time.now()) : timeoutMs,
		})
		.catch((error: unknown) => afterCreation(error, evaluationKey));
	if (seen instanceof Error) throw seen;
	const answer = toAnswer(evaluationKey, seen.evaluation, reused);
	if (answer.noAnswerReason === undefined || wish.onNoAnswer === 'returnState') return answer;
	if (seen.failure) throw new PartialResultError(seen.failure, evaluationKey);
	throw new NoAnswerError(answer.noAnswerReason, answer.state, evaluationKey, {
		detail: answer.noAnswerDetail,
		waitedSeconds: wish.timeout,
		identification: answer.identification,
	});
}

function afterCreation(error: unknown, ids: FoundIds): Error {
	return error instanceof CancelledError
		? new CancelledWithPartialResultError(ids, true)
		: new PartialResultError(error, ids);
}

type FoundIds = PromptKey & { evaluationId: string };

/**
 * The evaluation that will do, or a new one, which costs. One after another for each prompt: the second shall find
 * what the first has created.
 *
 * @param reuse whether an evaluation that is there will do
 * @param askedMs see `Asking`
 * @param before see `evaluatePrompt`
 * @throws CancelledWithPartialResultError once the creation has begun; OutcomeUnknownError; what the client throws
 */
export async function findOrCreateEvaluation(
	copilot: Copilot,
	key: PromptKey,
	reuse: boolean,
	askedMs: number,
	before?: readonly GraphEntity[],
): Promise<FoundEvaluation> {
	return await withLock(copilot, key.workspaceId, `evaluate ${key.promptId}`, async () => {
		const known = before ?? (await knownEvaluations(copilot, key, reuse));
		const usable = reuse ? findUsable(known, serverTime(copilot, askedMs)) : undefined;
		if (usable) return { evaluation: usable, reused: true };
		return { evaluation: await createEvaluation(copilot, key, known), reused: false };
	});
}

/**
 * The evaluations so far. Read before anything is paid for: it proves that the credential may read what it is about to
 * create, and it tells what was there before. Microsoft's permission model does not name this list, so where it is
 * refused and nothing is to be reused, the prompt itself is the proof.
 *
 * Source: Microsoft Graph permissions reference; page "List evaluations" (securityCopilot, beta).
 */
async function knownEvaluations(copilot: Copilot, key: PromptKey, reuse: boolean): Promise<GraphEntity[]> {
	const listed = await listEvaluations(copilot, key).catch((error: unknown) => error);
	if (Array.isArray(listed)) return listed as GraphEntity[];
	const isRefused = listed instanceof GraphResponseError && listed.status === 403;
	if (reuse || !isRefused) throw listed;
	await copilot.graph.get(promptPath(key), { select: ['id'] });
	return [];
}

async function createEvaluation(
	copilot: Copilot,
	key: PromptKey,
	before: readonly GraphEntity[],
): Promise<GraphEntity> {
	const creation: Creation = {
		what: 'evaluation',
		path: evaluationsPath(key),
		body: {},
		isLike: () => true,
		knownIds: new Set(before.map(({ id }) => String(id))),
	};
	try {
		return await createOnce(creation, copilot);
	} catch (error) {
		// Whether the request had left is not known here.
		throw error instanceof CancelledError ? new CancelledWithPartialResultError(key, true) : error;
	}
}

/** A time of this machine's clock by the server's, in milliseconds since the epoch. */
export function serverTime({ graph, time }: Copilot, localMs: number): number {
	return localMs + graph.serverNow() - time.now();
}

function ageOf({ createdDateTime }: GraphEntity, nowMs: number): number {
	const created = Date.parse(String(createdDateTime));
	return Number.isNaN(created) ? 0 : Math.max(0, nowMs - created);
}
