import type { GraphEntity } from '../graph/entity';
import { GraphResponseError, UnexpectedAnswerError } from '../graph/errors';
import { identificationOf } from '../graph/identification';
import { listAll } from '../graph/list';
import { isPathSegment, sessionsPath } from '../graph/paths';
import { equalsFilter } from '../graph/query';
import { CancelledError } from '../graph/time';
import { byCreation, timestampOrder } from '../graph/timestamp';
import { serverTime, type CachedSessions, type Copilot } from './Copilot';
import { createOnce, type CreationResult } from './createOnce';
import { readSessions } from './events/sessions';
import { PartialResultError } from './failures';
import { withLock } from './withLock';

/**
 * Sessions of one name and prompts of one text that were created within this time of each other were created by workers
 * that got the same event.
 */
export const RACE_WINDOW_MS = 60_000;

/** Age up to which the list of all sessions counts as current: half of the time within which workers find each other. */
const LIST_AGE_MS = RACE_WINDOW_MS / 2;

/** Creates a session. @throws OutcomeUnknownError; what the client throws */
export async function createSession(
	copilot: Copilot,
	workspaceId: string,
	displayName: string,
): Promise<CreationResult> {
	return await withLock(copilot, workspaceId, `name ${displayName}`, async () => {
		return await postSession(copilot, workspaceId, displayName, false);
	});
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
): Promise<{ session: GraphEntity; created: boolean }> {
	const findOrCreate = async () => {
		const found = choose(await sessionsNamed(copilot, workspaceId, displayName));
		if (found) return { session: found, created: false };
		const { entity: own, created } = await postSession(copilot, workspaceId, displayName, true);
		copilot.sessionLists.get(workspaceId)?.last?.sessions.push(own);
		const named = await sessionsNamed(copilot, workspaceId, displayName, true).catch((error: unknown) => {
			if (error instanceof CancelledError) throw error;
			throw new PartialResultError(error, { workspaceId, sessionId: idOf(own) });
		});
		// The list may not show the new session yet.
		const session = choose(withoutRepeats([own, ...named])) ?? own;
		return { session, created: created && session.id === own.id };
	};
	return await withLock(copilot, workspaceId, `name ${displayName}`, findOrCreate, copilot.beginSignal);
}

async function postSession(
	copilot: Copilot,
	workspaceId: string,
	displayName: string,
	mayRepeat: boolean,
): Promise<CreationResult> {
	return await createOnce(
		{
			what: 'session',
			path: sessionsPath(workspaceId),
			body: { displayName },
			list: async () => await sessionsNamed(copilot, workspaceId, displayName, true),
			mayRepeat,
		},
		copilot,
	);
}

/**
 * The newest session of a name; of those created within a minute before it, the oldest. Everybody who reads the same
 * list chooses the same one.
 */
export function choose(sessions: readonly GraphEntity[]): GraphEntity | undefined {
	const sorted = [...sessions].sort(byCreation);
	const newest = sorted.at(-1);
	if (!newest) return undefined;
	return sorted.find((session) => createdMs(newest) - createdMs(session) <= RACE_WINDOW_MS);
}

function createdMs({ createdDateTime }: GraphEntity): number {
	return Date.parse(String(createdDateTime)) || 0;
}

/** Operators for this list are not published; a service that knows none answers 400, and one to which it is too long 414. */
const FILTER_REFUSALS: ReadonlySet<number> = new Set([400, 414, 431]);

/** Some gateways take no longer query than this. Source: IIS, "Request Limits" (`maxQueryString`). */
const MAX_FILTER_LENGTH = 2_000;

/**
 * All sessions with exactly this name.
 *
 * @param isFresh whether those of the last seconds are needed too
 */
async function sessionsNamed(
	copilot: Copilot,
	workspaceId: string,
	displayName: string,
	isFresh = false,
): Promise<GraphEntity[]> {
	const isNamed = (session: GraphEntity) => session.displayName === displayName;
	const filter = equalsFilter('displayName', displayName);
	const isSendable = encodeURIComponent(filter).length <= MAX_FILTER_LENGTH;
	if (isSendable && !copilot.refused.has('sessionFilter')) {
		const filtered = listAll(copilot.graph, sessionsPath(workspaceId), { filter });
		const sessions = await filtered.catch((error: unknown) => {
			if (!(error instanceof GraphResponseError && FILTER_REFUSALS.has(error.status))) throw error;
			copilot.refused.add('sessionFilter');
		});
		if (sessions) return sessions.filter(isNamed);
	}
	return (await allSessions(copilot, workspaceId, isFresh)).filter(isNamed);
}

/**
 * All sessions of a workspace, read once in a while. A list that comes the newest first is read anew only as far as it
 * may have changed.
 */
async function allSessions(copilot: Copilot, workspaceId: string, isFresh: boolean): Promise<GraphEntity[]> {
	const { graph, time, sessionLists } = copilot;
	const cached = sessionLists.get(workspaceId);
	const readMs = time.now();
	if (cached && !isFresh && readMs - cached.readMs <= LIST_AGE_MS) return (await cached.list).sessions;
	const last = cached?.last;
	const changedFrom = last
		? timestampOrder(new Date(serverTime(copilot, last.readMs) - RACE_WINDOW_MS).toISOString())
		: '';
	const list = readSessions(graph, workspaceId, () => changedFrom).then((sessions) => {
		const read = { readMs, sessions: withoutRepeats([...sessions, ...(last?.sessions ?? [])]) };
		return (reading.last = read);
	});
	const reading: CachedSessions = { readMs, list, last };
	sessionLists.set(workspaceId, reading);
	list.catch(() => sessionLists.delete(workspaceId));
	return (await list).sessions;
}

function withoutRepeats(sessions: readonly GraphEntity[]): GraphEntity[] {
	const seen = new Set<unknown>();
	return sessions.filter(({ id }) => !seen.has(id) && seen.add(id));
}

/** The ID of an object, which the next request depends on. @throws UnexpectedAnswerError when there is none */
export function idOf(entity: GraphEntity): string {
	const { id } = entity;
	const fail = (reason: string) => new UnexpectedAnswerError(reason, identificationOf(entity));
	if (typeof id !== 'string' || id === '') throw fail('has no property "id"');
	if (!isPathSegment(id)) throw fail('names an ID that cannot stand in an address');
	return id;
}
