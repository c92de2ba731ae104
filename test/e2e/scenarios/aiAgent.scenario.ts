import { strict as assert } from 'node:assert';

import { scripts } from '../../emulator';
import { exampleWorkflow, withParameter } from '../n8n/workflows';
import { FIRST_SESSION, sessionLink } from '../../incidents';
import type { Fixture } from '../fixture/Fixture';
import { approvalRequest, press } from './approval';
import { addAnsweredSession, assertNothingRefused } from './expectations';

const QUESTION = 'What happened in <Sentinel> incident 815?';

/**
 * An AI Agent reads a session without asking anybody. A question waits for a person: declined, the model is told so;
 * approved, it is paid once, also when the button is pressed twice. The model is a script; all else is real.
 */
export async function run(fixture: Fixture): Promise<void> {
	const { emulator, receivers } = fixture;
	const { chatModel, slack } = receivers;
	emulator.graph.scriptEvaluations(/incident 815/, scripts.immediate('Kim took 1,240 files.'));
	addAnsweredSession(emulator, FIRST_SESSION, 'And the device?', 'It is clean.');
	// n8n puts the arguments of a reviewed tool one level down.
	const toolArguments = { toolParameters: { question: QUESTION }, hitlParameters: {} };
	const ask = () => ({ tool: 'Ask_Security_Copilot', arguments: toolArguments });
	chatModel.script(
		() => ({ tool: 'Read_a_session', arguments: { session: `See ${sessionLink(FIRST_SESSION)}.` } }),
		ask,
		ask,
		() => ({ tool: 'Read_a_session', arguments: { session: 'the one of yesterday' } }),
		() => ({ answer: 'So it was Kim.' }),
	);
	// A public chat has an address; the example's own is open to users of n8n only.
	const example = await exampleWorkflow('ai-agent-tool');
	const workflow = await fixture.deploy(withParameter(example, 'When chat message received', 'public', true));

	void workflow
		.call({ action: 'sendMessage', sessionId: 'a-chat', chatInput: 'What about 815?' })
		.catch(() => {});
	const declined = await approvalRequest(slack, 1);
	assert.match(JSON.stringify(declined?.blocks), /What happened in {2}Sentinel {2}incident 815\?/);
	await press(declined, 'Do not ask');
	const approved = await approvalRequest(slack, 2);
	assert.deepEqual(emulator.graph.costs, [], 'It was paid for before anybody approved.');
	await press(approved, 'Ask');
	await press(approved, 'Ask');
	const [run] = await workflow.endedRuns(1);
	assertNothingRefused(receivers);
	assert.equal(run?.status, 'success');
	assert.equal(emulator.graph.costs.length, 1);

	const [first] = chatModel.requests;
	const tools = first?.tools?.map(({ function: { name, parameters } }) => [
		name,
		Object.keys(parameters.properties ?? {}),
	]);
	tools?.sort();
	assert.deepEqual(tools, [
		['Ask_Security_Copilot', ['toolParameters', 'hitlParameters']],
		['Read_a_session', ['session']],
	]);
	const results = chatModel.requests.map(({ messages }) => messages.at(-1)?.content ?? '').slice(1);
	assert.match(results[0] ?? '', /It is clean\./);
	assert.match(results[1] ?? '', /reject|declin/i);
	assert.match(results[2] ?? '', /Kim took 1,240 files\./);
	assert.match(results[3] ?? '', /is not a link to a Security Copilot session/);
	assert.deepEqual(namesIn(results[0]), ['id', 'displayName', 'markdown']);
	assert.deepEqual(namesIn(results[2]), ['answer', 'sessionId', 'webUrl']);
}

/** The names of what a tool gave the model. */
function namesIn(result = '[]'): string[] {
	const [item = {}] = JSON.parse(result) as Record<string, unknown>[];
	return Object.keys(item);
}
