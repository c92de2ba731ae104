import type { INodeExecutionData, NodeApiError, NodeOperationError } from 'n8n-workflow';
import { CancelledWithPartialResultError } from '../copilot/failures';
import type { CancelledError } from '../graph/time';
import type { Remains } from './remains';

export type ShownError = NodeApiError | NodeOperationError;

/** An item without output. */
export interface FailedOutcome {
	error: ShownError;
	/** What exists all the same. */
	remains?: Remains;
	/** It did not fail: the execution was cancelled, or nothing more was to begin. */
	cancelled?: CancelledError;
}

/** What became of one input item: output items, or why there are none. */
export type Outcome = { items: INodeExecutionData[] } | FailedOutcome;

/**
 * Throws the failure that ended the execution, the one of the first item where several failed. n8n drops the output of
 * the other items then, so the failure names the answers that were paid for, and the evaluations that may go on.
 */
export function throwWhatEnds(outcomes: Array<Outcome | undefined>, continues: boolean): void {
	const unsuccessful = outcomes.filter(
		(outcome): outcome is FailedOutcome => outcome !== undefined && 'error' in outcome,
	);
	const failed = continues ? undefined : unsuccessful.find(({ cancelled }) => !cancelled);
	const ending = failed ?? unsuccessful.find(mayRun) ?? unsuccessful.find(({ cancelled }) => cancelled);
	if (!ending) return;
	const { error, cancelled } = ending;
	const others = outcomes.map((outcome) => (outcome === ending ? undefined : outcome));
	error.description = [error.description, runningText(others), paidText(others)].filter(Boolean).join(' ');
	// n8n calls a cancelled execution failed unless the name of what the node throws says otherwise.
	// Source: n8n-core, `workflow-execute.js` (`processSuccessExecution`).
	if (cancelled) error.name = cancelled.name;
	throw error;
}

function mayRun({ cancelled }: FailedOutcome): boolean {
	return cancelled instanceof CancelledWithPartialResultError && cancelled.evaluationMayRun;
}

/** More would not be read by anybody. */
const MOST_NAMED = 20;

/** All of them are named: nobody else knows them, and no more than were worked on at once. */
function runningText(outcomes: Array<Outcome | undefined>): string {
	const running = outcomes.flatMap((outcome, itemIndex) => {
		if (!outcome || !('error' in outcome) || !mayRun(outcome)) return [];
		const { sessionId, promptId, evaluationId } = outcome.remains?.ids ?? {};
		const evaluation = evaluationId === undefined ? '' : `, evaluation ${evaluationId}`;
		return [`item ${itemIndex}: session ${sessionId}, prompt ${promptId}${evaluation}`];
	});
	return running.length === 0 ? '' : `Other evaluations that may be running: ${running.join('; ')}.`;
}

function paidText(outcomes: Array<Outcome | undefined>): string {
	const paid = outcomes.flatMap((outcome, itemIndex) => {
		const { json } = (outcome && 'items' in outcome && outcome.items[0]) || {};
		return json?.evaluationId && json.reused === false
			? [
					`item ${itemIndex}: session ${json.sessionId}, prompt ${json.promptId}, evaluation ${json.evaluationId}`,
				]
			: [];
	});
	if (paid.length === 0) return '';
	const more = paid.length > MOST_NAMED ? ` and ${paid.length - MOST_NAMED} more` : '';
	return `Other items have their answers, which can be read with Get: ${paid.slice(0, MOST_NAMED).join('; ')}${more}.`;
}
