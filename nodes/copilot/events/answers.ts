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
import { timestampOrder } from '../../graph/timestamp';
import { toAnswer, type Answer } from '../answer';
import type { Occurrence } from './SeenWindow';

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

/** Lists that are asked for together: as many as travel at once. More would be sent even after the poll has ended. */
const LISTS_AT_ONCE = 320;

/**
 * Finds the completed evaluations in some sessions. A session does not show that something was asked in it, so all
 * prompts and all evaluations are looked at; only their IDs and states, since answers are long.
 *
 * @param sessions of the workspace, each with its ID
 * @throws what GraphClient throws
 */
export async function findCompleted(
	graph: GraphClient,
	workspaceId: string,
	sessions: readonly GraphEntity[],
): Promise<CompletedEvaluation[]> {
	const prompts = await forAll(sessions, async (session) => {
		const key = { workspaceId, sessionId: String(session.id) };
		const ids = (await listOf(graph, promptsPath(key), ['id'])).map(({ id }) => String(id));
		return ids.map((promptId) => ({ session, key: { ...key, promptId } }));
	});
	const completed = await forAll(prompts, async ({ session, key }) => {
		const evaluations = await listOf(graph, evaluationsPath(key), ['id', 'state', 'completedDateTime']);
		return evaluations.filter(isCompleted).map((evaluation): CompletedEvaluation => ({
			kind: 'evaluation',
			key: String(evaluation.id),
			time: timestampOrder(evaluation.completedDateTime),
			evaluationKey: { ...key, evaluationId: String(evaluation.id) },
			session,
		}));
	});
	// What moved from one page to the next while they were read is listed twice.
	return [...new Map(completed.map((one) => [one.key, one])).values()];
}

/** Reads completed evaluations in full. @returns what is settled about them, see `readCompleted` */
export async function readAllCompleted(
	graph: GraphClient,
	completed: readonly CompletedEvaluation[],
): Promise<Array<ReadyAnswer | CompletedEvaluation>> {
	return await forAll(completed, async (one) => {
		const settled = await readCompleted(graph, one);
		return settled ? [settled] : [];
	});
}

/**
 * Reads a completed evaluation in full, with its prompt.
 *
 * @returns the answer; the evaluation as it was given where it says that there will be none; undefined when that is
 * still open
 * @throws what GraphClient throws
 */
export async function readCompleted(
	graph: GraphClient,
	completed: CompletedEvaluation,
): Promise<ReadyAnswer | CompletedEvaluation | undefined> {
	const { evaluationKey } = completed;
	const read = await unlessGone(
		Promise.all([
			graph.get(evaluationPath(evaluationKey)),
			graph.get(promptPath(evaluationKey), { select: ['id', 'content'] }),
		]),
	);
	if (!read) return undefined;
	const [evaluation, { content }] = read;
	const answer = toAnswer(evaluationKey, evaluation, false);
	if (answer.answer !== null) {
		const { key, time, session } = completed;
		return {
			kind: 'answer',
			key,
			time,
			session,
			prompt: typeof content === 'string' ? content : null,
			answer,
		};
	}
	return isFinal(answer) ? completed : undefined;
}

/** Whether a completed evaluation says why it has no answer. One without a result may only not show it yet. */
function isFinal({ noAnswerReason }: Answer): boolean {
	return typeof noAnswerReason === 'object' && noAnswerReason.resultType.toLowerCase() !== 'unknown';
}

function isCompleted({ id, state }: GraphEntity): boolean {
	return typeof id === 'string' && String(state).toLowerCase() === 'completed';
}

async function forAll<T, U>(subjects: readonly T[], read: (subject: T) => Promise<U[]>): Promise<U[]> {
	const results: U[][] = [];
	for (let start = 0; start < subjects.length; start += LISTS_AT_ONCE) {
		const together = subjects.slice(start, start + LISTS_AT_ONCE);
		results.push(...(await Promise.all(together.map(read))));
	}
	return results.flat();
}

async function listOf(graph: GraphClient, path: string, select: string[]): Promise<GraphEntity[]> {
	const read = async () => {
		const found: GraphEntity[] = [];
		for await (const { items } of graph.pages(path, { select })) found.push(...items);
		return found;
	};
	return (await unlessGone(read())) ?? [];
}

/** What is listed but not found has been deleted, or shows up later: neither may end the poll for everything else. */
async function unlessGone<T>(read: Promise<T>): Promise<T | undefined> {
	const outcome = await read.catch((error: unknown) =>
		error instanceof Error ? error : new Error(String(error)),
	);
	if (!(outcome instanceof Error)) return outcome;
	if (outcome instanceof GraphResponseError && outcome.status === 404) return undefined;
	throw outcome;
}
