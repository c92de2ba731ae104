import { EvaluationPoller } from '../../../nodes/copilot/EvaluationPoller';
import { outcomeOf as evaluationOutcome } from '../../../nodes/copilot/evaluation';
import { idOf } from '../../../nodes/copilot/sessions';
import { evaluationsPath, promptsPath } from '../../../nodes/graph/paths';
import { CancelledError } from '../../../nodes/graph/time';
import { ASSUMPTIONS } from '../assumptions';
import type { Check } from '../check';
import { memberName } from '../names';
import { outcomeOf } from './outcome';
import { propertiesOf } from './sessions';
import { secondsSince, sessionToAskIn } from './writing';

/** As long as the nodes wait where nobody says otherwise. */
const TIMEOUT_MS = 600_000;

/**
 * Creates one prompt and runs it once. Both are sent once: what is lost on the way is reported, not repeated, and the
 * evaluation is created only after its prompt could be read.
 */
export const ask: Check = {
	name: 'ask',
	question: 'Which states does an evaluation go through, and how does it end?',
	settles: [ASSUMPTIONS.states, ASSUMPTIONS.refusals, ASSUMPTIONS.replication, ASSUMPTIONS.listLag],
	async ask(tenant) {
		const { graph, time, signal, options, states } = tenant;
		const session = await sessionToAskIn(tenant);
		// The permission to write contains none to read, and what cannot be read is paid for all the same.
		await graph.firstPage(promptsPath(session));
		const prompt = await graph.create(promptsPath(session), { type: 'prompt', content: options.ask });
		const promptKey = { ...session, promptId: idOf(prompt) };
		const listed = await tenant.read(evaluationsPath(promptKey));

		states.length = 0;
		const startedMs = time.now();
		const evaluation = await graph.create(evaluationsPath(promptKey), {});
		if (typeof evaluation.state === 'string') states.push(evaluation.state);
		const key = { ...promptKey, evaluationId: idOf(evaluation) };
		const watched = { key, evaluation, ageMs: 0, timeoutMs: TIMEOUT_MS };
		const seen = await new EvaluationPoller(graph, time, signal)
			.untilEnded(watched)
			.catch((error: unknown) => {
				if (error instanceof CancelledError) return undefined;
				throw error;
			});
		if (!seen) return 'the evaluation was created, and goes on; nobody waited for its end';
		const standing = evaluationOutcome(seen.evaluation);
		const result = 'resultType' in standing ? standing.resultType : undefined;
		return [
			`prompt: ${propertiesOf(prompt)}`,
			`its list of evaluations right after: ${outcomeOf(listed)}`,
			`states: ${[...new Set(states)].map(memberName).join(', ')}`,
			`result: ${result === undefined ? 'none' : memberName(result)}`,
			`${standing.kind === 'running' ? 'still running' : 'ended'} after ${secondsSince(tenant, startedMs)} s`,
		].join('; ');
	},
};
