import { createHash } from 'node:crypto';
import type { GraphEntity } from '../graph/entity';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../version';
import type { Answer } from './evaluation';

/**
 * A record for a ticket: which answer was read, when, by which package, and a hash that shows later changes.
 *
 * @param readMs when the answer was read, by n8n's clock at the start of the execution, counted from there; milliseconds
 * since the epoch
 */
export function evidenceOf(answer: Answer, readMs: number): GraphEntity {
	return {
		workspaceId: answer.workspaceId,
		sessionId: answer.sessionId,
		promptId: answer.promptId,
		evaluationId: answer.evaluationId,
		// UTC, as Graph wrote them.
		createdDateTime: answer.createdDateTime,
		completedDateTime: answer.completedDateTime,
		readDateTime: new Date(readMs).toISOString(),
		// Of the text in UTF-8, as hexadecimal digits.
		answerSha256: answer.answer === null ? null : createHash('sha256').update(answer.answer).digest('hex'),
		// Microsoft's support finds the response of Microsoft Graph by this.
		requestId: answer.identification?.requestId ?? null,
		package: PACKAGE_NAME,
		packageVersion: PACKAGE_VERSION,
	};
}
