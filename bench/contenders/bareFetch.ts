import { setTimeout as wait } from 'node:timers/promises';
import type { Contender } from './contender';

/** Enough that the latency is no bound: this is to be a floor. */
const AT_ONCE = 256;

/** The floor: Node's fetch in a loop, no engine, no items; waits as `Retry-After` says. */
export const bareFetch: Contender = async ({ graphApiBaseUrl, accessToken, sessionIds }) => {
	const root = `${graphApiBaseUrl}/beta/security/securityCopilot/workspaces/default/sessions`;
	const queue = sessionIds.values();
	let delivered = 0;
	const worker = async () => {
		for (const sessionId of queue) {
			for (;;) {
				const response = await fetch(`${root}/${sessionId}`, {
					headers: { authorization: `Bearer ${accessToken}` },
				});
				const session = (await response.json()) as { createdDateTime?: string };
				if (session.createdDateTime !== undefined) delivered += 1;
				if (response.status !== 429) break;
				await wait(Number(response.headers.get('retry-after')) * 1_000);
			}
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, worker));
	return delivered;
};
