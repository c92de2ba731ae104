import { createHash } from 'node:crypto';
import type { EvaluationKey } from '../graph/paths';
import { PACKAGE_NAME, PACKAGE_VERSION } from '../version';
import type { Answer } from './answer';

/** A record for a ticket: which answer was read, when, by which package, and a hash that shows later changes. */
export interface Evidence extends EvaluationKey {
	/** UTC, as Graph wrote them. */
	createdDateTime: string | null;
	completedDateTime: string | null;
	/** UTC, by n8n's clock at the start of the execution, counted from there. */
	readDateTime: string;
	/** Hash of the text in `answer`, in UTF-8, as hexadecimal digits. Null without an answer. */
	answerSha256: string | null;
	/** ID of the response of Microsoft Graph that held the answer; Microsoft's support finds it by this. */
	requestId: string | null;
	package: string;
	packageVersion: string;
}

/** @param readMs when the answer was read, milliseconds since the epoch */
export function evidenceOf(answer: Answer, readMs: number): Evidence {
	const { workspaceId, sessionId, promptId, evaluationId, createdDateTime, completedDateTime } = answer;
	return {
		workspaceId,
		sessionId,
		promptId,
		evaluationId,
		createdDateTime,
		completedDateTime,
		readDateTime: new Date(readMs).toISOString(),
		answerSha256: answer.answer === null ? null : sha256(answer.answer),
		requestId: answer.identification?.requestId ?? null,
		package: PACKAGE_NAME,
		packageVersion: PACKAGE_VERSION,
	};
}

function sha256(text: string): string {
	return createHash('sha256').update(text, 'utf8').digest('hex');
}
