import { GraphResponseError } from '../../graph/errors';
import type { DiagnosisContext } from '../Diagnosis';
import { finding, type Finding } from '../entry';
import { findForbidden, forbiddenEntries } from './forbidden';
import { findNotFound, notFoundEntries } from './notFound';
import { findStatus } from './status';
import { findUnauthorized } from './unauthorized';
import { findWorkspaceState } from './workspace';

/** Answers of Graph that are no success, by status; what stands behind several of them comes first. */
export function findGraphResponse(failure: unknown, context: DiagnosisContext): Finding | undefined {
	if (!(failure instanceof GraphResponseError)) return undefined;
	const { status, details } = failure;
	if (status === 401) return findUnauthorized(failure, context);
	const workspaceState = findWorkspaceState(failure, context);
	if (workspaceState) return workspaceState;
	if (status === 403) return findForbidden(failure, context);
	if (status === 404) return findNotFound(failure, context);
	if (status === 412 && context.grantType === 'clientCredentials') {
		return finding(forbiddenEntries, 'appOnlyRefused');
	}
	// What Graph says to a path that its metadata does not have, as in the clouds without Security Copilot.
	if (status === 400 && /for the segment/i.test(details.message ?? '')) {
		return finding(notFoundEntries, 'securityCopilotNotFound');
	}
	return findStatus(failure);
}
