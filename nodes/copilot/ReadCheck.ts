import type { GraphClient } from '../graph/client';
import { sessionsPath } from '../graph/paths';

/**
 * Proves that sessions of a workspace can be read before something that costs is created there: the permission to
 * write contains none to read, and an answer that cannot be read is paid for all the same.
 *
 * Source: Microsoft Graph permissions reference, SecurityCopilotWorkspaces.ReadWrite.All.
 */
export class ReadCheck {
	private readonly checked = new Map<string, Promise<unknown>>();

	constructor(private readonly graph: GraphClient) {}

	/** Checks a workspace, once per execution. @throws what the client throws, each time */
	async run(workspaceId: string): Promise<void> {
		const check =
			this.checked.get(workspaceId) ??
			this.graph.firstPage(sessionsPath(workspaceId), { select: ['id'], top: 1 });
		this.checked.set(workspaceId, check);
		await check;
	}
}
