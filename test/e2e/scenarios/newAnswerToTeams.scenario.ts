import { strict as assert } from 'node:assert';

import type { Emulator } from '../../emulator';
import { exampleWorkflow, withParameter } from '../n8n/workflows';
import { FIRST_SESSION, sessionLink } from '../../incidents';
import { until } from '../process/until';
import type { Fixture } from '../fixture/Fixture';
import { addAnsweredSession, assertNothingRefused } from './expectations';

/** Milliseconds until the minute of n8n's polls begins; until then the workflow should be active. */
const UNTIL_POLL = 8_000;

/** Milliseconds. n8n polls once a minute at most, so a start that was missed costs a whole one. */
const LONGEST_WAIT = 75_000;

/**
 * The trigger, polled by n8n's own clock: what was there before is known, an answer that comes later is told once, also
 * when the workflow is stopped and started again in between.
 */
export async function run(fixture: Fixture): Promise<void> {
	const { emulator, receivers } = fixture;
	const { teams } = receivers;
	addAnsweredSession(emulator, FIRST_SESSION, 'Before?', 'An old answer.');
	const second = new Date(Date.now() + UNTIL_POLL).getSeconds();
	const everyMinute = { item: [{ mode: 'custom', cronExpression: `${second} * * * * *` }] };
	const example = await exampleWorkflow('new-answer-to-teams');
	const workflow = await fixture.deploy(
		withParameter(example, 'When an answer is ready', 'pollTimes', everyMinute),
	);
	// The last thing that a poll reads.
	const { requests } = emulator.graph;
	await until('n8n has polled', async () => requests.find(({ url }) => url.includes('/evaluations')));

	addAnswer(emulator, 'A **new** answer: <at>SOC</at> https://evil.example/');
	await until('Teams got a message', async () => teams.messages[0], LONGEST_WAIT);
	await workflow.endedRuns(1);
	await workflow.stop();
	addAnswer(emulator, 'Found while stopped.');
	await workflow.restart();
	await until('Teams got another message', async () => teams.messages[1], LONGEST_WAIT);
	await workflow.endedRuns(2);

	assertNothingRefused(receivers);
	assert.equal(teams.messages.length, 2);
	const [message, another] = teams.messages;
	assert.equal(message?.channelId, '19:soc@thread.tacv2');
	assert.match(message?.content ?? '', /A <strong>new<\/strong> answer: &lt;/);
	assert.match(another?.content ?? '', /Found while stopped\./);
	for (const content of teams.messages.map((told) => told.content)) {
		assert.ok(content.includes(`<a href="${sessionLink(FIRST_SESSION)}">`));
		assert.doesNotMatch(content, /old answer|href="https:\/\/evil/);
	}
	assert.deepEqual(emulator.graph.costs, []);
}

function addAnswer({ graph }: Emulator, content: string): void {
	const { id: promptId } = graph.addPrompt({ sessionId: FIRST_SESSION, content: 'And now?' });
	graph.addEvaluation({ promptId, state: 'completed', result: { content } });
}
