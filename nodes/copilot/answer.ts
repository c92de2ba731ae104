import type { GraphEntity } from '../graph/entity';
import { identificationOf, type Identification } from '../graph/identification';
import type { EvaluationKey } from '../graph/paths';
import { outcomeOf, type EvaluationOutcome } from './evaluation';
import type { NoAnswerReason } from './failures';

/** What is handed on about one question. */
export interface Answer extends EvaluationKey {
	state: string;
	resultType: string | null;
	/** Markdown; null when there is none. */
	answer: string | null;
	createdDateTime: string | null;
	completedDateTime: string | null;
	/** Whether the answer, or the evaluation that was waited for, was there before. Then nothing was paid. */
	reused: boolean;
	/** Why there is no answer. */
	noAnswerReason?: NoAnswerReason;
	/** What a failed evaluation says. */
	noAnswerDetail?: string;
	/** Of the answer of Graph that the evaluation came in. */
	identification?: Identification;
}

/** Shapes an evaluation for the workflow. @param reused whether it was there before */
export function toAnswer(key: EvaluationKey, evaluation: GraphEntity, reused: boolean): Answer {
	const standing = outcomeOf(evaluation);
	const identification = identificationOf(evaluation);
	return {
		workspaceId: key.workspaceId,
		sessionId: key.sessionId,
		promptId: key.promptId,
		evaluationId: key.evaluationId,
		state: standing.state,
		resultType: 'resultType' in standing ? standing.resultType : null,
		answer: standing.kind === 'answered' ? standing.answer : null,
		createdDateTime: dateOf(evaluation.createdDateTime),
		completedDateTime: dateOf(evaluation.completedDateTime),
		reused,
		...noAnswer(standing),
		...(identification && { identification }),
	};
}

function noAnswer(standing: EvaluationOutcome): Pick<Answer, 'noAnswerReason' | 'noAnswerDetail'> {
	if (standing.kind === 'answered') return {};
	if (standing.kind === 'running') return { noAnswerReason: 'timeout' };
	return { noAnswerReason: standing.reason, ...(standing.detail && { noAnswerDetail: standing.detail }) };
}

/** Graph's "not yet" is a date in the year 1. */
function dateOf(value: unknown): string | null {
	return typeof value === 'string' && !value.startsWith('0001-') ? value : null;
}
