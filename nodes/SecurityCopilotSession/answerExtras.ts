import type { Answer } from '../copilot/answer';
import { evidenceOf } from '../copilot/evidence';
import type { GraphEntity } from '../graph/entity';
import type { AnswerExtras } from './fields/answerExtras';

/**
 * The answer in other forms. It never throws: what has been paid for comes out, whatever fails behind it.
 *
 * @returns `formats`, or nothing
 */
export async function formatsOutput(
	markdown: string | null,
	sessionId: string,
	{ formats, defang }: AnswerExtras,
): Promise<GraphEntity> {
	if (formats.length === 0 || markdown === null) return {};
	// The Markdown library is large, and most executions want no formats.
	const { formatAnswer } = await import('../markdown/formatAnswer');
	const formatted = formatAnswer({ markdown, sessionId }, { formats, defang });
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
