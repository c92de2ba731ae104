import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';

import { scripts } from '../../emulator';
import { exampleWorkflow } from '../n8n/workflows';
import { givenCases, otherBodies, sentinelCases, sentinelIncident, sessionLink } from '../payloads';
import { WEBHOOK_SECRET } from '../n8n/exampleCredentials';
import type { Fixture } from '../fixture/Fixture';
import { assertNothingRefused, sessionsOf } from './expectations';

const SECRET = { [WEBHOOK_SECRET.name]: WEBHOOK_SECRET.value };

const ANSWER = `## Incident 815: mass download

**kim@fabrikam.com** took files from \`203.0.113.9\`, see [the report](https://reports.example/r/815).

1. Disable the account.
2. Keep the device.`;

/**
 * Every shape of a Sentinel incident: asked once, told once in Slack and Jira; what comes again or is no incident costs
 * nothing and tells nothing.
 */
export async function run(fixture: Fixture): Promise<void> {
	const { emulator, receivers } = fixture;
	const { slack, jira } = receivers;
	emulator.graph.scriptEvaluations(/^Summarize Microsoft Sentinel incident /, scripts.immediate(ANSWER));
	const workflow = await fixture.deploy(await exampleWorkflow('sentinel-incident-to-slack-and-jira'));
	const told = () => [emulator.graph.costs.length, slack.messages.length, jira.issues.length];

	const { created, commentLink, wrapped, twoSessions, forwarded } = sentinelCases;
	assert.equal((await workflow.call(created.body)).status, 403, 'Anybody could spend compute units.');

	const answer = await workflow.call(created.body, SECRET);
	assert.equal(answer.status, 200);
	assert.deepEqual(JSON.parse(answer.body), { message: 'Workflow was started' });
	await workflow.endedRuns(1);
	assertNothingRefused(receivers);
	assert.deepEqual(told(), [1, 1, 1]);
	const session = sessionsOf(emulator).find(({ displayName }) => displayName?.includes(created.incidentKey));
	assert.ok(session, 'No session has the key of the incident in its name.');
	assertTold(fixture, sessionLink(session.id));

	const requests = emulator.graph.requests.length;
	await workflow.run(created.body, SECRET);
	assert.deepEqual(told(), [1, 1, 1], 'A redelivery was told or paid for again.');
	assert.equal(emulator.graph.requests.length, requests, 'A redelivery reached Security Copilot.');
	const changed = sentinelIncident({ name: created.incidentKey, number: 815, delivery: 'another-delivery' });
	await workflow.run(changed, SECRET);
	assert.deepEqual(told(), [1, 1, 1], 'A change of the incident was told or paid for again.');

	// One incident in all its shapes.
	for (const { body } of [forwarded, commentLink, wrapped, twoSessions]) await workflow.run(body, SECRET);
	assert.deepEqual(told(), [2, 2, 2]);
	const concurrency = sentinelIncident({
		name: '2b3c4d5e-6f70-4182-9a3b-4c5d6e7f8091',
		number: '817',
		delivery: 'x',
	});
	const runs = (await workflow.runs()).length;
	await Promise.all([1, 2, 3].map(async () => await workflow.call(concurrency, SECRET)));
	await workflow.endedRuns(runs + 3);
	assert.deepEqual(told(), [3, 3, 3], 'Three deliveries at once were told or paid for more than once.');

	for (const body of otherBodies) await workflow.run(body, SECRET);
	assert.deepEqual(told(), [3, 3, 3], 'Something that is no incident was asked about.');

	const given = (await givenCases()).filter(({ source }) => source === 'sentinel');
	for (const { body } of given) await workflow.run(body, SECRET);
	const keys = new Set(given.map(({ incidentKey }) => incidentKey));
	assert.deepEqual(told(), Array(3).fill(3 + keys.size));
	const names = sessionsOf(emulator).map(({ displayName }) => displayName);
	for (const key of keys) assert.ok(names.some((name) => name?.includes(key)));
	assertNothingRefused(receivers);
}

function assertTold({ receivers: { slack, jira } }: Fixture, link: string): void {
	const [message] = slack.messages;
	const blocks = message?.blocks?.map(({ text }) => text.text).join('\n') ?? '';
	assert.equal(message?.channel, '#soc-incidents');
	assert.match(blocks, /\*Incident 815: mass download\*/);
	assert.match(
		blocks,
		/<https:\/\/securitycopilot\.microsoft\.com\/sessions\/[\da-f-]{36}\|Open in Security Copilot>$/,
	);
	assert.ok(blocks.includes(link), 'Slack got a link to another session.');
	assert.match(message?.text ?? '', /^Incident 815: mass download/);

	const [issue] = jira.issues;
	assert.equal(issue?.summary, 'Sentinel incident 815: Mass download by a leaving employee');
	assert.deepEqual(issue?.labels, ['security-copilot', 'sentinel-815']);
	assert.match(issue?.description ?? '', /^h2\. Incident 815/);
	assert.ok(issue?.description?.includes(link), 'Jira got a link to another session.');
	const sha256 = createHash('sha256').update(ANSWER).digest('hex');
	assert.ok(issue?.description?.includes(`"answerSha256": "${sha256}"`), 'Jira got other evidence.');
	// The option Defang.
	for (const text of [blocks, issue?.description ?? '']) assert.doesNotMatch(text, /203\.0\.113\.9/);
}
