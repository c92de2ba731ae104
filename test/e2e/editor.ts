import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { scripts, type Emulator } from '../emulator';
import { WEBHOOK_SECRET } from './n8n/exampleCredentials';
import { exampleNames, exampleWorkflow } from './n8n/workflows';
import { SENTINEL_ANSWER, sentinelCases } from './payloads';
import { arrivals } from './receivers/arrivals';
import type { Receivers } from './receivers/Receivers';
import { OWNER } from './server/N8nClient';
import { Harness } from './fixture/Harness';
import { Fixture } from './fixture/Fixture';

/** n8n's own. */
const USUAL_PORT = 5678;

/** Milliseconds. */
const WATCH_INTERVAL = 500;

/**
 * `npm run n8n`: a real n8n editor with the package, a connected credential and the example workflows, until Ctrl-C.
 * The emulator stands in for Microsoft, the receivers for Slack, Jira, Teams and the rest; what they get is printed.
 */
async function main(): Promise<void> {
	const interruption = new AbortController();
	for (const name of ['SIGINT', 'SIGTERM'] as const) {
		process.on(name, () => interruption.abort(new Error('Interrupted.')));
	}
	const { signal } = interruption;
	const say = (line: string) => console.log(line);
	const harness = await Harness.prepare(signal, say);
	try {
		const { server } = await harness.server(USUAL_PORT);
		const fixture = await Fixture.open(harness, signal);
		try {
			const sample = join(await harness.makeUserFolder(), 'sentinel-incident.json');
			await writeFile(sample, JSON.stringify(sentinelCases.created.body, null, '\t'));
			answerLikeCopilot(fixture.emulator);
			await importExamples(fixture);
			say(instructions(server.url, sample));
			const watch = setInterval(announceNew(fixture.receivers, say), WATCH_INTERVAL);
			await once(signal, 'abort').finally(() => clearInterval(watch));
		} finally {
			await fixture.close();
		}
	} finally {
		await harness.close();
	}
}

function answerLikeCopilot({ graph }: Emulator): void {
	graph.switches.evaluationTimeScale = 0.2;
	graph.scriptEvaluations(/Sentinel incident/, scripts.answering(SENTINEL_ANSWER));
}

/** Those that start with a webhook are active; the others wait for a click. */
async function importExamples(fixture: Fixture): Promise<void> {
	const n8n = await fixture.server();
	for (const name of await exampleNames()) {
		const example = await exampleWorkflow(name);
		const id = await n8n.createWorkflow(await fixture.withAccounts(example));
		if (example.nodes.some(({ type }) => type === 'n8n-nodes-base.webhook')) await n8n.activateWorkflow(id);
	}
}

function announceNew(receivers: Receivers, say: (line: string) => void): () => void {
	const announced = new Set<object>();
	return () => {
		for (const [arrival, line] of arrivals(receivers)) {
			if (!announced.has(arrival)) say(line);
			announced.add(arrival);
		}
	};
}

const instructions = (url: string, sample: string): string => `
n8n       ${url}
e-mail    ${OWNER.email}
password  ${OWNER.password}

An incident for the first example:
curl ${url}/webhook/security-copilot/sentinel-incident -H '${WEBHOOK_SECRET.name}: ${WEBHOOK_SECRET.value}' -H 'content-type: application/json' -d '@${sample}'

What Slack, Jira and Teams get is shown here. Ctrl-C ends everything.
`;

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
