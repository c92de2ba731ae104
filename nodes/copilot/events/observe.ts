import type { GraphClient } from '../../graph/client';
import type { GraphEntity } from '../../graph/entity';
import { sessionPath } from '../../graph/paths';
import { timestampOrder } from '../../graph/timestamp';
import { readSessions } from '../sessions';
import { dateOf, findCompleted, readCompleted, type CompletedEvaluation, type WatchedEvent } from './answers';
import { byTime, isNew, REMEMBERED_MS, take, type SeenWindow } from './SeenWindow';

/** What to look out for; plain JSON. */
export type Watched = {
	workspaceId: string;
	/** Sessions whose name contains this text, in any case, are left out. */
	skipSessionsNamed?: string;
} & (
	| { event: 'sessionCreated' | 'sessionRenamed' }
	| {
			event: 'answerReady';
			/** The one session to look into; absent for all that are young enough. */
			sessionId?: string;
			/** How much older than the newest session another may be and still be looked into, in milliseconds. */
			lookBackMs: number;
	  }
);

/** What is remembered from poll to poll; plain JSON. */
export interface WatchState {
	window: SeenWindow;
	/** When the newest session was created, as of the latest poll, in milliseconds since the epoch. */
	newestSessionMs: number;
}

/** What a poll has read. Times by the clock of the service, in milliseconds since the epoch. */
export interface Observation {
	/** The first poll: it makes the state, and tells nothing. */
	isFirst: boolean;
	occurred: Array<WatchedEvent | CompletedEvaluation>;
	newestSessionMs: number;
	presentMs: number;
}

/**
 * Reads what `decide` needs; changes nothing.
 *
 * @param state undefined at the first poll
 * @throws what GraphClient throws; UnexpectedAnswerError for a date that cannot be read
 */
export async function observe(
	graph: GraphClient,
	watched: Watched,
	state?: WatchState,
): Promise<Observation> {
	const sessions = await sessionsFor(graph, watched, state);
	const skipped = watched.skipSessionsNamed?.toLowerCase();
	const isSkipped = ({ displayName }: GraphEntity) =>
		skipped && typeof displayName === 'string' && displayName.toLowerCase().includes(skipped);
	const wanted = sessions.filter((session) => !isSkipped(session));
	const occurred = await occurredIn(graph, watched, wanted, state);
	const presentMs = graph.serverNow();
	const newestSessionMs = Math.min(newestOf(sessions), presentMs);
	return { isFirst: state === undefined, occurred, newestSessionMs, presentMs };
}

/**
 * Decides what is new. Pure, and to be called with the state as it is at that moment: another poll may have changed it
 * while this one was reading, since n8n starts the next without waiting for the last.
 */
export function decide(
	state: WatchState | undefined,
	{ isFirst, occurred, newestSessionMs, presentMs }: Observation,
): { state: WatchState; events: WatchedEvent[] } {
	if (isFirst && state) return { state, events: [] };
	const { window, fresh } = take(state?.window, occurred, presentMs);
	return {
		state: { window, newestSessionMs: Math.max(state?.newestSessionMs ?? 0, newestSessionMs) },
		events: fresh.filter(isEvent),
	};
}

function isEvent(occurred: WatchedEvent | CompletedEvaluation): occurred is WatchedEvent {
	return !('evaluationKey' in occurred);
}

/** Most completed evaluations that are read to find one with an answer. */
const MOST_TRIES = 10;

/**
 * The latest event that there has been, to build a workflow with. Knows no state and leaves none.
 *
 * @returns undefined where there has been none
 * @throws what `observe` throws
 */
export async function findSample(graph: GraphClient, watched: Watched): Promise<WatchedEvent | undefined> {
	const { occurred } = await observe(graph, watched);
	for (const one of occurred.sort(byTime).reverse().slice(0, MOST_TRIES)) {
		const [found] = isEvent(one) ? [one] : await readCompleted(graph, [one]);
		if (found && isEvent(found)) return found;
	}
	return undefined;
}

/** The sessions in which an event may have happened since the last poll. */
async function sessionsFor(graph: GraphClient, watched: Watched, state?: WatchState): Promise<GraphEntity[]> {
	const { workspaceId } = watched;
	if (watched.event === 'answerReady' && watched.sessionId !== undefined) {
		const { sessionId } = watched;
		return [{ ...(await graph.get(sessionPath({ workspaceId, sessionId }))), id: sessionId }];
	}
	const neededFrom = (newestMs: number) => {
		// One session from the future must not make all others too old.
		const upToPresentMs = Math.min(newestMs, graph.serverNow());
		switch (watched.event) {
			case 'sessionCreated':
				return state?.window.floorMs ?? upToPresentMs - REMEMBERED_MS;
			case 'sessionRenamed':
				// Any session can be renamed at any time, however old it is.
				return 0;
			case 'answerReady':
				// From the newest session of the poll before: what happened while n8n was down then still lies within it.
				return (state?.newestSessionMs ?? upToPresentMs) - watched.lookBackMs;
		}
	};
	const sessions = await readSessions(graph, workspaceId, neededFrom);
	const fromMs = neededFrom(newestOf(sessions));
	return sessions.filter((session) => creationOf(session) >= fromMs);
}

async function occurredIn(
	graph: GraphClient,
	{ event, workspaceId }: Watched,
	sessions: readonly GraphEntity[],
	state?: WatchState,
): Promise<Observation['occurred']> {
	switch (event) {
		case 'sessionCreated':
			return sessions.map((session) => ({ key: String(session.id), timeMs: creationOf(session), session }));
		case 'sessionRenamed':
			return sessions.filter(isRenamed).map(renaming);
		case 'answerReady': {
			const completed = await findCompleted(graph, workspaceId, sessions);
			if (!state) return completed;
			return await readCompleted(
				graph,
				completed.filter((evaluation) => isNew(state.window, evaluation)),
			);
		}
	}
}

function creationOf(session: GraphEntity): number {
	return dateOf(session, 'createdDateTime');
}

/** When the newest was created; 0 where there is none. */
function newestOf(sessions: readonly GraphEntity[]): number {
	return sessions.reduce((newestMs, session) => Math.max(newestMs, creationOf(session)), 0);
}

/**
 * Whether a session was ever renamed: a name is all that can change.
 *
 * Source: Microsoft Graph docs, resource type "session" (securityCopilot, beta): lastModifiedDateTime is "updated when
 * displayName changes".
 */
function isRenamed({ createdDateTime, lastModifiedDateTime }: GraphEntity): boolean {
	return timestampOrder(lastModifiedDateTime) !== timestampOrder(createdDateTime);
}

/** The latest renaming of a session. Earlier ones cannot be told any more. */
function renaming(session: GraphEntity): WatchedEvent {
	const { id, lastModifiedDateTime } = session;
	const timeMs = dateOf(session, 'lastModifiedDateTime');
	return { key: `${String(id)} ${timestampOrder(lastModifiedDateTime)}`, timeMs, session };
}
