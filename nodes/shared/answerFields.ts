import type { Answer } from '../copilot/evaluation';
import type { GraphEntity } from '../graph/entity';
import { sessionWebUrl } from '../text/sessionLink';

/** An answer for the next node, by the names that it has wherever it comes from. */
export function answerFields(answer: Answer): GraphEntity {
	return {
		workspaceId: answer.workspaceId,
		sessionId: answer.sessionId,
		promptId: answer.promptId,
		evaluationId: answer.evaluationId,
		state: answer.state,
		resultType: answer.resultType,
		answer: answer.answer,
		createdDateTime: answer.createdDateTime,
		completedDateTime: answer.completedDateTime,
		webUrl: sessionWebUrl(answer.sessionId),
	};
}
