import type { GraphClient } from '../graph/client';
import { sessionsPath } from '../graph/paths';

/**
 * Proves that sessions of a workspace can be read before something that costs is created there: the permission to
 * write contains none to read, and an answer that cannot be read is paid for all the same.
 *
 * Source: Microsoft Graph permissions reference, SecurityCopilotWorkspaces.ReadWrite.All.
 */
export class ReadCheck {
	/** Checks that went well or are under way, by workspace. */
	private readonly checks = new Map<string, Promise<unknown>>();

	constructor(private readonly graph: GraphClient) {}

	/**
	 * Checks a workspace. One that went well holds for the execution; one that failed holds for those who wait for it, and
	 * whoever comes later checks anew.
	 *
	 * @throws what the client throws
	 */
	async run(workspaceId: string): Promise<void> {
		const check = this.checks.get(workspaceId) ?? this.begin(workspaceId);
		await check;
	}

	private begin(workspaceId: string): Promise<unknown> {
		const check = this.graph.firstPage(sessionsPath(workspaceId), { select: ['id'], top: 1 });
		this.checks.set(workspaceId, check);
		check.catch(() => this.checks.delete(workspaceId));
		return check;
	}
}
