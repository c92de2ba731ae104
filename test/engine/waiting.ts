import type { EvaluationScript, RecordedRequest } from '../emulator';
import { jsonOf, type NodeParameters } from './harness';
import { withDetails, type ItemOutput } from './harness/incident';
import type { Stage } from './harness/Stage';

/** Asks the question in a new session and waits. */
export const ask = (options: object = {}): NodeParameters =>
	({ resource: 'session', operation: 'ask', prompt: 'the question', options }) as NodeParameters;

/** Settings of a node that hands failures on as items. */
export const continuing = { onError: 'continueRegularOutput' as const };

/** The path of a poll. */
export const POLL = /\/evaluations\/[^/]+$/;

export const polls = (stage: Stage): RecordedRequest[] =>
	stage.requests(({ method, url }) => method === 'GET' && POLL.test(url));

/** What comes out when the evaluation follows a script. */
export async function outcomeOf(
	stage: Stage,
	script: EvaluationScript,
	options: object = {},
): Promise<ItemOutput> {
	stage.graph.scriptEvaluations('the question', script);
	const run = await stage.run(ask(options), {}, continuing);
	expect(jsonOf(run)).toHaveLength(1);
	return withDetails(jsonOf(run)[0]);
}

/** Nothing that was asked for once is ever asked for again. */
export function expectOnePaid(stage: Stage, outcome: ItemOutput): void {
	expect(stage.graph.costs).toHaveLength(1);
	expect(outcome.evaluationId).toBe(stage.graph.costs[0]?.evaluationId);
	expect(stage.made()).toEqual({ sessions: 1, prompts: 1, evaluations: 1 });
}

export const success = { type: 'success', content: 'Yes.' };
