import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { scripts, type Emulator } from '../emulator';
import { MCP_TOKEN, WEBHOOK_SECRET } from './n8n/exampleCredentials';
import { exampleNames, exampleWorkflow, webhookPath } from './n8n/workflows';
import {
	defenderCases,
	FIRST_SESSION,
	pagerDutyCases,
	SENTINEL_ANSWER,
	SENTINEL_DATA,
	sentinelCases,
	sessionLink,
} from '../incidents';
import { arrivals } from './receivers/arrivals';
import type { ChatRequest, ChatTurn } from './receivers/chatModel/ChatModelReceiver';
import { N8nClient, OWNER } from './server/N8nClient';
import { addAnsweredSession } from './scenarios/expectations';
import { Harness } from './fixture/Harness';
import { Fixture } from './fixture/Fixture';

/** n8n's own. */
const USUAL_PORT = 5678;

/** Milliseconds. */
const WATCH_INTERVAL = 1_000;

const KEEP = '--keep';

type Say = (line: string) => void;

/**
 * `npm run n8n`: a real n8n editor with the package, a connected credential and the example workflows, until Ctrl-C.
 * The emulator stands in for Microsoft, the receivers for Slack, Jira, Teams and the rest; what they get is printed.
 * `npm run n8n -- --keep <folder>` keeps n8n's folder, with everything that was made in the editor, for the next time.
 */
async function main(): Promise<void> {
	const interruption = new AbortController();
	for (const name of ['SIGINT', 'SIGTERM'] as const) {
		process.on(name, () => interruption.abort(new Error('Interrupted.')));
	}
	const { signal } = interruption;
	const say: Say = (line) => console.log(line);
	const kept = keptFolder(process.argv.slice(2));
	say('Building and packing the package …');
	const harness = await Harness.prepare(signal, say);
	try {
		const userFolder = await harness.makeUserFolder(kept);
		const fixture = await Fixture.open(harness, signal);
		try {
			say('Starting n8n: half a minute …');
			const server = await fixture.startN8n({ userFolder, environment: {}, preferredPort: USUAL_PORT });
			const n8n = await N8nClient.setUp(server.url, signal);
			answerLikeCopilot(fixture);
			say('Connecting accounts and importing the examples …');
			await importExamples(fixture, n8n);
			const bodies = await writeBodies(join(userFolder, 'deliveries'));
			say(instructions(server.url, fixture.emulator, bodies, kept));
			await Promise.race([once(signal, 'abort'), watch(fixture, n8n, say)]);
		} finally {
			await fixture.close();
		}
	} finally {
		await harness.close();
	}
	say(kept ? `Kept in ${kept}: n8n. The emulator's sessions are gone.` : 'Everything is gone.');
}

/** @throws Error for an option that does not exist */
function keptFolder([option, folder, ...more]: string[]): string | undefined {
	if (option === undefined) return undefined;
	if (option !== KEEP || !folder || more.length > 0)
		throw new Error(`Usage: npm run n8n -- [${KEEP} <folder>]`);
	return resolve(folder);
}

function answerLikeCopilot(fixture: Fixture): void {
	const { graph } = fixture.emulator;
	graph.switches.evaluationTimeScale = 0.2;
	graph.scriptEvaluations(/incident/i, scripts.answering(SENTINEL_ANSWER));
	graph.scriptEvaluations(/one JSON object/, scripts.answering(SENTINEL_DATA));
	addAnsweredSession(fixture.emulator, FIRST_SESSION, 'What was copied?', 'Plans and **prices**.');
	fixture.receivers.chatModel.usualTurn = chat;
}

/** A model without much in it: a link is read, anything else is asked, and what a tool returned is passed on. */
function chat({ messages }: ChatRequest): ChatTurn {
	const { role, content } = messages.at(-1) ?? { role: '', content: '' };
	if (role === 'tool') return { answer: content };
	const question = { toolParameters: { question: content }, hitlParameters: {} };
	return content.includes(sessionLink(''))
		? { tool: 'Read_a_session', arguments: { session: content } }
		: { tool: 'Ask_Security_Copilot', arguments: question };
}

/** Those that are not there yet. Those that start with a webhook are active; the others wait for a click. */
async function importExamples(fixture: Fixture, n8n: N8nClient): Promise<void> {
	const known = await n8n.workflowNames();
	for (const name of await exampleNames()) {
		// A kept n8n gets the new addresses of the stand-ins, too.
		const example = await fixture.withAccounts(await exampleWorkflow(name), n8n);
		if (known.has(example.name)) continue;
		const id = await n8n.createWorkflow(example);
		if (webhookPath(example) !== undefined) await n8n.activateWorkflow(id);
	}
}

/** What the sources send, as files for curl. @returns by the path of the webhook @throws Error for one without a body */
async function writeBodies(folder: string): Promise<Record<string, string>> {
	await mkdir(folder, { recursive: true });
	const bodies: Record<string, unknown> = {
		'sentinel-incident': sentinelCases.created.body,
		'defender-incident': defenderCases.linked.body,
		pagerduty: pagerDutyCases.note.body,
		'sentinel-entities': sentinelCases.created.body,
	};
	const paths = (await Promise.all((await exampleNames()).map(exampleWorkflow))).map(webhookPath);
	const missing = paths.find(
		(path) => path?.includes('/') && !(path.replace('security-copilot/', '') in bodies),
	);
	if (missing) throw new Error(`There is no delivery for the webhook ${missing}.`);
	const files: Record<string, string> = {};
	for (const [name, body] of Object.entries(bodies)) {
		const file = join(folder, `${name}.json`);
		await writeFile(file, JSON.stringify(body, null, '\t'));
		files[`security-copilot/${name}`] = file;
	}
	return files;
}

/** Prints what arrives and which executions end, one that had nothing to tell included. */
async function watch(fixture: Fixture, n8n: N8nClient, say: Say): Promise<never> {
	const announced = new Set<object>();
	const ended = new Set<string>();
	for (;;) {
		for (const [arrival, line] of arrivals(fixture.receivers)) {
			if (!announced.has(arrival)) say(line);
			announced.add(arrival);
		}
		const names = await n8n.workflowNames();
		for (const { id, workflowId, status, data } of (await n8n.latestRuns()).reverse()) {
			if (ended.has(id) || ['new', 'running', 'waiting'].includes(status)) continue;
			ended.add(id);
			const { lastNodeExecuted, error } = data.resultData;
			const place = lastNodeExecuted ? ` at "${lastNodeExecuted}"` : '';
			const name = [...names].find(([, known]) => known === workflowId)?.[0] ?? workflowId;
			say(`Execution ${id}, ${name}: ${status}${place}${error ? `: ${error.message}` : ''}`);
		}
		await sleep(WATCH_INTERVAL);
	}
}

function instructions(
	url: string,
	emulator: Emulator,
	bodies: Record<string, string>,
	kept?: string,
): string {
	const { graphApiBaseUrl, authorityHost, tenantId, clientId, clientSecret, user } = emulator;
	const header = `-H '${WEBHOOK_SECRET.name}: ${WEBHOOK_SECRET.value}' -H 'content-type: application/json'`;
	const deliveries = Object.entries(bodies).map(
		([path, file]) => `curl ${url}/webhook/${path} ${header} -d '@${file}'`,
	);
	return `
n8n                        ${url}/home/workflows
  e-mail                   ${OWNER.email}
  password                 ${OWNER.password}

For a credential of your own, the emulator stands in for Microsoft:
  Graph Endpoint           ${graphApiBaseUrl}
  Authority Host           ${authorityHost}
  Directory (Tenant) ID    ${tenantId}
  Client ID                ${clientId}
  Client Secret            ${clientSecret}
  user                     ${user.username}
  password                 ${user.password}

Deliveries to the examples. A second one of the same incident is not told again; change "name" and the number in the
file for another incident:
${deliveries.join('\n')}

The other examples start in the editor: by a click, or in the chat of the AI Agent, whose question is approved by a
link that is printed here. MCP clients: ${url}/mcp/security-copilot, bearer token ${MCP_TOKEN}

What Slack, Jira, Teams, Sentinel, Defender, the archive and the mail server get is shown here.
Ctrl-C ends everything. ${
		kept
			? `n8n's folder stays in ${kept}; start with ${KEEP} again to go on.`
			: `What you made in the editor is lost then; npm run n8n -- ${KEEP} <folder> keeps it.`
	}
`;
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
