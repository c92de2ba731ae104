import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';

import { scripts } from '../../emulator';
import { otherBodies, sentinelCases, sentinelIncident, sessionLink } from '../../incidents';
import type { Fixture } from '../fixture/Fixture';
import { assertNothingRefused, sessionsOf } from './expectations';
import { SECRET, sentinelExample, told } from './sentinel';

const SUMMARY = `## Incident 815: mass download

**kim@fabrikam.com** took files from \`203.0.113.9\`, see [the report](https://reports.example/r/815).

1. Disable the account.
2. Keep the device.`;

const ANSWER = `Here it is:

\`\`\`json
${JSON.stringify({ verdict: 'Malicious', severity: 'High', summary: SUMMARY }, null, 2)}
\`\`\``;

/**
 * Every shape of a Sentinel incident: asked once, told once in Slack, Jira and the incident. What comes again is told by
 * nobody; what is no incident, or not severe, costs nothing.
 */
export async function run(fixture: Fixture): Promise<void> {
	const { emulator, receivers } = fixture;
	emulator.graph.scriptEvaluations(/^Summarize Microsoft Sentinel incident /, scripts.immediate(ANSWER));
	const workflow = await fixture.deploy(await sentinelExample());

	const { created, commentLink, wrapped, twoSessions, forwarded } = sentinelCases;
	assert.equal((await workflow.call(created.body)).status, 403, 'Anybody could spend compute units.');

	const answer = await workflow.call(created.body, SECRET);
	assert.equal(answer.status, 200);
	assert.deepEqual(JSON.parse(answer.body), { message: 'Workflow was started' });
	await workflow.endedRuns(1);
	assertNothingRefused(receivers);
	assert.deepEqual(told(fixture, created.incidentKey), { paid: 1, slack: 1, jira: 1, comments: 1 });
	assertTold(fixture, created.incidentKey);

	await workflow.run(created.body, SECRET);
	const changed = sentinelIncident({ name: created.incidentKey, number: 815, delivery: 'another-delivery' });
	await workflow.run(changed, SECRET);
	assert.deepEqual(told(fixture, created.incidentKey), { paid: 1, slack: 1, jira: 1, comments: 1 });

	// One incident in all its shapes, and three deliveries of one at once.
	const atOnce = { name: '2b3c4d5e-6f70-4182-9a3b-4c5d6e7f8091', number: '817', delivery: 'x' };
	const bodies = [forwarded, commentLink, wrapped, twoSessions].map(({ body }) => body);
	const runs = (await workflow.runs()).length;
	for (const body of bodies) await workflow.run(body, SECRET);
	await Promise.all([1, 2, 3].map(async () => await workflow.call(sentinelIncident(atOnce), SECRET)));
	await workflow.endedRuns(runs + 7);
	assert.deepEqual(told(fixture, commentLink.incidentKey), { paid: 1, slack: 1, jira: 1, comments: 1 });
	assert.deepEqual(told(fixture, atOnce.name), { paid: 1, slack: 1, jira: 1, comments: 1 });

	const paid = emulator.graph.costs.length;
	for (const body of otherBodies) await workflow.run(body, SECRET);
	const low = { name: '3c4d5e6f-7081-4293-8b4c-5d6e7f809102', number: 818, delivery: 'y', severity: 'Low' };
	await workflow.run(sentinelIncident(low), SECRET);
	assert.equal(emulator.graph.costs.length, paid, 'Something that should not be was asked about.');
	assertNothingRefused(receivers);
}

function assertTold({ emulator, receivers }: Fixture, incidentKey: string): void {
	const { slack, jira, azure } = receivers;
	const session = sessionsOf(emulator).find(({ displayName }) => displayName?.includes(incidentKey));
	assert.ok(session, 'No session has the key of the incident in its name.');
	const link = sessionLink(session.id);

	const [message] = slack.messages;
	const [first, ...blocks] = message?.blocks?.map(({ text }) => text.text) ?? [];
	assert.equal(message?.channel, '#soc-incidents');
	assert.match(
		first ?? '',
		/^\*Medium\* <https:\/\/portal\.azure\.com\/\S+\|Sentinel incident 815>, verdict \*malicious\*$/,
	);
	assert.match(blocks.join('\n'), /\*Incident 815: mass download\*/);
	assert.ok(blocks.at(-1)?.endsWith(`<${link}|Open in Security Copilot>`), blocks.at(-1));
	assert.match(message?.text ?? '', /^verdict: malicious/);

	const [issue] = jira.issues;
	assert.equal(issue?.summary, 'Sentinel incident 815: Mass download by a leaving employee');
	assert.deepEqual(issue?.labels, ['security-copilot', `sentinel-${incidentKey}`, 'verdict-malicious']);
	assert.equal(issue?.priority, '2');
	const description = issue?.description ?? '';
	assert.match(
		description,
		/^\[The incident in Microsoft Sentinel\|https:\/\/portal\.azure\.com\/\S+\]\n\n\*verdict:\* malicious\n\n\*severity:\* high\n\n\*summary:\*\n\nh2\. /,
	);
	assert.ok(description.includes(link), 'Jira got a link to another session.');
	const sha256 = createHash('sha256').update(ANSWER).digest('hex');
	assert.ok(description.includes(`"answerSha256": "${sha256}"`), 'Jira got other evidence.');

	const [comment] = azure.comments(incidentKey);
	assert.equal(comment?.id, session.id);
	assert.ok(comment?.message.includes(`href="${link}"`), comment?.message);
	assert.deepEqual(azure.labels(incidentKey), [
		'exfiltration',
		'security-copilot',
		'security-copilot-malicious',
	]);
	// The option Defang, and no JSON to read.
	for (const text of [...blocks, description, comment?.message])
		assert.doesNotMatch(text ?? '', /203\.0\.113\.9|"verdict"/);
}
