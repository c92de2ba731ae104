import { strict as assert } from 'node:assert';

import { scripts } from '../../emulator';
import { sentinelCases } from '../../incidents';
import type { Fixture } from '../fixture/Fixture';
import { assertNothingRefused } from './expectations';
import { newIncident, SECRET, sentinelExample, told } from './sentinel';

/**
 * No compute units are left; Jira is down; Slack is down; Azure is down. Somebody is told each time, and the next delivery
 * tells what is missing without a second payment.
 */
export async function run(fixture: Fixture): Promise<void> {
	const { emulator, receivers } = fixture;
	const { slack, jira, azure } = receivers;
	emulator.graph.scriptEvaluations(/incident 815:/, [
		{ state: 'completed', result: { type: 'capacityExceeded' } },
	]);
	emulator.graph.scriptEvaluations(/incident 8[3-9]\d:/, scripts.immediate('An answer.'));
	const workflow = await fixture.deploy(await sentinelExample());

	await workflow.run(sentinelCases.created.body, SECRET);
	assertNothingRefused(receivers);
	assert.deepEqual(jira.issues, []);
	assert.equal(slack.messages.length, 1);
	assert.match(
		slack.messages[0]?.text ?? '',
		/^Sentinel incident 815: no answer \(capacityExceeded\) in https:/,
	);

	const first = newIncident(830);
	jira.fails = true;
	await workflow.run(first.body, SECRET);
	assert.match(slack.messages[1]?.text ?? '', /^Sentinel incident 830: /);
	assert.equal(jira.created, 1, 'An issue that may exist already was created again.');
	jira.fails = false;
	await workflow.run(first.body, SECRET);
	assert.deepEqual(told(fixture, first.name), { paid: 1, slack: 1, jira: 1, comments: 1 });

	const second = newIncident(840);
	slack.fails = true;
	await workflow.run(second.body, SECRET);
	assert.deepEqual(told(fixture, second.name), { paid: 1, slack: 0, jira: 1, comments: 0 });
	slack.fails = false;
	await workflow.run(second.body, SECRET);
	assert.deepEqual(told(fixture, second.name), { paid: 1, slack: 1, jira: 1, comments: 1 });

	const third = newIncident(850);
	azure.fails = true;
	await workflow.run(third.body, SECRET);
	assert.deepEqual(told(fixture, third.name), { paid: 1, slack: 1, jira: 1, comments: 0 });
	azure.fails = false;
	await workflow.run(third.body, SECRET);
	assert.deepEqual(told(fixture, third.name), { paid: 1, slack: 2, jira: 1, comments: 1 });
	assertNothingRefused(receivers);
}
