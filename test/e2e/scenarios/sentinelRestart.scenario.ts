import { strict as assert } from 'node:assert';

import { N8nClient } from '../server/N8nClient';
import { until } from '../process/until';
import type { Fixture } from '../fixture/Fixture';
import { answeringAfter, newIncident, SECRET, sentinelExample, told } from './sentinel';

/** Milliseconds; n8n has to be gone before. */
const ANSWER_AFTER = 15_000;
const LIMIT = 90_000;

/**
 * n8n crashes, and then is shut down, while it waits for answers that have been paid for. The source sends the same
 * deliveries again: all are told, none is paid for twice.
 */
export async function run(fixture: Fixture): Promise<void> {
	const { graph } = fixture.emulator;
	graph.scriptEvaluations(/^Summarize Microsoft Sentinel incident /, answeringAfter(ANSWER_AFTER));
	const userFolder = await fixture.makeUserFolder();
	// A shutdown that gives up on executions after a second.
	const environment = { N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '1' };
	const server = await fixture.startN8n({ userFolder, environment });
	const client = await N8nClient.setUp(server.url, fixture.signal);
	const workflow = await fixture.deploy(await sentinelExample(), client);

	let paid = 0;
	for (const end of [async () => await server.kill(), async () => await server.stop()]) {
		const incidents = [1, 2, 3, 4, 5].map((number) => newIncident(2_000 + 10 * paid + number));
		const deliver = async () =>
			await Promise.all(incidents.map(async ({ body }) => await workflow.call(body, SECRET)));
		await deliver();
		paid += incidents.length;
		await until('all have been paid for', async () => graph.costs.length === paid || undefined);
		await end();
		for (const { name } of incidents)
			assert.equal(told(fixture, name).slack, 0, 'It was told before the end.');

		await server.start(fixture.signal);
		await deliver();
		for (const { name } of incidents) {
			await until(`${name} was told`, async () => told(fixture, name).comments === 1 || undefined, LIMIT);
			assert.deepEqual(told(fixture, name), { paid: 1, slack: 1, jira: 1, comments: 1 });
		}
	}
	assert.equal(graph.costs.length, paid);
}
