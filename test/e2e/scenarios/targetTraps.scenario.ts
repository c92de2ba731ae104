import { strict as assert } from 'node:assert';

import { scripts } from '../../emulator';
import { withParameter } from '../n8n/workflows';
import type { Fixture } from '../fixture/Fixture';
import { newIncident, SECRET, sentinelExample } from './sentinel';

/**
 * What docs/incidents.md warns of, done wrong on purpose: it must still be as it says there, and the receivers must notice,
 * or the other scenarios would prove nothing.
 */
export async function run(fixture: Fixture): Promise<void> {
	fixture.emulator.graph.scriptEvaluations(/Sentinel incident/, scripts.immediate('An answer.'));
	const answer = "$('Ask Security Copilot').item.json";

	assert.match(
		await faultsOf(fixture, 'Post to Slack', 'blocksUi', `={{ ${answer}.formats.slack.blocks }}`),
		/^0: is not known/,
		'n8n does not spread a bare list of blocks any more.',
	);
	assert.match(
		await faultsOf(fixture, 'Post to Slack', 'otherOptions', {}),
		/utm_source=n8n|unfurl_links: is not false/,
	);
	assert.match(
		await faultsOf(fixture, 'Create a Jira issue', 'summary', "={{ 'x'.repeat(256) }}"),
		/^summary: has 256 characters/,
	);
	const withoutTags =
		'={{ JSON.stringify({ etag: $json.etag, properties: { ...$json.properties, labels: [] } }) }}';
	assert.match(await faultsOf(fixture, 'Tag the incident', 'jsonBody', withoutTags), /exfiltration is lost/);
	const posts = fixture.receivers.slack.messages.filter(({ blocks }) => blocks);
	assert.equal(posts.length, 1, 'Slack took what it would not.');
}

/** What the receivers find wrong when one parameter of the example is another. */
async function faultsOf(fixture: Fixture, node: string, parameter: string, value: unknown): Promise<string> {
	const workflow = await fixture.deploy(withParameter(await sentinelExample(), node, parameter, value));
	const { body } = newIncident(900 + fixture.emulator.graph.costs.length);
	await workflow.run(body, SECRET);
	await workflow.stop();
	return fixture.receivers.refusals.at(-1)?.faults.join('; ') ?? '';
}
