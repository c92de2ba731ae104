import { strict as assert } from 'node:assert';

import { WEBHOOK_SECRET } from '../n8n/exampleCredentials';
import { exampleWorkflow } from '../n8n/workflows';
import { linksOf, nodesOf, type AdfNode } from '../../unit/markdown/atlassian';
import {
	defenderCases,
	FIRST_SESSION,
	givenCases,
	otherBodies,
	SECOND_SESSION,
	sessionLink,
} from '../payloads';
import type { DeployedWorkflow } from '../server/DeployedWorkflow';
import type { Fixture } from '../fixture/Fixture';
import { addAnsweredSession, assertNothingRefused } from './expectations';

const SECRET = { [WEBHOOK_SECRET.name]: WEBHOOK_SECRET.value };

/**
 * Defender incidents: the session that one links to becomes a comment of its Jira issue, once. One without a session ends
 * quietly, one with two ends with an error that names both.
 */
export async function run(fixture: Fixture): Promise<void> {
	const { emulator, receivers } = fixture;
	const { jira } = receivers;
	const promptId = addAnsweredSession(
		emulator,
		FIRST_SESSION,
		'What was copied?',
		'**1,240 files**, see below.',
	);
	addAnsweredSession(emulator, SECOND_SESSION, 'And the device?', 'It is clean.');
	jira.addIssue({ labels: ['defender-88213'] });
	const issueKey = jira.addIssue({ labels: ['defender-88213'] });
	const workflow = await fixture.deploy(await exampleWorkflow('defender-incident-to-jira-comment'));
	const { linked, merged, twoSessions } = defenderCases;

	const run = await workflow.run(linked.body, SECRET);
	assert.equal(run.status, 'success');
	assertNothingRefused(receivers);
	assert.deepEqual(
		jira.comments.map((comment) => comment.issueKey),
		[issueKey],
	);
	const document = jira.comments[0]?.body as AdfNode;
	const words = nodesOf(document).map(({ text = '' }) => text);
	assert.ok(words.includes('What was copied?') && words.includes('1,240 files'), words.join('|'));
	assert.deepEqual(linksOf(document), [sessionLink(FIRST_SESSION)]);

	await workflow.run(linked.body, SECRET);
	const changed = { ...(linked.body as object), lastUpdateDateTime: '2026-10-02T08:50:00Z' };
	await workflow.run(changed, SECRET);
	assert.equal(jira.comments.length, 1, 'What had been told was told again.');
	const result = { content: 'The device, too.' };
	emulator.graph.addEvaluation({ promptId, state: 'completed', result });
	await workflow.run({ ...changed, lastUpdateDateTime: '2026-10-02T08:55:00Z' }, SECRET);
	assert.equal(jira.comments.length, 2, 'What was new was not told.');

	const quiet = await workflow.run(merged.body, SECRET);
	assert.equal(quiet.status, 'success');
	assert.ok(quiet.data.resultData.runData['No session yet']);
	const failed = await workflow.run(twoSessions.body, SECRET);
	assert.equal(failed.status, 'error');
	for (const sessionId of twoSessions.sessionIds) {
		assert.ok(
			failed.data.resultData.error?.message.includes(sessionId),
			failed.data.resultData.error?.message,
		);
	}
	for (const body of otherBodies) await workflow.run(body, SECRET);
	assert.equal(jira.comments.length, 2);
	await checkGivenCases(fixture, workflow);
	assertNothingRefused(receivers);
	assert.deepEqual(emulator.graph.costs, [], 'Reading was not free.');
}

async function checkGivenCases(
	{ emulator, receivers: { jira } }: Fixture,
	workflow: DeployedWorkflow,
): Promise<void> {
	for (const { name, source, body, incidentKey, sessionIds } of await givenCases()) {
		if (source !== 'defender') continue;
		for (const id of sessionIds) addAnsweredSession(emulator, id, 'What happened?', 'Nothing.');
		const issueKey = jira.addIssue({ labels: [`defender-${incidentKey}`] });
		await workflow.run(body, SECRET);
		const comments = jira.comments.filter((comment) => comment.issueKey === issueKey);
		assert.equal(comments.length, sessionIds.length, name);
	}
}
