import type { GraphClient } from '../../graph/client';
import type { GraphEntity } from '../../graph/entity';
import { sessionPath } from '../../graph/paths';
import { timestampOrder } from '../../graph/timestamp';
import { readSessions } from '../sessions';
import { dateOf, findCompleted, readCompleted, type CompletedEvaluation, type ReadyAnswer } from './answers';
import { byTime, isNew, REMEMBERED_MS, take, type Occurrence, type SeenWindow } from './SeenWindow';

/** What to look out for. */
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

/** A session was created, or renamed. */
interface SessionOccurrence extends Occurrence {
	kind: 'session';
	session: GraphEntity;
}

/** Something to tell the workflow about. */
export type WatchedEvent = SessionOccurrence | ReadyAnswer;

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
	const occurred = await occurredIn(graph, watched, sessions.filter(unlessSkipped(watched)), state);
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
		events: fresh.filter((occurrence) => occurrence.kind !== 'evaluation'),
	};
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
		const [found] = one.kind === 'evaluation' ? await readCompleted(graph, [one]) : [one];
		if (found && found.kind !== 'evaluation') return found;
	}
	return undefined;
}

function unlessSkipped({ skipSessionsNamed }: Watched): (session: GraphEntity) => boolean {
	const skipped = skipSessionsNamed?.toLowerCase();
	return ({ displayName }) =>
		!skipped ||
		!String(displayName ?? '')
			.toLowerCase()
			.includes(skipped);
}

/**
 * The sessions that matter for an event. For answers, the look-back is measured from the newest session of the poll
 * before: what happened while n8n was down then still lies within it.
 */
async function sessionsFor(graph: GraphClient, watched: Watched, state?: WatchState): Promise<GraphEntity[]> {
	const { workspaceId } = watched;
	// One session from the future must not make all others too old.
	const upToPresent = (timeMs: number) => Math.min(timeMs, graph.serverNow());
	if (watched.event === 'answerReady') {
		const { sessionId, lookBackMs } = watched;
		if (sessionId !== undefined) {
			const session = await graph.get(sessionPath({ workspaceId, sessionId }));
			return [{ ...session, id: sessionId }];
		}
		const neededFrom = (newestMs: number) => (state?.newestSessionMs ?? upToPresent(newestMs)) - lookBackMs;
		const sessions = await readSessions(graph, workspaceId, neededFrom);
		const fromMs = neededFrom(newestOf(sessions));
		return sessions.filter((session) => creationOf(session) >= fromMs);
	}
	return await readSessions(graph, workspaceId, (newestMs) => {
		// Any session can be renamed at any time, however old it is.
		if (watched.event === 'sessionRenamed') return 0;
		return state?.window.floorMs ?? upToPresent(newestMs) - REMEMBERED_MS;
	});
}

async function occurredIn(
	graph: GraphClient,
	{ event, workspaceId }: Watched,
	sessions: readonly GraphEntity[],
	state?: WatchState,
): Promise<Observation['occurred']> {
	if (event === 'sessionCreated') return sessions.map(sessionCreated);
	if (event === 'sessionRenamed') return sessions.flatMap(sessionRenamed);
	const completed = await findCompleted(graph, workspaceId, sessions);
	if (!state) return completed;
	return await readCompleted(
		graph,
		completed.filter((evaluation) => isNew(state.window, evaluation)),
	);
}

function creationOf(session: GraphEntity): number {
	return dateOf(session, 'createdDateTime');
}

/** When the newest was created; 0 where there is none. */
function newestOf(sessions: readonly GraphEntity[]): number {
	return sessions.reduce((newestMs, session) => Math.max(newestMs, creationOf(session)), 0);
}

function sessionCreated(session: GraphEntity): SessionOccurrence {
	return { kind: 'session', key: String(session.id), timeMs: creationOf(session), session };
}

/**
 * The latest renaming of a session: a name is all that can change. Earlier ones cannot be told any more.
 *
 * Source: Microsoft Graph docs, resource type "session" (securityCopilot, beta): lastModifiedDateTime is "updated when
 * displayName changes".
 *
 * @returns nothing for a session that was never renamed
 */
function sessionRenamed(session: GraphEntity): SessionOccurrence[] {
	const timeMs = dateOf(session, 'lastModifiedDateTime');
	const [created, modified] = [session.createdDateTime, session.lastModifiedDateTime].map(timestampOrder);
	return modified === created
		? []
		: [{ kind: 'session', key: `${String(session.id)} ${modified}`, timeMs, session }];
}
