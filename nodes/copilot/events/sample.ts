import type { GraphClient } from '../../graph/client';
import { findCompleted, readCompleted } from './answers';
import { sessionsWithAnswers, type Watched, type WatchedEvent } from './observe';
import type { Occurrence } from './SeenWindow';
import { FROM_THE_BEGINNING, readSessions, sessionCreated, sessionRenamed } from './sessions';

/** So many evaluations without an answer in a row, and there is none to show. */
const MOST_TRIES = 10;

/**
 * The latest event that there has been, to build a workflow with. Knows no state and leaves none.
 *
 * @returns undefined where there has been none
 * @throws what GraphClient throws
 */
export async function findSample(graph: GraphClient, watched: Watched): Promise<WatchedEvent | undefined> {
	const { event, workspaceId } = watched;
	switch (event) {
		case 'sessionCreated': {
			const sessions = await readSessions(graph, workspaceId, (newest) => newest);
			return newestFirst(sessions.map(sessionCreated))[0];
		}
		case 'sessionRenamed': {
			const sessions = await readSessions(graph, workspaceId, FROM_THE_BEGINNING);
			return newestFirst(sessions.flatMap((session) => sessionRenamed(session) ?? []))[0];
		}
		case 'answerReady': {
			const sessions = await sessionsWithAnswers(graph, watched);
			const completed = newestFirst(await findCompleted(graph, workspaceId, sessions));
			for (const evaluation of completed.slice(0, MOST_TRIES)) {
				const found = await readCompleted(graph, evaluation);
				if (found?.kind === 'answer') return found;
			}
			return undefined;
		}
	}
}

function newestFirst<T extends Occurrence>(occurrences: readonly T[]): T[] {
	return [...occurrences].sort((one, other) => (one.time > other.time ? -1 : one.time < other.time ? 1 : 0));
}
