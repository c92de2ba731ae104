import { strict as assert } from 'node:assert';

import { documentedSession } from '../../documented';
import type { Emulator } from '../../emulator';
import type { Session } from '../../emulator/graph/store';
import { outputOf, type Run } from '../n8n/runData';
import { nodeOfType, type Workflow } from '../n8n/workflows';
import type { Receivers } from '../receivers/Receivers';

const SESSION_NODE = 'n8n-nodes-security-copilot.securityCopilotSession';

/** Of a run of the example `get-session`: the session to the last property, and what the node behind it made of it. */
export function assertGotSession(run: Run, workflow: Workflow): void {
	assert.deepEqual(outputOf(run, nodeOfType(workflow, SESSION_NODE).name), [documentedSession]);
	const summary = `${documentedSession.displayName}, created ${documentedSession.createdDateTime}`;
	const { name } = nodeOfType(workflow, 'n8n-nodes-base.set');
	assert.deepEqual(outputOf(run, name), [{ ...documentedSession, summary }]);
}

/** Everything that was sent has been taken: no receiver found a fault with it. */
export function assertNothingRefused({ refusals }: Receivers): void {
	assert.deepEqual(refusals, []);
}

/** All sessions of the emulator. */
export function sessionsOf({ graph }: Emulator): Session[] {
	return graph.store.allSessions();
}

/** Puts a session there with a prompt that has been answered; nothing is paid for. @returns the prompt's ID */
export function addAnsweredSession({ graph }: Emulator, id: string, prompt: string, answer: string): string {
	graph.addSession({ id, displayName: `Session ${id.slice(0, 8)}` });
	const { id: promptId } = graph.addPrompt({ sessionId: id, content: prompt });
	graph.addEvaluation({ promptId, state: 'completed', result: { content: answer } });
	return promptId;
}
