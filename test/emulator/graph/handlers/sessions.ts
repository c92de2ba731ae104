import { allowOnly, optionalString } from '../body';
import { sessionEntity } from '../entities';
import type { OperationContext, Outcome } from '../operations';
import type { Session } from '../store';
import { sessionOf, workspaceOf } from './parents';

/** List sessions. The example shows the newest first; no order is promised. */
export function listSessions(context: OperationContext): Outcome {
	return { list: ordered(workspaceOf(context).sessions, context.switches.sessionOrder).map(sessionEntity) };
}

export function createSession(context: OperationContext): Outcome {
	const { body, clock, identifiers } = context;
	const workspace = workspaceOf(context);
	allowOnly(body, ['displayName'], 'sessions');
	const displayName = optionalString(body, 'displayName');
	const createdDateTime = clock.timestamp();
	const session: Session = {
		id: identifiers.guid(),
		createdDateTime,
		lastModifiedDateTime: createdDateTime,
		displayName: displayName ?? null,
		prompts: [],
	};
	workspace.sessions.push(session);
	return { entity: sessionEntity(session) };
}

export function getSession(context: OperationContext): Outcome {
	return { entity: sessionEntity(sessionOf(context)) };
}

/** Update session. `lastModifiedDateTime` moves only when `displayName` changes (resource page "session"). */
export function updateSession(context: OperationContext): Outcome {
	const { body, clock } = context;
	const session = sessionOf(context);
	allowOnly(body, ['displayName'], 'sessions');
	const displayName = optionalString(body, 'displayName');
	if (displayName !== undefined && displayName !== session.displayName) {
		session.displayName = displayName;
		session.lastModifiedDateTime = clock.timestamp();
	}
	return { entity: sessionEntity(session) };
}

function ordered(sessions: Session[], order: OperationContext['switches']['sessionOrder']): Session[] {
	const time = ({ createdDateTime }: Session) => Date.parse(createdDateTime);
	const oldestFirst = sessions
		.map((session, index) => ({ session, index }))
		.sort((one, other) => time(one.session) - time(other.session) || one.index - other.index)
		.map(({ session }) => session);
	return order === 'oldestFirst' ? oldestFirst : oldestFirst.reverse();
}
