import type { GraphClient } from '../../graph/client';
import type { GraphEntity } from '../../graph/entity';
import { sessionsPath } from '../../graph/paths';
import type { Occurrence } from './SeenWindow';
import { latest, timeOf, type TimeOrder } from './timestamps';

/** A session was created, or renamed. */
export interface SessionOccurrence extends Occurrence {
	kind: 'session';
	session: GraphEntity;
}

/** So many sessions in descending order are no accident, although the service promises no order. */
const ENOUGH_IN_ORDER = 50;

/**
 * Reads the sessions of a workspace: all of them, unless they come the newest first. Then it reads no page behind one that
 * reaches back before what is needed.
 *
 * @param neededFrom tells from the creation of the newest session which older ones are not needed. The result may hold
 * some of them.
 * @throws what GraphClient throws; UnexpectedAnswerError for a date that cannot be read
 */
export async function readSessions(
	graph: GraphClient,
	workspaceId: string,
	neededFrom: (newest: TimeOrder) => TimeOrder,
): Promise<GraphEntity[]> {
	const sessions: GraphEntity[] = [];
	let [newest, last, inOrder] = ['', '', true];
	for await (const { items } of graph.pages(sessionsPath(workspaceId))) {
		for (const session of items) {
			if (typeof session?.id !== 'string' || session.id === '') continue;
			const time = creationOf(session);
			inOrder &&= sessions.length === 0 || time <= last;
			[newest, last] = [latest([newest, time]), time];
			sessions.push(session);
		}
		if (inOrder && sessions.length >= ENOUGH_IN_ORDER && last < neededFrom(newest)) break;
	}
	return sessions;
}

/** When a session was created. @throws UnexpectedAnswerError */
export function creationOf(session: GraphEntity): TimeOrder {
	return timeOf(session, 'createdDateTime');
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
 * @returns nothing for a session that was never renamed
 */
export function sessionRenamed(session: GraphEntity): SessionOccurrence[] {
	const time = timeOf(session, 'lastModifiedDateTime');
	if (time === creationOf(session)) return [];
	return [{ kind: 'session', key: `${String(session.id)} ${time}`, time, session }];
}
