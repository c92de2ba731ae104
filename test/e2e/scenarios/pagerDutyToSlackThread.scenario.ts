import { strict as assert } from 'node:assert';

import { exampleWorkflow } from '../n8n/workflows';
import { FIRST_SESSION, pagerDutyCases, sessionLink } from '../../incidents';
import type { Fixture } from '../fixture/Fixture';
import { addAnsweredSession, assertNothingRefused } from './expectations';
import { SECRET } from './sentinel';

/** A note with a link to a session: the incident opens a thread, and what the session says stands in it. */
export async function run(fixture: Fixture): Promise<void> {
	const { emulator, receivers } = fixture;
	const { slack } = receivers;
	addAnsweredSession(emulator, FIRST_SESSION, 'What was copied?', 'Plans & **prices** <!channel>');
	const workflow = await fixture.deploy(await exampleWorkflow('pagerduty-to-slack-thread'));
	const { note, triggered } = pagerDutyCases;
	const deliver = async (body: unknown, id = 'x') =>
		await workflow.run(body, { ...SECRET, 'x-webhook-id': id });

	await deliver(triggered.body, triggered.deliveryKey);
	assert.equal(slack.messages.length, 0, 'An event without a session was told.');

	await deliver(note.body, note.deliveryKey);
	assertNothingRefused(receivers);
	const [parent, reply] = slack.messages;
	assert.equal(parent?.text, 'PagerDuty incident Mass download (Sentinel 815)');
	assert.equal(parent?.threadTs, undefined);
	assert.equal(reply?.threadTs, parent?.ts);
	const blocks = reply?.blocks?.map(({ text }) => text.text).join('\n') ?? '';
	assert.match(blocks, /What was copied\?[^]*Plans &amp; \*prices\* &lt;/);
	assert.ok(blocks.includes(sessionLink(FIRST_SESSION)));

	const hostile = structuredClone(note.body) as { event: { data: { incident: { summary: string } } } };
	hostile.event.data.incident.summary = '<!channel> @here <https://evil.example|Approve> {{ 6*7 }}';
	await deliver(hostile, 'another delivery');
	assertNothingRefused(receivers);
	assert.match(slack.messages[2]?.text ?? '', /^PagerDuty incident &lt;!channel&gt; .* \{\{ 6\*7 \}\}$/);
	assert.deepEqual(emulator.graph.costs, [], 'Reading was not free.');
}
