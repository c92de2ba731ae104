import type { GraphClient } from '../../graph/client';
import type { GraphEntity } from '../../graph/entity';
import { GraphResponseError } from '../../graph/errors';
import {
	evaluationPath,
	evaluationsPath,
	promptPath,
	promptsPath,
	type EvaluationKey,
} from '../../graph/paths';
import { toAnswer, type Answer } from '../answer';
import type { Occurrence } from './SeenWindow';
import { timeOf } from './timestamps';

/** An evaluation was completed; whether it has an answer is not known, or it has none. */
export interface CompletedEvaluation extends Occurrence {
	kind: 'evaluation';
	evaluationKey: EvaluationKey;
	session: GraphEntity;
}

/** An evaluation was completed and has an answer. */
export interface ReadyAnswer extends Occurrence {
	kind: 'answer';
	session: GraphEntity;
	/** What was asked. */
	prompt: string | null;
	answer: Answer;
}

/** Lists that are read together: as many as travel at once. More would be sent even after the poll has ended. */
const LISTS_AT_ONCE = 320;

/**
 * Finds the completed evaluations in some sessions. A session does not show that something was asked in it, so all
 * prompts and all evaluations are listed; only their IDs and states, since answers are long.
 *
 * @param sessions of the workspace, each with its ID
 * @throws what GraphClient throws; UnexpectedAnswerError for a date that cannot be read
 */
export async function findCompleted(
	graph: GraphClient,
	workspaceId: string,
	sessions: readonly GraphEntity[],
): Promise<CompletedEvaluation[]> {
	const prompts = await forAll(sessions, async (session) => {
		const key = { workspaceId, sessionId: String(session.id) };
		const listed = await listOf(graph, promptsPath(key), ['id']);
		return listed.map(({ id }) => ({ session, key: { ...key, promptId: String(id) } }));
	});
	return await forAll(prompts, async ({ session, key }) => {
		const listed = await listOf(graph, evaluationsPath(key), ['id', 'state', 'completedDateTime']);
		return listed.filter(isCompleted).map((evaluation) => ({
			kind: 'evaluation' as const,
			key: String(evaluation.id),
			time: timeOf(evaluation, 'completedDateTime'),
			evaluationKey: { ...key, evaluationId: String(evaluation.id) },
			session,
		}));
	});
}

/**
 * Reads completed evaluations in full, with their prompts.
 *
 * @returns answers, and the evaluations that say that they will have none; what is still open is left out
 * @throws what GraphClient throws
 */
export async function readCompleted(
	graph: GraphClient,
	completed: readonly CompletedEvaluation[],
): Promise<Array<ReadyAnswer | CompletedEvaluation>> {
	return await forAll(completed, async (one): Promise<Array<ReadyAnswer | CompletedEvaluation>> => {
		const { key, time, session, evaluationKey } = one;
		const read = await unlessGone(
			Promise.all([
				graph.get(evaluationPath(evaluationKey)),
				graph.get(promptPath(evaluationKey), { select: ['id', 'content'] }),
			]),
		);
		if (!read) return [];
		const [evaluation, { content }] = read;
		const answer = toAnswer(evaluationKey, evaluation, false);
		if (answer.answer === null) return isFinal(answer) ? [one] : [];
		const prompt = typeof content === 'string' ? content : null;
		return [{ kind: 'answer', key, time, session, prompt, answer }];
	});
}

/** Whether a completed evaluation says why it has no answer. One without a result may only not show it yet. */
function isFinal({ noAnswerReason }: Answer): boolean {
	return typeof noAnswerReason === 'object' && noAnswerReason.resultType.toLowerCase() !== 'unknown';
}

function isCompleted({ id, state }: GraphEntity): boolean {
	return typeof id === 'string' && String(state).toLowerCase() === 'completed';
}

async function forAll<T, U>(subjects: readonly T[], read: (subject: T) => Promise<U[]>): Promise<U[]> {
	const results: U[] = [];
	for (let start = 0; start < subjects.length; start += LISTS_AT_ONCE) {
		const together = subjects.slice(start, start + LISTS_AT_ONCE);
		results.push(...(await Promise.all(together.map(read))).flat());
	}
	return results;
}

async function listOf(graph: GraphClient, path: string, select: string[]): Promise<GraphEntity[]> {
	const read = async () => {
		const found: GraphEntity[] = [];
		for await (const { items } of graph.pages(path, { select })) found.push(...items);
		return found;
	};
	return (await unlessGone(read())) ?? [];
}

/** What is listed but not found was deleted, or shows up later: neither may end the poll for everything else. */
async function unlessGone<T>(read: Promise<T>): Promise<T | undefined> {
	return await read.catch((error: unknown) => {
		if (error instanceof GraphResponseError && error.status === 404) return undefined;
		throw error;
	});
}
