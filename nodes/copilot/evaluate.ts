import type { GraphEntity } from '../graph/entity';
import { GraphResponseError } from '../graph/errors';
import { readList } from '../graph/list';
import { evaluationsPath, promptPath, type PromptKey } from '../graph/paths';
import { CancelledError } from '../graph/time';
import { timestampMs } from '../graph/timestamp';
import { serverTime, type Copilot } from './Copilot';
import { createOnce } from './createOnce';
import { findUsable, toAnswer, type Answer } from './evaluation';
import { CancelledWhileEvaluatingError, NoAnswerError, PartialResultError, type KnownIds } from './failures';
import { idOf } from './ids';
import { pollUntilEnded } from './poller';
import { withLock } from './withLock';

/** How long to wait, and what to do when there is no answer. */
export interface AnswerOptions {
	/** Seconds. */
	timeout: number;
	/** Whether an answer of the same question, or one that is on its way, is taken in place of a new one. */
	reuseAnswer: boolean;
	onNoAnswer: 'error' | 'returnState';
}

/** Times of a question, by the execution's clock, in milliseconds since the epoch. */
export interface Asking {
	/** When the question came. An evaluation that ended without an answer after this time is the result of the question. */
	askedMs: number;
	/**
	 * When its prompt's turn came. The timeout of an evaluation that was found counts from here, that of a new one from its
	 * creation.
	 */
	turnMs: number;
}

/** All evaluations of a prompt. */
export async function listEvaluations({ graph }: Copilot, key: PromptKey): Promise<GraphEntity[]> {
	return await readList(graph, evaluationsPath(key));
}

/**
 * Evaluates a prompt and waits for the answer.
 *
 * @param before its evaluations so far; read here where they are not known
 * @throws NoAnswerError unless the state is to be returned; PartialResultError, with the IDs, for what fails after the
 * evaluation exists or was cancelled; CancelledError; OutcomeUnknownError; what the client throws
 */
export async function evaluatePrompt(
	copilot: Copilot,
	key: PromptKey,
	options: AnswerOptions,
	{ askedMs, turnMs }: Asking,
	before?: readonly GraphEntity[],
): Promise<Answer> {
	const { graph, time } = copilot;
	const { evaluation, reused } = await findOrCreateEvaluation(
		copilot,
		key,
		options.reuseAnswer,
		askedMs,
		before,
	);
	const evaluationKey = { ...key, evaluationId: idOf(evaluation) };
	const timeoutMs = options.timeout * 1_000;
	const polled = await pollUntilEnded(copilot, {
		key: evaluationKey,
		evaluation,
		ageMs: reused ? Math.max(0, graph.serverNow() - timestampMs(evaluation.createdDateTime)) || 0 : 0,
		timeoutMs: reused ? Math.max(0, turnMs + timeoutMs - time.now()) : timeoutMs,
	}).catch((error: unknown) => {
		throw partialResult(error, evaluationKey);
	});
	const answer = toAnswer(evaluationKey, polled.evaluation, reused);
	if (answer.noAnswerReason === undefined || options.onNoAnswer === 'returnState') return answer;
	if (polled.failure) throw new PartialResultError(polled.failure, evaluationKey);
	throw new NoAnswerError(answer.noAnswerReason, answer.state, evaluationKey, {
		detail: answer.noAnswerDetail,
		waitedSeconds: options.timeout,
		identification: answer.identification,
	});
}

/**
 * Finds an evaluation that can be reused, or creates one, which costs. One call at a time for each prompt, so that the
 * second finds what the first has created.
 *
 * @param reuse whether an evaluation that is there can be taken
 * @param askedMs see `Asking`
 * @param before see `evaluatePrompt`
 * @returns the evaluation, and whether it was there before
 * @throws PartialResultError when it is cancelled after the creation has begun; OutcomeUnknownError; what the client throws
 */
export async function findOrCreateEvaluation(
	copilot: Copilot,
	key: PromptKey,
	reuse: boolean,
	askedMs: number,
	before?: readonly GraphEntity[],
): Promise<{ evaluation: GraphEntity; reused: boolean }> {
	return await withLock(copilot, key.workspaceId, `evaluate ${key.promptId}`, async () => {
		const known = before ?? (await knownEvaluations(copilot, key, reuse));
		const usable = reuse ? findUsable(known, serverTime(copilot, askedMs)) : undefined;
		if (usable) return { evaluation: usable, reused: true };
		const creation = {
			what: 'evaluation' as const,
			path: evaluationsPath(key),
			body: {},
			list: async () => await listEvaluations(copilot, key),
			before: known,
		};
		const { entity } = await createOnce(creation, copilot).catch((error: unknown) => {
			// Whether the request was sent is not known here.
			throw error instanceof CancelledError ? partialResult(error, key) : error;
		});
		return { evaluation: entity, reused: false };
	});
}

/**
 * The evaluations so far, read before anything is paid for: the permission to write contains none to read. The
 * permission for this list is not documented, so where it is refused and nothing is to be reused, reading the prompt is
 * the proof.
 *
 * Source: Microsoft Graph permissions reference; page "List evaluations" (securityCopilot, beta).
 */
async function knownEvaluations(copilot: Copilot, key: PromptKey, reuse: boolean): Promise<GraphEntity[]> {
	return await listEvaluations(copilot, key).catch(async (error: unknown) => {
		const isRefused = error instanceof GraphResponseError && error.status === 403;
		if (reuse || !isRefused) throw error;
		await copilot.graph.get(promptPath(key), { select: ['id'] });
		return [];
	});
}

/** @param ids of what exists, or may exist */
function partialResult(error: unknown, ids: KnownIds): PartialResultError {
	const isCancelled = error instanceof CancelledError;
	return new PartialResultError(isCancelled ? new CancelledWhileEvaluatingError() : error, ids);
}
