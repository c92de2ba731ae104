import type { Answer } from '../copilot/evaluation';
import { evidenceOf } from '../copilot/evidence';
import type { GraphEntity } from '../graph/entity';
import { indicatorsIn } from '../text/indicators';
import type { AnswerExtras } from './fields/answerExtras';

/** What goes along with an answer on request, or with the Markdown of several. */
interface Subject {
	/** Null without an answer. */
	markdown: string | null;
	sessionId: string;
	answers: readonly Answer[];
	/** When they were read, milliseconds since the epoch. */
	readMs: number;
}

/** @returns `formats`, `indicators` and `evidence`, each where it is wanted */
export async function answerExtrasOutput(subject: Subject, extras: AnswerExtras): Promise<GraphEntity> {
	const { markdown, answers, readMs } = subject;
	const evidence = extras.includeEvidence ? answers.map((answer) => evidenceOf(answer, readMs)) : [];
	return {
		...(await formatsOutput(subject, extras)),
		...(extras.includeIndicators && { indicators: indicatorsIn(markdown ?? '') }),
		...(extras.includeEvidence && { evidence: evidence.length === 1 ? evidence[0] : evidence }),
	};
}

/** The answer in other forms. `formatAnswer` does not throw, so that no format costs the answer. */
async function formatsOutput(
	{ markdown, sessionId }: Subject,
	{ formats, defang }: AnswerExtras,
): Promise<GraphEntity> {
	if (formats.length === 0 || markdown === null) return {};
	// The Markdown library is large, and most executions want no formats.
	const { formatAnswer } = await import('../markdown/formatAnswer');
	const formatted = formatAnswer({ markdown, sessionId }, { formats, defang });
	return { formats: { ...formatted.formats, truncated: formatted.truncated } };
}
