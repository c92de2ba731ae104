import { strict as assert } from 'node:assert';

import { outputOf, type Run } from '../n8n/runData';
import { nodeOfType, type Workflow } from '../n8n/workflows';

const SESSION_NODE = 'n8n-nodes-security-copilot.securityCopilotSession';

/** The session of the documented example (reference page "Get session"), which the emulator starts with. */
const SESSION = {
	id: 'ecdfb9b3-58f5-457f-a18c-4a477890b252',
	createdDateTime: '2025-10-22T20:10:54.4940649Z',
	lastModifiedDateTime: '2025-10-22T20:10:54.4940649Z',
	displayName: 'API: who am I',
};

/** Of a run of the example `get-session`: the session to the last property, and what the node behind it made of it. */
export function assertGotSession(run: Run, workflow: Workflow): void {
	assert.deepEqual(outputOf(run, nodeOfType(workflow, SESSION_NODE).name), [SESSION]);
	const summary = `${SESSION.displayName}, created ${SESSION.createdDateTime}`;
	const { name } = nodeOfType(workflow, 'n8n-nodes-base.set');
	assert.deepEqual(outputOf(run, name), [{ ...SESSION, summary }]);
}
