import { strict as assert } from 'node:assert';
import { randomUUID } from 'node:crypto';

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

import { MCP_TOKEN } from '../n8n/exampleCredentials';
import { exampleWorkflow, withParameter } from '../n8n/workflows';
import { FIRST_SESSION, sessionLink } from '../../incidents';
import { until } from '../process/until';
import type { Fixture } from '../fixture/Fixture';
import { addAnsweredSession } from './expectations';
import { answeringAfter } from './sentinel';

const QUESTION = 'What happened in Sentinel incident 815?';

/** Seconds in the example: 40. */
const TIMEOUT = 4;

/** Milliseconds: within the second call. */
const ANSWER_AFTER = 6_000;

/**
 * The official client against n8n's MCP Server Trigger: tools with names that clients take, an error in the model's
 * words, and a long question that takes two calls and one payment.
 */
export async function run(fixture: Fixture): Promise<void> {
	const { graph } = fixture.emulator;
	graph.scriptEvaluations(QUESTION, answeringAfter(ANSWER_AFTER));
	addAnsweredSession(fixture.emulator, FIRST_SESSION, 'And the device?', 'It is clean.');
	const example = await exampleWorkflow('mcp-server');
	const options = { timeout: TIMEOUT, onNoAnswer: 'returnState' };
	const { path } = await fixture.deploy(withParameter(example, 'Ask Security Copilot', 'options', options));
	const n8n = await fixture.server();
	const client = await until(
		'n8n knows the MCP server',
		async () => await connect(`${n8n.rest.url}/mcp/${path}`),
	);
	try {
		const { tools } = await client.listTools();
		assert.deepEqual(tools.map(({ name }) => name).sort(), [
			'Ask_Security_Copilot',
			'List_sessions',
			'Read_a_session',
		]);

		const read = await call(client, 'Read_a_session', { session: `See ${sessionLink(FIRST_SESSION)}.` });
		assert.match(read.text, /It is clean\./);
		const wrong = await call(client, 'Read_a_session', { session: 'the one of yesterday' });
		assert.ok(wrong.isError);
		assert.match(wrong.text, /session/i);
		assert.deepEqual(graph.costs, []);

		const first = await call(client, 'Ask_Security_Copilot', { question: QUESTION });
		assert.match(first.text, /"state":"(?:running|created)"/);
		const second = await call(client, 'Ask_Security_Copilot', { question: QUESTION });
		assert.match(second.text, /An answer\./);
		assert.equal(graph.costs.length, 1);
	} finally {
		await client.close();
	}
}

async function connect(url: string): Promise<Client | undefined> {
	const client = new Client({ name: `end-to-end tests ${randomUUID()}`, version: '1.0.0' });
	const headers = { authorization: `Bearer ${MCP_TOKEN}` };
	const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } });
	return await client.connect(transport).then(
		() => client,
		() => undefined,
	);
}

async function call(client: Client, name: string, args: Record<string, unknown>) {
	const { content, isError = false } = await client.callTool({ name, arguments: args });
	const [part] = content as { type: string; text: string }[];
	return { text: part?.text ?? '', isError };
}
