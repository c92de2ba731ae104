import { strict as assert } from 'node:assert';

import { scripts } from '../../emulator';
import { WEBHOOK_SECRET } from '../n8n/exampleCredentials';
import type { Run } from '../n8n/runData';
import { exampleWorkflow, withParameter } from '../n8n/workflows';
import { defenderCases, FIRST_SESSION, sentinelCases } from '../payloads';
import type { Stage } from '../stage/Stage';
import { addAnsweredSession } from './expectations';

const SECRET = { [WEBHOOK_SECRET.name]: WEBHOOK_SECRET.value };

/**
 * What docs/incidents.md warns of, done wrong on purpose: it must still be as it says there, and the receivers must notice,
 * or the other scenarios would prove nothing.
 */
export async function run(stage: Stage): Promise<void> {
	const { emulator, receivers } = stage;
	const { slack, jira } = receivers;
	emulator.graph.scriptEvaluations(/Sentinel incident/, scripts.immediate('An answer.'));
	addAnsweredSession(emulator, FIRST_SESSION, 'What was copied?', 'Plans.');
	jira.addIssue({ labels: ['defender-88213'] });

	await runSentinel(stage, 'Post to Slack', 'blocksUi', '={{ $json.formats.slack.blocks }}');
	assert.deepEqual(slack.messages, []);
	assert.match(lastFaults(stage), /^0: is not known/, 'n8n does not spread a bare list of blocks any more.');

	await runSentinel(stage, 'Post to Slack', 'otherOptions', {});
	assert.match(lastFaults(stage), /utm_source=n8n|unfurl_links: is not false/);

	await runSentinel(stage, 'Create a Jira issue', 'summary', "={{ 'x'.repeat(256) }}");
	assert.match(lastFaults(stage), /^summary: has 256 characters/);

	await assertFullHistoryFails(stage);
	const before = receivers.refusals.length;
	const run = await runDefender(
		stage,
		"={{ JSON.parse($('Get the transcript').item.json.formats.jiraAdf) }}",
	);
	assert.match(run.data.resultData.error?.message ?? '', /must be a valid JSON/);
	await runDefender(stage, '={{ \'{"type":"doc","version":1,"content":[{"type":"mention"}]}\' }}');
	assert.equal(receivers.refusals.length, before + 1);
	assert.deepEqual(jira.comments, []);
}

/** `Remove Duplicates` does not forget its oldest key when its history is full. */
async function assertFullHistoryFails(stage: Stage): Promise<void> {
	const example = await exampleWorkflow('sentinel-incident-to-slack-and-jira');
	const workflow = await stage.deploy(
		withParameter(example, 'Drop redeliveries', 'options', { historySize: 1 }),
	);
	const [first, second] = [sentinelCases.created, sentinelCases.commentLink];
	assert.equal((await workflow.run(first.body, SECRET)).status, 'success');
	const { data } = await workflow.run(second.body, SECRET);
	assert.match(data.resultData.error?.message ?? '', /exceeds the maximum history size/);
}

async function runSentinel(stage: Stage, node: string, parameter: string, value: unknown): Promise<void> {
	const example = await exampleWorkflow('sentinel-incident-to-slack-and-jira');
	const workflow = await stage.deploy(withParameter(example, node, parameter, value));
	await workflow.run(sentinelCases.created.body, SECRET);
}

async function runDefender(stage: Stage, commentJson: string): Promise<Run> {
	const example = await exampleWorkflow('defender-incident-to-jira-comment');
	const workflow = await stage.deploy(withParameter(example, 'Comment on it', 'commentJson', commentJson));
	return await workflow.run(defenderCases.linked.body, SECRET);
}

const lastFaults = ({ receivers: { refusals } }: Stage): string => refusals.at(-1)?.faults.join('; ') ?? '';
