import { workspaceEntity } from '../entities';
import { graphErrors } from '../errors';
import type { OperationContext, Outcome } from '../operations';
import { roleOf } from '../permissions';

/**
 * List workspaces: those in which the caller has a role. Each item carries `@odata.type` (documented example).
 * @throws GraphError 403 when there is none
 */
export function listWorkspaces({ store, switches, token }: OperationContext): Outcome {
	const visible = store.workspaces.filter((workspace) => roleOf(token, workspace, switches) !== 'none');
	if (visible.length === 0 && store.workspaces.length > 0) {
		throw graphErrors.missingRole();
	}
	const list = visible.map((workspace) => workspaceEntity(workspace, switches));
	return { list };
}
