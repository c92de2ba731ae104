import type { IDataObject } from 'n8n-workflow';
import type { Answer } from '../copilot/evaluation';
import {
	AnswerDataError,
	NoAnswerError,
	OutcomeUnknownError,
	PartialResultError,
	type KnownIds,
} from '../copilot/failures';
import { sessionWebUrl } from '../text/sessionLink';
import { turnOutput } from './answerOutput';

/** What exists although an item failed. */
export interface PartialResult {
	ids: KnownIds;
	answers: readonly Answer[];
	/** What may or may not have been created. */
	outcomeUnknown?: string;
	state?: string;
	resultType?: string;
	/** An answer that does not fit what was asked for. */
	answer?: string | null;
	dataProblem?: string;
}

/** What exists in spite of a failure; undefined where the failure names nothing. */
export function partialResultOf(failure: unknown): PartialResult | undefined {
	if (failure instanceof PartialResultError) {
		const { ids, answers, cause } = failure;
		if (cause instanceof AnswerDataError) {
			return { ids, answers, answer: answers.at(-1)?.answer, dataProblem: cause.problem };
		}
		return { ...partialResultOf(cause), ids, answers };
	}
	if (failure instanceof NoAnswerError) {
		const { ids, state, reason } = failure;
		const resultType = typeof reason === 'object' ? reason.resultType : undefined;
		return { ids, answers: [], state, ...(resultType !== undefined && { resultType }) };
	}
	if (failure instanceof OutcomeUnknownError) return { ids: {}, answers: [], outcomeUnknown: failure.what };
	return undefined;
}

/** Fields for the output of a failed item, named as in the output of one that did not fail. */
export function partialResultOutput({ ids, answers, ...rest }: PartialResult): IDataObject {
	const known = Object.entries(ids).filter(([, id]) => id !== undefined);
	return {
		...Object.fromEntries(known),
		...(ids.sessionId !== undefined && { webUrl: sessionWebUrl(ids.sessionId) }),
		...rest,
		...(answers.length > 0 && { turns: answers.map(turnOutput) as IDataObject[] }),
	};
}

/** The IDs of the answers that an item had got before it failed, in one sentence each; empty when there are none. */
export function partialResultText({ answers }: PartialResult): string {
	return answers
		.map(({ promptId, evaluationId }, index) => {
			return `Before this, answer ${index + 1} arrived: prompt ${promptId}, evaluation ${evaluationId}.`;
		})
		.join(' ');
}
