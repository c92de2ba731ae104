import type { GraphClient } from '../../graph/client';
import { type GraphEntity, identificationOf } from '../../graph/entity';
import { GraphResponseError, UnexpectedAnswerError } from '../../graph/errors';
import { readList } from '../../graph/list';
import {
	evaluationPath,
	evaluationsPath,
	promptPath,
	promptsPath,
	type EvaluationKey,
} from '../../graph/paths';
import { timestampMs } from '../../graph/timestamp';
import { toAnswer, type Answer } from '../evaluation';
import type { Occurrence } from './SeenWindow';

/** Something to tell the workflow about. */
export interface WatchedEvent extends Occurrence {
	session: GraphEntity;
	/** With its prompt, where an answer is the event. */
	answer?: Answer;
}

/** An evaluation was completed; whether it has an answer is not known, or it has none. */
export interface CompletedEvaluation extends Occurrence {
	session: GraphEntity;
	evaluationKey: EvaluationKey;
}

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
	const list = async (path: string, select: string[]) =>
		(await unlessGone(readList(graph, path, { select }))) ?? [];
	return await forAll(sessions, async (session) => {
		const sessionKey = { workspaceId, sessionId: String(session.id) };
		return await forAll(await list(promptsPath(sessionKey), ['id']), async (prompt) => {
			const key = { ...sessionKey, promptId: String(prompt.id) };
			const evaluations = await list(evaluationsPath(key), ['id', 'state', 'completedDateTime']);
			return evaluations.filter(isCompleted).map((evaluation) => ({
				key: String(evaluation.id),
				timeMs: dateOf(evaluation, 'completedDateTime'),
				session,
				evaluationKey: { ...key, evaluationId: String(evaluation.id) },
			}));
		});
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
): Promise<Array<WatchedEvent | CompletedEvaluation>> {
	return await forAll(completed, async (one): Promise<Array<WatchedEvent | CompletedEvaluation>> => {
		const { key, timeMs, session, evaluationKey } = one;
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
		const prompt = typeof content === 'string' ? content : undefined;
		return [{ key, timeMs, session, answer: { ...answer, prompt } }];
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
	return (await Promise.all(subjects.map(read))).flat();
}

/** What is listed but not found was deleted, or shows up later: neither may end the poll for everything else. */
async function unlessGone<T>(read: Promise<T>): Promise<T | undefined> {
	return await read.catch((error: unknown) => {
		if (error instanceof GraphResponseError && error.status === 404) return undefined;
		throw error;
	});
}

/**
 * A date of an object, in milliseconds since the epoch.
 *
 * @throws UnexpectedAnswerError for one that cannot be read: an event that bears it would never be told
 */
export function dateOf(entity: GraphEntity, property: string): number {
	const timeMs = timestampMs(entity[property]);
	if (!Number.isNaN(timeMs)) return timeMs;
	const reason = `has a ${property} that is no date of ISO 8601`;
	throw new UnexpectedAnswerError(reason, identificationOf(entity));
}
