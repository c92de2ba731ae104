import type { GraphEntity } from '../graph/entity';
import { GraphResponseError, UnexpectedAnswerError } from '../graph/errors';
import { identificationOf } from '../graph/identification';
import { listAll } from '../graph/list';
import { isPathSegment, sessionsPath } from '../graph/paths';
import { equalsFilter } from '../graph/query';
import { CancelledError } from '../graph/time';
import { byCreation } from '../graph/timestamp';
import { withLock, type Copilot } from './Copilot';
import { createOnce } from './createOnce';
import { PartialResultError } from './failures';
import { RACE_WINDOW_MS } from './race';

/** Creates a session. @throws OutcomeUnknownError; what the client throws */
export async function createSession(
	copilot: Copilot,
	workspaceId: string,
	displayName: string,
): Promise<GraphEntity> {
	// Two that create the same name at once could each take the other's session for its own lost one.
	return await withLock(copilot, workspaceId, `create ${displayName}`, async () => {
		return await createOnce(
			{
				what: 'session',
				path: sessionsPath(workspaceId),
				body: { displayName },
				isLike: (session) => isSameName(session.displayName, displayName),
			},
			copilot,
		);
	});
}

/**
 * Finds the session of a name, the newest of several, or creates it.
 *
 * No client can make certain that two n8n workers at once create only one. After creating, the name is looked up
 * again: of sessions made at nearly the same time everybody adopts the oldest.
 *
 * @throws PartialResultError with the ID of a session that was created; OutcomeUnknownError; what the client throws
 */
export async function findOrCreateSession(
	copilot: Copilot,
	workspaceId: string,
	displayName: string,
): Promise<{ session: GraphEntity; created: boolean }> {
	return await withLock(copilot, workspaceId, `name ${displayName}`, async () => {
		const found = choose(await sessionsNamed(copilot, workspaceId, displayName));
		if (found) return { session: found, created: false };
		const own = await createSession(copilot, workspaceId, displayName);
		const named = await sessionsNamed(copilot, workspaceId, displayName).catch((error: unknown) =>
			error instanceof CancelledError
				? error
				: new PartialResultError(error, { workspaceId, sessionId: idOf(own) }),
		);
		if (named instanceof Error) throw named;
		// A list that does not show the new session yet must not hide it.
		const session = choose([own, ...named.filter(({ id }) => id !== own.id)]) ?? own;
		return { session, created: session.id === own.id };
	});
}

/**
 * The newest session of a name; of those made within a minute before it, the oldest. Everybody who sees the same list
 * chooses the same one.
 */
export function choose(sessions: readonly GraphEntity[]): GraphEntity | undefined {
	const sorted = [...sessions].sort(byCreation);
	const newest = sorted.at(-1);
	if (!newest) return undefined;
	return sorted.find((session) => createdMs(newest) - createdMs(session) <= RACE_WINDOW_MS);
}

function createdMs({ createdDateTime }: GraphEntity): number {
	const time = Date.parse(String(createdDateTime));
	return Number.isNaN(time) ? 0 : time;
}

/** Half a character cannot be stored, or comes back as U+FFFD: so it is the same name. */
function isSameName(one: unknown, other: string): boolean {
	return typeof one === 'string' && one.toWellFormed() === other.toWellFormed();
}

/** Operators for this list are not published; a service that knows none answers 400, and one to which it is too long 414. */
const FILTER_REFUSALS: ReadonlySet<number> = new Set([400, 414, 431]);

/** Some gateways take no longer query than this. Source: IIS, "Request Limits" (`maxQueryString`). */
const LONGEST_FILTER = 2_000;

/** Whether a filter can be sent, and means what it says: half a character cannot be encoded. */
function isFit(filter: string): boolean {
	return filter.isWellFormed() && encodeURIComponent(filter).length <= LONGEST_FILTER;
}

/** All sessions with exactly this name. The filter saves reading all of them, where the service knows it. */
async function sessionsNamed(
	{ graph, refused }: Copilot,
	workspaceId: string,
	displayName: string,
): Promise<GraphEntity[]> {
	const path = sessionsPath(workspaceId);
	const isNamed = (session: GraphEntity) => isSameName(session.displayName, displayName);
	const filter = equalsFilter('displayName', displayName);
	if (!refused.has('sessionFilter') && isFit(filter)) {
		const filtered = await listAll(graph, path, { filter }).catch((error: unknown) => error);
		if (Array.isArray(filtered)) return (filtered as GraphEntity[]).filter(isNamed);
		if (!(filtered instanceof GraphResponseError) || !FILTER_REFUSALS.has(filtered.status)) throw filtered;
		refused.add('sessionFilter');
	}
	return (await listAll(graph, path)).filter(isNamed);
}

/** The ID of an object, which the next request depends on. @throws UnexpectedAnswerError when there is none */
export function idOf(entity: GraphEntity): string {
	const { id } = entity;
	const fail = (reason: string) => new UnexpectedAnswerError(reason, identificationOf(entity));
	if (typeof id !== 'string' || id === '') throw fail('has no property "id"');
	if (!isPathSegment(id)) throw fail('names an ID that cannot stand in an address');
	return id;
}
