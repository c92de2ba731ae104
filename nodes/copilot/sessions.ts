import type { GraphClient } from '../graph/client';
import type { GraphEntity } from '../graph/entity';
import { GraphResponseError } from '../graph/errors';
import { readList } from '../graph/list';
import { sessionsPath } from '../graph/paths';
import { equalsFilter } from '../graph/query';
import { byCreation, timestampMs } from '../graph/timestamp';
import { serverTime, type Copilot } from './Copilot';
import { createOnce, type CreationResult } from './createOnce';
import { PartialResultError } from './failures';
import { hasId, idOf } from './ids';
import { withLock } from './withLock';

/**
 * Workers (processes of n8n in queue mode) that get the same event create a session of one name, or a prompt of one text,
 * within this time of each other. So those that are this close count as theirs.
 */
export const RACE_WINDOW_MS = 60_000;

/**
 * Age up to which the list of all sessions counts as current. Half of the window, so that a session of another worker is
 * seen while the window is open.
 */
const LIST_AGE_MS = RACE_WINDOW_MS / 2;

/**
 * Creates a session.
 *
 * @param mayRepeat see `Creation`
 * @throws OutcomeUnknownError; what the client throws
 */
export async function createSession(
	copilot: Copilot,
	workspaceId: string,
	displayName: string,
	mayRepeat = false,
): Promise<CreationResult> {
	const beganMs = copilot.time.now();
	const creation = {
		what: 'session' as const,
		path: sessionsPath(workspaceId),
		body: { displayName },
		list: async () => await sessionsNamed(copilot, workspaceId, displayName, beganMs),
		mayRepeat,
	};
	// One at a time: of two POSTs with the same name, the one without an answer would find the session of the other.
	const create = async () => await createOnce(creation, copilot);
	return await withLock(copilot, workspaceId, `create session ${displayName}`, create);
}

/**
 * Finds the session of a name or creates it. Workers that create it at the same time all adopt the oldest one.
 *
 * @returns the session, and whether this call created it
 * @throws PartialResultError with the ID of a session that exists; OutcomeUnknownError; what the client throws
 */
export async function findOrCreateSession(
	copilot: Copilot,
	workspaceId: string,
	displayName: string,
): Promise<CreationResult> {
	const findOrCreate = async () => {
		const found = choose(await sessionsNamed(copilot, workspaceId, displayName));
		if (found) return { entity: found, created: false };
		const beganMs = copilot.time.now();
		const { entity: own, created } = await createSession(copilot, workspaceId, displayName, true).catch(
			(error: unknown) => {
				// It may have been created: the next item of this name reads the list anew.
				copilot.sessionLists.delete(workspaceId);
				throw error;
			},
		);
		// Added to the list that is kept, so that the next item of this name finds it even if the following read fails.
		const kept = await copilot.sessionLists.get(workspaceId)?.sessions.catch(() => undefined);
		kept?.push(own);
		const named = await sessionsNamed(copilot, workspaceId, displayName, beganMs).catch((error: unknown) => {
			throw new PartialResultError(error, { workspaceId, sessionId: idOf(own) });
		});
		// The list may not show the new session yet.
		const entity = choose([own, ...named.filter(({ id }) => id !== own.id)]) ?? own;
		if (entity !== own) kept?.push(entity);
		return { entity, created: created && entity === own };
	};
	return await withLock(copilot, workspaceId, `name ${displayName}`, findOrCreate, copilot.beginSignal);
}

/**
 * The newest session of a name; of those created within a minute before it, the oldest. Everybody who reads the same
 * list chooses the same one.
 */
function choose(sessions: readonly GraphEntity[]): GraphEntity | undefined {
	const createdMs = ({ createdDateTime }: GraphEntity) => timestampMs(createdDateTime) || 0;
	const sorted = [...sessions].sort(byCreation);
	const newest = sorted.at(-1);
	return newest && sorted.find((session) => createdMs(newest) - createdMs(session) <= RACE_WINDOW_MS);
}

/**
 * Microsoft publishes no operators of `$filter` for this list. A service that knows none answers with 400; 414 and 431 say
 * that the request is too long.
 */
const FILTER_REFUSALS: ReadonlySet<number> = new Set([400, 414, 431]);

/** Some gateways take no longer query than this. Source: IIS, "Request Limits" (`maxQueryString`). */
const MAX_FILTER_LENGTH = 2_000;

/**
 * Sessions with exactly this name.
 *
 * @param sinceMs reads the list anew, as far back as this time by the clock of the execution
 */
async function sessionsNamed(
	copilot: Copilot,
	workspaceId: string,
	displayName: string,
	sinceMs?: number,
): Promise<GraphEntity[]> {
	const isNamed = (session: GraphEntity) => session.displayName === displayName;
	const filter = equalsFilter('displayName', displayName);
	const isSendable = encodeURIComponent(filter).length <= MAX_FILTER_LENGTH;
	if (isSendable && !copilot.refusesFilter) {
		const filtered = readList(copilot.graph, sessionsPath(workspaceId), { filter });
		const sessions = await filtered.catch((error: unknown) => {
			if (!(error instanceof GraphResponseError && FILTER_REFUSALS.has(error.status))) throw error;
			copilot.refusesFilter = true;
		});
		if (sessions) return sessions.filter(isNamed);
	}
	return (await allSessions(copilot, workspaceId, sinceMs)).filter(isNamed);
}

/** All sessions of a workspace, read once in a while; or those since a time, read anew, and maybe older ones. */
async function allSessions(copilot: Copilot, workspaceId: string, sinceMs?: number): Promise<GraphEntity[]> {
	const { graph, time, sessionLists } = copilot;
	if (sinceMs !== undefined) {
		return await readSessions(graph, workspaceId, () => serverTime(copilot, sinceMs) - RACE_WINDOW_MS);
	}
	const cached = sessionLists.get(workspaceId);
	if (cached && time.now() - cached.readMs <= LIST_AGE_MS) return await cached.sessions;
	const sessions = readSessions(graph, workspaceId, () => 0);
	sessionLists.set(workspaceId, { readMs: time.now(), sessions });
	sessions.catch(() => sessionLists.delete(workspaceId));
	return await sessions;
}

/** So many sessions in descending order are no accident, although the service promises no order. */
const ENOUGH_IN_ORDER = 50;

/**
 * Reads the sessions of a workspace. If they come newest first, it stops at the first page that ends with a session older
 * than what the caller needs; otherwise it reads all.
 *
 * @param neededFrom returns the creation time of the oldest session that the caller needs. It gets the creation time of
 * the newest session so far. Both are in milliseconds since the epoch. The result may hold older sessions.
 * @throws what GraphClient throws
 */
export async function readSessions(
	graph: GraphClient,
	workspaceId: string,
	neededFrom: (newestMs: number) => number,
): Promise<GraphEntity[]> {
	const sessions: GraphEntity[] = [];
	let [newestMs, lastMs, inOrder] = [0, Infinity, true];
	for await (const { items } of graph.pages(sessionsPath(workspaceId))) {
		for (const session of items) {
			if (!hasId(session)) continue;
			const timeMs = timestampMs(session.createdDateTime);
			inOrder &&= timeMs <= lastMs;
			[newestMs, lastMs] = [Math.max(newestMs, timeMs), timeMs];
			sessions.push(session);
		}
		if (inOrder && sessions.length >= ENOUGH_IN_ORDER && lastMs < neededFrom(newestMs)) break;
	}
	return sessions;
}
