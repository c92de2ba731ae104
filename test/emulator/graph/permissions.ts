import type { IssuedToken } from '../entra/tokens';
import type { Switches } from '../switches';
import { graphErrors } from './errors';
import type { Operation } from './operations';
import type { Role, Workspace } from './store';

const READ = 'SecurityCopilotWorkspaces.Read.All';
const READ_WRITE = 'SecurityCopilotWorkspaces.ReadWrite.All';

/**
 * Checks scope or app role. Every page and the permission model agree that ReadWrite.All does not contain GET.
 * @throws GraphError 403
 */
export function requirePermission({ claims }: IssuedToken, operation: Operation, switches: Switches): void {
	const { evaluationListPermission, appOnly } = switches;
	if (claims.idtyp === 'app' && appOnly === 'refuse') {
		throw graphErrors.missingPermission('app-only access is refused by the switch appOnly');
	}
	if (operation.name === 'listEvaluations' && evaluationListPermission === 'none') {
		throw graphErrors.missingPermission('no permission allows this list (switch evaluationListPermission)');
	}
	const granted = claims.roles ?? claims.scp?.split(' ') ?? [];
	const needed = operation.method === 'GET' ? READ : READ_WRITE;
	if (!granted.includes(needed)) throw graphErrors.missingPermission(`${operation.name} needs ${needed}`);
}

/** Role of the caller. An application has none: no page names a role for app-only access. */
export function roleOf({ claims }: IssuedToken, { role }: Workspace, switches: Switches): Role {
	if (claims.idtyp === 'app') return 'contributor';
	return role ?? switches.roles;
}
