import { strict as assert } from 'node:assert';

import { scripts } from '../../emulator';
import { WEBHOOK_SECRET } from '../n8n/exampleCredentials';
import { exampleWorkflow } from '../n8n/workflows';
import { sentinelCases } from '../payloads';
import type { Fixture } from '../fixture/Fixture';
import { assertNothingRefused } from './expectations';

/** No compute units are left, and then Jira refuses: Slack is told why, and nobody repeats anything. */
export async function run(fixture: Fixture): Promise<void> {
	const { emulator, receivers } = fixture;
	const { slack, jira } = receivers;
	emulator.graph.scriptEvaluations(/incident 815\./, [
		{ state: 'completed', result: { type: 'capacityExceeded' } },
	]);
	emulator.graph.scriptEvaluations(/incident 816\./, scripts.immediate('An answer.'));
	const workflow = await fixture.deploy(await exampleWorkflow('sentinel-incident-to-slack-and-jira'));
	const secret = { [WEBHOOK_SECRET.name]: WEBHOOK_SECRET.value };

	await workflow.run(sentinelCases.created.body, secret);
	assertNothingRefused(receivers);
	assert.deepEqual(jira.issues, []);
	assert.equal(slack.messages.length, 1);
	assert.match(slack.messages[0]?.text ?? '', /^Sentinel incident 815: .*compute units/);

	jira.fails = true;
	await workflow.run(sentinelCases.commentLink.body, secret);
	assert.deepEqual(jira.issues, []);
	const [answer, failure] = slack.messages.slice(1).sort((one) => (one.blocks ? -1 : 1));
	assert.match(answer?.blocks?.[0]?.text.text ?? '', /^An answer\./);
	assert.match(failure?.text ?? '', /^Sentinel incident 816: /);
	assert.equal(jira.created, 1, 'An issue that may exist already was created again.');
}
