import type { Contender } from './contender';
import { runOnEngine } from './engine';

/** The Security Copilot Session node as it comes. */
export const ours: Contender = async (assignment) =>
	await runOnEngine(
		assignment,
		{ type: 'n8n-nodes-security-copilot.securityCopilotSession', typeVersion: 1 },
		{ sessionId: { __rl: true, mode: 'id', value: '={{ $json.sessionId }}' } },
	);
