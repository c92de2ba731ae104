import { strict as assert } from 'node:assert';

import { scripts, type Cost } from '../../emulator';
import { exampleWorkflow } from '../n8n/workflows';
import { defenderCases, otherBodies, sessionLink } from '../../incidents';
import type { Fixture } from '../fixture/Fixture';
import { approvalRequest, press } from './approval';
import { assertNothingRefused } from './expectations';
import { SECRET } from './sentinel';

/**
 * A person approves before anything is paid. Declined: nothing. Approved: paid once, commented once, also when the button
 * is pressed again; an incident that has its comment asks nobody again.
 */
export async function run(fixture: Fixture): Promise<void> {
	const { emulator, receivers } = fixture;
	const { slack, defender } = receivers;
	emulator.graph.scriptEvaluations(/incident 88213\./, scripts.immediate('Plans went to **203.0.113.9**.'));
	const workflow = await fixture.deploy(await exampleWorkflow('defender-incident-with-approval'));
	const { merged, linked } = defenderCases;
	const hostile = {
		...(merged.body as object),
		displayName: '<!channel> @here https://evil.example &lt;!here&gt;',
	};

	await workflow.call(hostile, SECRET);
	const declined = await approvalRequest(slack, 1);
	assert.match(JSON.stringify(declined?.blocks), /Defender incident 88213/);
	assert.deepEqual(
		declined?.buttons?.map(({ label }) => label),
		['Do not ask', 'Ask'],
	);
	await press(declined, 'Do not ask');
	await workflow.endedRuns(1);
	assert.deepEqual([emulator.graph.costs, defender.comments], [[], []]);

	await workflow.call(linked.body, SECRET);
	const approved = await approvalRequest(slack, 2);
	assert.deepEqual(emulator.graph.costs, [], 'It was paid for before anybody approved.');
	await press(approved, 'Ask');
	await workflow.endedRuns(2);
	await press(approved, 'Ask');
	assertNothingRefused(receivers);
	const [cost] = emulator.graph.costs as Cost[];
	assert.equal(emulator.graph.costs.length, 1);
	const [comment, ...others] = defender.comments;
	assert.deepEqual(others, []);
	assert.equal(comment?.incidentId, '88213');
	assert.ok(comment?.comment.includes(sessionLink(cost?.sessionId ?? '')), comment?.comment);
	assert.match(comment?.comment ?? '', /Plans went to 203\[\.\]0\[\.\]113\[\.\]9/);

	await workflow.run(linked.body, SECRET);
	for (const body of otherBodies) await workflow.run(body, SECRET);
	assert.equal(slack.messages.length, 2, 'Somebody was asked again.');
	assertNothingRefused(receivers);
}
