import type { WatchedEvent } from '../copilot/events/observe';
import { answerFields } from '../shared/answerFields';
import { withoutAnnotations, type GraphEntity } from '../graph/entity';
import { sessionWebUrl } from '../text/sessionLink';

/**
 * Shapes an event for the workflow: a session as Graph gave it, with its workspace and its link; an answer with the
 * same fields as the operation Ask has, what was asked, and the name of the session.
 */
export function eventOutput(workspaceId: string, event: WatchedEvent): GraphEntity {
	if (event.kind === 'session') {
		const session = withoutAnnotations(event.session);
		return { ...session, workspaceId, webUrl: sessionWebUrl(String(session.id)) };
	}
	const { answer, prompt, session } = event;
	return { ...answerFields(answer), displayName: session.displayName ?? null, prompt };
}
