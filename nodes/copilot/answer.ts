import type { GraphEntity } from '../graph/entity';
import { identificationOf, type Identification } from '../graph/identification';
import type { EvaluationKey } from '../graph/paths';
import { outcomeOf, type NoAnswerReason } from './evaluation';

/** An evaluation as a workflow gets it. */
export interface Answer extends EvaluationKey {
	/** The question, where it was asked here. */
	prompt?: string;
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
	/** The text of a failed evaluation. */
	noAnswerDetail?: string;
	/** Of the answer of Graph that held the evaluation. */
	identification?: Identification;
}

/** @param reused whether the evaluation was there before */
export function toAnswer(key: EvaluationKey, evaluation: GraphEntity, reused: boolean): Answer {
	const outcome = outcomeOf(evaluation);
	const identification = identificationOf(evaluation);
	return {
		...key,
		state: outcome.state,
		resultType: 'resultType' in outcome ? outcome.resultType : null,
		answer: outcome.kind === 'answered' ? outcome.answer : null,
		createdDateTime: dateOf(evaluation.createdDateTime),
		completedDateTime: dateOf(evaluation.completedDateTime),
		reused,
		...(outcome.kind === 'running' && { noAnswerReason: 'timeout' }),
		...(outcome.kind === 'noAnswer' && { noAnswerReason: outcome.reason }),
		...('detail' in outcome && { noAnswerDetail: outcome.detail }),
		...(identification && { identification }),
	};
}

/** Graph's "not yet" is a date in the year 1. */
function dateOf(value: unknown): string | null {
	return typeof value === 'string' && !value.startsWith('0001-') ? value : null;
}
