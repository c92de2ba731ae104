import { strict as assert } from 'node:assert';

import { scripts } from '../../emulator';
import { exampleWorkflow, withParameter } from '../n8n/workflows';
import { FIRST_SESSION, sessionLink } from '../payloads';
import type { Fixture } from '../fixture/Fixture';
import { addAnsweredSession, assertNothingRefused } from './expectations';

const QUESTION = 'What happened in Sentinel incident 815?';

/**
 * An AI Agent whose model asks Security Copilot, then reads a session, and answers with what it got. The model is a
 * script; the agent, its tools and everything behind them are real.
 */
export async function run(fixture: Fixture): Promise<void> {
	const { emulator, receivers } = fixture;
	const { chatModel } = receivers;
	emulator.graph.scriptEvaluations(QUESTION, scripts.immediate('Kim took 1,240 files.'));
	addAnsweredSession(emulator, FIRST_SESSION, 'And the device?', 'It is clean.');
	chatModel.script(
		() => ({ tool: 'Ask_Security_Copilot', arguments: { question: QUESTION } }),
		() => ({ tool: 'Read_a_session', arguments: { session: `See ${sessionLink(FIRST_SESSION)}.` } }),
		({ messages }) => ({
			answer: `So: ${messages.at(-1)?.content.includes('It is clean.') ? 'clean' : 'unknown'}`,
		}),
	);
	// A public chat has an address; the example's own is open to users of n8n only.
	const example = await exampleWorkflow('ai-agent-tool');
	const workflow = await fixture.deploy(withParameter(example, 'When chat message received', 'public', true));

	const chat = { action: 'sendMessage', sessionId: 'a-chat', chatInput: 'What about 815?' };
	const answer = await workflow.call(chat);
	assertNothingRefused(receivers);
	assert.equal(answer.status, 200, answer.body);
	assert.deepEqual(JSON.parse(answer.body), { output: 'So: clean' });

	const [first, second] = chatModel.requests;
	const tools = first?.tools?.map(({ function: { name, parameters } }) => [
		name,
		Object.keys(parameters.properties ?? {}),
	]);
	tools?.sort();
	assert.deepEqual(tools, [
		['Ask_Security_Copilot', ['question']],
		['Read_a_session', ['session']],
	]);
	assert.match(second?.messages.at(-1)?.content ?? '', /Kim took 1,240 files\./);
	assert.equal(emulator.graph.costs.length, 1);
}
