import type { EvaluationScript, RecordedRequest } from '../emulator';
import { jsonOf, type NodeParameters } from './harness';
import { withDetails, type ItemOutput } from './harness/incident';
import { CONTINUING } from './harness/outcomes';
import type { Fixture } from './harness/Fixture';

/** Asks the question in a new session and waits. */
export const ask = (options: object = {}): NodeParameters =>
	({ resource: 'session', operation: 'ask', prompt: 'the question', options }) as NodeParameters;

/** The path of a poll. */
export const POLL = /\/evaluations\/[^/]+$/;

export const polls = (fixture: Fixture): RecordedRequest[] =>
	fixture.requests(({ method, url }) => method === 'GET' && POLL.test(url));

/** What comes out when the evaluation follows a script. */
export async function outcomeOf(
	fixture: Fixture,
	script: EvaluationScript,
	options: object = {},
): Promise<ItemOutput> {
	fixture.graph.scriptEvaluations('the question', script);
	const run = await fixture.run(ask(options), { settings: CONTINUING });
	expect(jsonOf(run)).toHaveLength(1);
	return withDetails(jsonOf(run)[0]);
}

/** Nothing that was asked for once is ever asked for again. */
export function expectOnePaid(fixture: Fixture, outcome: ItemOutput): void {
	expect(fixture.graph.costs).toHaveLength(1);
	expect(outcome.evaluationId).toBe(fixture.graph.costs[0]?.evaluationId);
	expect(fixture.made()).toEqual({ sessions: 1, prompts: 1, evaluations: 1 });
}

export const success = { type: 'success', content: 'Yes.' };
