import type { GraphClient } from '../../graph/client';
import type { GraphEntity } from '../../graph/entity';
import { sessionPath } from '../../graph/paths';
import { findCompleted, readAllCompleted, type CompletedEvaluation, type ReadyAnswer } from './answers';
import { isNew, REMEMBERED_MS, take, type SeenWindow } from './SeenWindow';
import {
	creationOf,
	FROM_THE_BEGINNING,
	readSessions,
	sessionCreated,
	sessionRenamed,
	type SessionOccurrence,
} from './sessions';
import { earlierBy, earliest, latest, orderOf, type TimeOrder } from './timestamps';

/** What to look out for. */
export type Watched =
	| { event: 'sessionCreated' | 'sessionRenamed'; workspaceId: string }
	| {
			event: 'answerReady';
			workspaceId: string;
			/** The one session to look into; absent for all that are young enough. */
			sessionId?: string;
			/** How much older than the newest session another may be and still be looked into, in milliseconds. */
			lookBackMs: number;
	  };

/** What is remembered from poll to poll; plain JSON. */
export interface WatchState {
	window: SeenWindow;
	/** When the newest session was created, as of the latest poll. */
	newestSession: TimeOrder;
}

/** Something to tell the workflow about. */
export type WatchedEvent = SessionOccurrence | ReadyAnswer;

/** What a poll has read. */
export interface Observation {
	/** It was made without a state, to have one to begin with. */
	isFirst: boolean;
	occurred: Array<WatchedEvent | CompletedEvaluation>;
	newestSession: TimeOrder;
	/** By the clock of the service. */
	present: TimeOrder;
}

/**
 * Reads what `decide` needs; changes nothing.
 *
 * @param state undefined at the first poll
 * @throws what GraphClient throws
 */
export async function observe(
	graph: GraphClient,
	watched: Watched,
	state?: WatchState,
): Promise<Observation> {
	const sessions = await sessionsFor(graph, watched, state);
	return {
		isFirst: state === undefined,
		occurred: await occurredIn(graph, watched, sessions, state),
		newestSession: upToPresent(graph, latest(sessions.map(creationOf))),
		present: orderOf(graph.serverNow()),
	};
}

/**
 * Decides what is new. Pure, and to be called with the state as it is at that moment: another poll may have changed it
 * while this one was reading, since n8n starts the next without waiting for the last.
 */
export function decide(
	state: WatchState | undefined,
	{ isFirst, occurred, newestSession, present }: Observation,
): { state: WatchState; events: WatchedEvent[] } {
	if (isFirst && state) return { state, events: [] };
	const { window, fresh } = take(state?.window, occurred, present);
	return {
		state: { window, newestSession: latest([state?.newestSession ?? '', newestSession]) },
		events: fresh.filter((occurrence) => occurrence.kind !== 'evaluation'),
	};
}

/** The sessions that matter for an event. */
async function sessionsFor(graph: GraphClient, watched: Watched, state?: WatchState): Promise<GraphEntity[]> {
	const { event, workspaceId } = watched;
	switch (event) {
		case 'sessionCreated':
			return await readSessions(graph, workspaceId, (newest) =>
				state ? state.window.floor : earlierBy(REMEMBERED_MS, upToPresent(graph, newest)),
			);
		case 'sessionRenamed':
			// Any session can be renamed at any time, however old it is.
			return await readSessions(graph, workspaceId, FROM_THE_BEGINNING);
		case 'answerReady':
			return await sessionsWithAnswers(graph, watched, state?.newestSession);
	}
}

/**
 * The sessions whose answers are watched. How far that reaches back is measured from the newest session of the poll
 * before, so that what happened while n8n was down is still within it afterwards.
 *
 * @param newestBefore undefined to measure from the newest session that there is
 * @throws what GraphClient throws
 */
export async function sessionsWithAnswers(
	graph: GraphClient,
	{ workspaceId, sessionId, lookBackMs }: Extract<Watched, { event: 'answerReady' }>,
	newestBefore?: TimeOrder,
): Promise<GraphEntity[]> {
	if (sessionId !== undefined) {
		const session = await graph.get(sessionPath({ workspaceId, sessionId }));
		return [{ ...session, id: sessionId }];
	}
	const neededFrom = (newest: TimeOrder) => earlierBy(lookBackMs, newestBefore ?? upToPresent(graph, newest));
	const sessions = await readSessions(graph, workspaceId, neededFrom);
	const from = neededFrom(latest(sessions.map(creationOf)));
	return sessions.filter((session) => creationOf(session) >= from);
}

/** One session from the future must not make all others too old. */
function upToPresent(graph: GraphClient, time: TimeOrder): TimeOrder {
	return earliest(time, orderOf(graph.serverNow()));
}

async function occurredIn(
	graph: GraphClient,
	{ event, workspaceId }: Watched,
	sessions: readonly GraphEntity[],
	state?: WatchState,
): Promise<Observation['occurred']> {
	switch (event) {
		case 'sessionCreated':
			return sessions.map(sessionCreated);
		case 'sessionRenamed':
			return sessions.flatMap((session) => sessionRenamed(session) ?? []);
		case 'answerReady': {
			const completed = await findCompleted(graph, workspaceId, sessions);
			if (!state) return completed;
			return await readAllCompleted(
				graph,
				completed.filter((evaluation) => isNew(state.window, evaluation)),
			);
		}
	}
}
