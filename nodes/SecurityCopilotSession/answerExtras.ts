import type { Answer } from '../copilot/answer';
import { evidenceOf } from '../copilot/evidence';
import type { GraphEntity } from '../graph/entity';
import { sessionWebUrl } from '../text/sessionLink';
import type { AnswerExtras } from './fields/answerExtras';

/**
 * What goes along with some Markdown on request.
 *
 * @param title heads it, in formats that show one
 * @returns `formats`, or nothing
 */
export async function formatsOutput(
	markdown: string | null,
	sessionId: string,
	{ formats, defang }: AnswerExtras,
	title?: string,
): Promise<GraphEntity> {
	if (formats.length === 0 || markdown === null) return {};
	// The Markdown library is large, and most executions want no formats.
	const { formatAnswer } = await import('../markdown/formatAnswer');
	const answer = { markdown, webUrl: sessionWebUrl(sessionId), title };
	const formatted = formatAnswer(answer, { formats, defang });
	return { formats: { ...formatted.formats, truncated: formatted.truncated } };
}

/** @returns `evidence`, or nothing. @param readMs when the answers were read, milliseconds since the epoch */
export function evidenceOutput(
	answers: readonly Answer[],
	{ includeEvidence }: AnswerExtras,
	readMs: number,
): GraphEntity {
	if (!includeEvidence) return {};
	const evidence = answers.map((answer) => evidenceOf(answer, readMs));
	return { evidence: evidence.length === 1 ? evidence[0] : evidence };
}
