import type { Answer } from '../copilot/answer';
import type { GraphEntity } from '../graph/entity';
import { sessionWebUrl } from '../text/sessionLink';

/** Shapes one answer for the next node. */
export function answerOutput(answer: Answer): GraphEntity {
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
		reused: answer.reused,
	};
}

/**
 * Shapes the answers of a conversation: the last one on top, and all of them as `turns` where there were follow-ups.
 * It counts as reused when nothing was paid for at all.
 */
export function conversationOutput(answers: readonly Answer[], hasFollowUps: boolean): GraphEntity {
	const turns = answers.map(answerOutput);
	const last = turns.at(-1) ?? {};
	if (!hasFollowUps) return last;
	return { ...last, reused: answers.every(({ reused }) => reused), turns };
}
