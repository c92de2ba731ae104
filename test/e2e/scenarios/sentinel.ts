import type { EvaluationScript } from '../../emulator';
import { WEBHOOK_SECRET } from '../n8n/exampleCredentials';
import { exampleWorkflow, withParameter, type Workflow } from '../n8n/workflows';
import { sentinelIncident } from '../../incidents';
import type { Fixture } from '../fixture/Fixture';

/** What the sender of an incident must know. */
export const SECRET = { [WEBHOOK_SECRET.name]: WEBHOOK_SECRET.value };

/** Seconds. The example's 30 are for a worker that sees an answer later than another; here all is faster. */
const WAIT = 3;

/** The example, in which a delivery waits less for another one of the same incident. */
export async function sentinelExample(): Promise<Workflow> {
	const example = await exampleWorkflow('sentinel-incident-to-slack-and-jira');
	const amount = `={{ $json.reused ? ${WAIT} : 0 }}`;
	return withParameter(example, 'Let another delivery finish', 'amount', amount);
}

/** How often an incident was paid for and told. @param name its key */
export function told({ emulator, receivers }: Fixture, name: string) {
	const { slack, jira, azure } = receivers;
	const sessions = emulator.graph.store
		.allSessions()
		.filter(({ displayName }) => displayName?.includes(name));
	const ids = sessions.map(({ id }) => id);
	const links = (text: string) => ids.some((id) => text.includes(id));
	return {
		paid: emulator.graph.costs.filter(({ sessionId }) => ids.includes(sessionId)).length,
		slack: slack.messages.filter(({ blocks }) => links(JSON.stringify(blocks ?? []))).length,
		jira: jira.issues.filter(({ labels }) => labels.includes(`sentinel-${name}`)).length,
		comments: azure.comments(name).length,
	};
}

/** An incident that nobody has seen before. */
export function newIncident(number: number): { name: string; body: Record<string, unknown> } {
	const name = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
	return { name, body: sentinelIncident({ name, number, delivery: `delivery-${number}` }) };
}

/** @param milliseconds of emulator time */
export function answeringAfter(milliseconds: number): EvaluationScript {
	return [
		{ state: 'created' },
		{ after: milliseconds, state: 'completed', result: { content: 'An answer.' } },
	];
}
