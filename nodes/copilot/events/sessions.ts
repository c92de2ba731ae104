import type { GraphClient } from '../../graph/client';
import type { GraphEntity } from '../../graph/entity';
import { sessionsPath } from '../../graph/paths';
import { timestampOrder } from '../../graph/timestamp';
import type { Occurrence } from './SeenWindow';
import { latest, type TimeOrder } from './timestamps';

/** A session was created, or renamed. */
export interface SessionOccurrence extends Occurrence {
	kind: 'session';
	session: GraphEntity;
}

/** So many sessions that come the newest first are no accident, although the service promises no order. */
const ENOUGH_IN_ORDER = 50;

/** All of them are needed, whenever they were created. */
export const FROM_THE_BEGINNING = (): TimeOrder => '';

/**
 * Reads the sessions of a workspace: all of them, unless they evidently come the newest first. Then it reads no page
 * behind one that reaches back before what is needed.
 *
 * @param neededFrom tells, from the creation of the newest session, which older ones are not needed any more. The
 * result may hold some of them.
 * @throws what GraphClient throws
 */
export async function readSessions(
	graph: GraphClient,
	workspaceId: string,
	neededFrom: (newest: TimeOrder) => TimeOrder,
): Promise<GraphEntity[]> {
	const sessions: GraphEntity[] = [];
	const order = new NewestFirst();
	for await (const { items } of graph.pages(sessionsPath(workspaceId))) {
		const page = items.filter(hasId);
		sessions.push(...page);
		page.forEach((session) => order.add(creationOf(session)));
		if (order.isEvident() && order.last < neededFrom(order.newest)) break;
	}
	return sessions;
}

/** Watches whether times come the newest first. */
class NewestFirst {
	newest: TimeOrder = '';
	last: TimeOrder = '';
	private count = 0;
	private isSoFar = true;

	add(time: TimeOrder): void {
		this.isSoFar &&= this.count === 0 || time <= this.last;
		this.newest = latest([this.newest, time]);
		this.last = time;
		this.count += 1;
	}

	isEvident(): boolean {
		return this.isSoFar && this.count >= ENOUGH_IN_ORDER;
	}
}

/** When a session was created. */
export function creationOf({ createdDateTime }: GraphEntity): TimeOrder {
	return timestampOrder(createdDateTime);
}

/** The creation of a session. */
export function sessionCreated(session: GraphEntity): SessionOccurrence {
	return { kind: 'session', key: String(session.id), time: creationOf(session), session };
}

/**
 * The latest renaming of a session: a name is all that can change. Earlier ones cannot be told any more.
 *
 * Source: Microsoft Graph docs, resource type "session" (securityCopilot, beta): lastModifiedDateTime is "updated when
 * displayName changes".
 *
 * @returns undefined for a session that was never renamed
 */
export function sessionRenamed(session: GraphEntity): SessionOccurrence | undefined {
	const time = timestampOrder(session.lastModifiedDateTime);
	if (time === creationOf(session)) return undefined;
	return { kind: 'session', key: `${String(session.id)} ${time}`, time, session };
}

function hasId(session: GraphEntity): boolean {
	return typeof session?.id === 'string' && session.id !== '';
}
