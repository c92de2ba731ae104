import type { GraphEntity } from '../graph/entity';
import { sessionPath, type SessionKey } from '../graph/paths';
import { byCreation } from '../graph/timestamp';
import type { Copilot } from './Copilot';
import { listEvaluations } from './evaluate';
import { outcomeOf, toAnswer, type Answer } from './evaluation';
import { idOf } from './ids';
import { listPrompts } from './prompts';

/** A prompt with what became of it. */
export interface TranscriptTurn {
	prompt: GraphEntity;
	/** Oldest first; only the latest unless all are wanted. */
	evaluations: GraphEntity[];
}

export interface Transcript {
	session: GraphEntity;
	/** In the order in which they were asked. */
	turns: TranscriptTurn[];
}

/**
 * Reads a session with its prompts and their evaluations. Session and prompts are asked for at the same time, then
 * the evaluations of all prompts, so that the reads can travel together.
 *
 * @param every whether to return every evaluation of a prompt instead of the latest
 * @throws what the client throws
 */
export async function readTranscript(copilot: Copilot, key: SessionKey, every: boolean): Promise<Transcript> {
	const [session, prompts] = await Promise.all([
		copilot.graph.get(sessionPath(key)),
		listPrompts(copilot, key),
	]);
	// Graph promises no order.
	const turns = await Promise.all(
		prompts.sort(byCreation).map(async (prompt) => {
			const evaluations = await listEvaluations(copilot, { ...key, promptId: idOf(prompt) });
			evaluations.sort(byCreation);
			return { prompt, evaluations: every ? evaluations : evaluations.slice(-1) };
		}),
	);
	return { session, turns };
}

/** Every evaluation of a transcript as an answer, in order. */
export function transcriptAnswers(key: SessionKey, { turns }: Transcript): Answer[] {
	return turns.flatMap(({ prompt, evaluations }) =>
		evaluations.map((evaluation) =>
			toAnswer({ ...key, promptId: idOf(prompt), evaluationId: idOf(evaluation) }, evaluation, true),
		),
	);
}

/**
 * A transcript that a person can read and paste. The texts are Markdown already and stay as they are; prompts are
 * quoted, so that they can be told from the answers.
 */
export function transcriptMarkdown({ session, turns }: Transcript): string {
	const name = String(session.displayName ?? '').replace(/\s+/g, ' ');
	const sections = turns.map(({ prompt, evaluations }) => {
		const lines = String(prompt.content ?? '')
			.trim()
			.split(/\r\n|\r|\n/);
		const question = lines.map((line) => `> ${line}`).join('\n');
		const answers = evaluations.length > 0 ? evaluations.map(evaluationMarkdown) : ['*Not evaluated yet.*'];
		return [question, ...answers].join('\n\n');
	});
	return `${[`# ${name.trim() || 'Untitled session'}`, ...sections].join('\n\n---\n\n')}\n`;
}

function evaluationMarkdown(evaluation: GraphEntity): string {
	// One evaluation that is not as it should be must not hide the others.
	const { state, resultType, answer, noAnswerReason, noAnswerDetail } = outcomeOf({
		...evaluation,
		state: evaluation.state || 'unknown',
	});
	if (answer !== null) return answer.trim();
	if (noAnswerReason === 'timeout') return `*No answer yet (${state}).*`;
	if (noAnswerReason === 'noResult' && resultType !== null) return '*An empty answer.*';
	const why = [state, resultType].filter(Boolean).join(', ');
	return [`*No answer (${why}).*`, noAnswerDetail?.trim()].filter(Boolean).join('\n\n');
}
