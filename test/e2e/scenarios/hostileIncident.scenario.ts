import { strict as assert } from 'node:assert';

import { scripts, type Cost } from '../../emulator';
import { linksOf, parseWiki } from '../../unit/markdown/atlassian';
import { HOSTILE_ANSWER, sentinelCases, sessionLink, SHARING_SECRET } from '../../incidents';
import { slackLinks } from '../receivers/slack/slackFaults';
import type { Fixture } from '../fixture/Fixture';
import { assertNothingRefused } from './expectations';
import { SECRET, sentinelExample } from './sentinel';

/**
 * An incident full of what attackers write, and an answer that quotes all of it, 40,000 characters long: it arrives in
 * Slack and Jira, and does nothing there. What must not arrive is what the receivers refuse.
 */
export async function run(fixture: Fixture): Promise<void> {
	const { emulator, receivers } = fixture;
	const { slack, jira, azure } = receivers;
	const answer = JSON.stringify({ verdict: 'malicious', severity: 'high', summary: HOSTILE_ANSWER });
	emulator.graph.scriptEvaluations(/incident 666:/, scripts.immediate(answer));
	const workflow = await fixture.deploy(await sentinelExample());

	const { body, incidentKey } = sentinelCases.hostile;
	await workflow.run(body, SECRET);
	assertNothingRefused(receivers);
	const [message] = slack.messages;
	const [issue] = jira.issues;
	const [comment] = azure.comments(incidentKey);
	assert.ok(message && issue && comment, 'Slack, Jira or the incident got nothing.');

	// Taken as text, not run.
	assert.ok(issue.summary.includes('{{ $env.N8N_ENCRYPTION_KEY }} ={{ 6*7 }}'), issue.summary);
	assert.doesNotMatch(issue.summary, /[\p{Cc}\p{Cf}]/u);
	const arrived = JSON.stringify([slack.messages, jira.issues, comment]);
	for (const word of ['javascript:', 'vbscript:', 'data:text', SHARING_SECRET]) {
		assert.ok(!arrived.includes(word), `${word} was passed on.`);
	}
	// With indicators defanged, nothing but the incident and the portal of Security Copilot can be clicked.
	const links = [
		...[...comment.message.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href),
		...[message.text, ...(message.blocks ?? []).map(({ text }) => text.text)].flatMap(slackLinks),
		...linksOf(parseWiki(issue.description ?? '')),
	];
	const [{ sessionId }] = emulator.graph.costs as [Cost];
	assert.ok(links.includes(sessionLink(sessionId)));
	const hosts = new Set(links.map((link) => new URL(link).host));
	assert.deepEqual(hosts, new Set(['securitycopilot.microsoft.com', 'portal.azure.com']));
	for (const text of [message.blocks?.at(-1)?.text.text ?? '', issue.description ?? '']) {
		assert.match(text, /shortened\. Full session: .*securitycopilot\.microsoft\.com\/sessions\/[\da-f-]{36}/);
	}

	// The prompt, the name of the session and every address are free of what attackers write.
	const [prompt] = emulator.graph.costs.map(({ promptId }) => promptOf(fixture, promptId));
	assert.match(prompt ?? '', /^Summarize Microsoft Sentinel incident 666: /);
	const sent = emulator.graph.requests.map(({ url, body }) => `${url} ${JSON.stringify(body)}`).join('\n');
	assert.doesNotMatch(sent, /evil\.example|channel|N8N_ENCRYPTION_KEY/);
}

function promptOf({ emulator }: Fixture, promptId: string): string | null | undefined {
	return emulator.graph.store
		.allSessions()
		.flatMap(({ prompts }) => prompts)
		.find(({ id }) => id === promptId)?.content;
}
