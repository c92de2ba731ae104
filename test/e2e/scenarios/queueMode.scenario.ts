import { strict as assert } from 'node:assert';

import { startRedis } from '../process/redis';
import { until } from '../process/until';
import { N8nClient } from '../server/N8nClient';
import type { Fixture } from '../fixture/Fixture';
import { answeringAfter, newIncident, SECRET, sentinelExample, told } from './sentinel';

const INCIDENTS = 30;

/** Milliseconds. */
const ANSWER_AFTER = 3_000;
const LIMIT = 120_000;

/**
 * n8n's queue mode: a main process and two workers on real Redis. 30 incidents come twice at the same moment, one worker
 * is killed meanwhile, and the source sends all of them again: each is paid for exactly once and told at least once.
 *
 * The database is SQLite, which the processes of one machine can share; n8n supports PostgreSQL only.
 */
export async function run(fixture: Fixture): Promise<void> {
	const redis = await startRedis();
	try {
		await runOn(fixture, redis.port);
	} finally {
		await redis.stop();
	}
}

async function runOn(fixture: Fixture, redisPort: number): Promise<void> {
	const { graph } = fixture.emulator;
	graph.scriptEvaluations(/^Summarize Microsoft Sentinel incident /, answeringAfter(ANSWER_AFTER));
	const environment = {
		EXECUTIONS_MODE: 'queue',
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redisPort),
	};
	const userFolder = await fixture.makeUserFolder();
	const main = await fixture.startN8n({ userFolder, environment });
	const client = await N8nClient.setUp(main.url, fixture.signal);
	const startWorker = async () => await fixture.startN8n({ userFolder, environment, command: 'worker' });
	const [worker] = await Promise.all([startWorker(), startWorker()]);
	const workflow = await fixture.deploy(await sentinelExample(), client);

	const incidents = Array.from({ length: INCIDENTS }, (_none, index) => newIncident(3_000 + index));
	const deliver = async (bodies: unknown[]) =>
		await Promise.all(bodies.map(async (body) => await workflow.call(body, SECRET)));
	const bodies = incidents.map(({ body }) => body);
	await deliver([...bodies, ...bodies]);
	await until(
		'some have been told',
		async () => fixture.receivers.slack.messages.length >= 5 || undefined,
		LIMIT,
	);
	await worker?.kill();
	await deliver(bodies);

	for (const { name } of incidents) {
		const { comments } = await until(
			`${name} was told`,
			async () => {
				const now = told(fixture, name);
				return now.comments > 0 ? now : undefined;
			},
			LIMIT,
		);
		assert.equal(comments, 1);
	}
	for (const { name } of incidents) {
		const { paid, slack, jira } = told(fixture, name);
		assert.equal(paid, 1, `${name} was paid for ${paid} times.`);
		assert.ok(slack >= 1 && jira >= 1, `${name} was not told.`);
	}
}
