import { GraphResponseError } from '../../graph/errors';
import type { ErrorContext } from '../ErrorDescription';
import { finding, type Finding } from '../entry';
import { findForbidden, forbiddenEntries, isPage, isPersonalAccount } from './forbidden';
import { findNotFound, isWithoutRoute, notFoundEntries } from './notFound';
import { findStatus } from './status';
import { findUnauthorized } from './unauthorized';
import { findWorkspaceState } from './workspace';

/** Answers of Graph that are no success, by status; what stands behind several of them comes first. */
export function findGraphResponse(failure: unknown, context: ErrorContext): Finding | undefined {
	if (!(failure instanceof GraphResponseError)) return undefined;
	const { status } = failure;
	if (status === 401) return findUnauthorized(failure, context);
	// As in the clouds without Security Copilot.
	if (isWithoutRoute(failure)) return finding(notFoundEntries, 'securityCopilotNotFound');
	const workspaceState = findWorkspaceState(failure, context);
	if (workspaceState) return workspaceState;
	if (status === 403) return findForbidden(failure, context);
	if (status === 404 && isPage(failure)) return finding(forbiddenEntries, 'refusedByPage');
	if (status === 404) return findNotFound(failure, context);
	if (status === 412 && context.grantType === 'clientCredentials') {
		return finding(forbiddenEntries, 'appOnlyRefused');
	}
	if (status === 400 && isPersonalAccount(failure)) return finding(forbiddenEntries, 'personalAccount');
	return findStatus(failure);
}
