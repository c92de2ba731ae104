import { strict as assert } from 'node:assert';

import { scripts } from '../../emulator';
import type { Fixture } from '../fixture/Fixture';
import { assertNothingRefused } from './expectations';
import { newIncident, SECRET, sentinelExample, told } from './sentinel';

/** COLD_START_ROUNDS sets another number. */
const ROUNDS = Number(process.env['COLD_START_ROUNDS'] ?? 3);

/** Five different incidents at the same moment are the first that a new workflow gets: all are paid for once and told. */
export async function run(fixture: Fixture): Promise<void> {
	const { graph } = fixture.emulator;
	graph.scriptEvaluations(/^Summarize Microsoft Sentinel incident /, scripts.immediate('An answer.'));
	for (let round = 1; round <= ROUNDS; round++) {
		const workflow = await fixture.deploy(await sentinelExample());
		const incidents = [1, 2, 3, 4, 5].map((number) => newIncident(1_000 + 10 * round + number));
		await Promise.all(incidents.map(async ({ body }) => await workflow.call(body, SECRET)));
		await workflow.endedRuns(incidents.length);
		for (const { name } of incidents) {
			assert.deepEqual(told(fixture, name), { paid: 1, slack: 1, jira: 1, comments: 1 }, `Round ${round}`);
		}
		await workflow.stop();
	}
	assertNothingRefused(fixture.receivers);
}
