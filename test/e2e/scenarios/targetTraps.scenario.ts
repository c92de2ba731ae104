import { strict as assert } from 'node:assert';

import { scripts } from '../../emulator';
import { WEBHOOK_SECRET } from '../n8n/exampleCredentials';
import type { Run } from '../n8n/runData';
import { exampleWorkflow, withParameter } from '../n8n/workflows';
import { defenderCases, FIRST_SESSION, sentinelCases } from '../payloads';
import type { Fixture } from '../fixture/Fixture';
import { addAnsweredSession } from './expectations';

const SECRET = { [WEBHOOK_SECRET.name]: WEBHOOK_SECRET.value };

/**
 * What docs/incidents.md warns of, done wrong on purpose: it must still be as it says there, and the receivers must notice,
 * or the other scenarios would prove nothing.
 */
export async function run(fixture: Fixture): Promise<void> {
	const { emulator, receivers } = fixture;
	const { slack, jira } = receivers;
	emulator.graph.scriptEvaluations(/Sentinel incident/, scripts.immediate('An answer.'));
	addAnsweredSession(emulator, FIRST_SESSION, 'What was copied?', 'Plans.');
	jira.addIssue({ labels: ['defender-88213'] });

	await runSentinel(fixture, 'Post to Slack', 'blocksUi', '={{ $json.formats.slack.blocks }}');
	assert.deepEqual(slack.messages, []);
	assert.match(
		lastFaults(fixture),
		/^0: is not known/,
		'n8n does not spread a bare list of blocks any more.',
	);

	await runSentinel(fixture, 'Post to Slack', 'otherOptions', {});
	assert.match(lastFaults(fixture), /utm_source=n8n|unfurl_links: is not false/);

	await runSentinel(fixture, 'Create a Jira issue', 'summary', "={{ 'x'.repeat(256) }}");
	assert.match(lastFaults(fixture), /^summary: has 256 characters/);

	await assertFullHistoryFails(fixture);
	const before = receivers.refusals.length;
	const run = await runDefender(
		fixture,
		"={{ JSON.parse($('Get the transcript').item.json.formats.jiraAdf) }}",
	);
	assert.match(run.data.resultData.error?.message ?? '', /must be a valid JSON/);
	await runDefender(fixture, '={{ \'{"type":"doc","version":1,"content":[{"type":"mention"}]}\' }}');
	assert.equal(receivers.refusals.length, before + 1);
	assert.deepEqual(jira.comments, []);
}

/** `Remove Duplicates` does not forget its oldest key when its history is full. */
async function assertFullHistoryFails(fixture: Fixture): Promise<void> {
	const example = await exampleWorkflow('sentinel-incident-to-slack-and-jira');
	const workflow = await fixture.deploy(
		withParameter(example, 'Drop redeliveries', 'options', { historySize: 1 }),
	);
	const [first, second] = [sentinelCases.created, sentinelCases.commentLink];
	assert.equal((await workflow.run(first.body, SECRET)).status, 'success');
	const { data } = await workflow.run(second.body, SECRET);
	assert.match(data.resultData.error?.message ?? '', /exceeds the maximum history size/);
}

async function runSentinel(fixture: Fixture, node: string, parameter: string, value: unknown): Promise<void> {
	const example = await exampleWorkflow('sentinel-incident-to-slack-and-jira');
	const workflow = await fixture.deploy(withParameter(example, node, parameter, value));
	await workflow.run(sentinelCases.created.body, SECRET);
}

async function runDefender(fixture: Fixture, commentJson: string): Promise<Run> {
	const example = await exampleWorkflow('defender-incident-to-jira-comment');
	const workflow = await fixture.deploy(withParameter(example, 'Comment on it', 'commentJson', commentJson));
	return await workflow.run(defenderCases.linked.body, SECRET);
}

const lastFaults = ({ receivers: { refusals } }: Fixture): string => refusals.at(-1)?.faults.join('; ') ?? '';
