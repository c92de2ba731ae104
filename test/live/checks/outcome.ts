import { asError, readErrorDetails } from '../../../nodes/graph/errors';
import type { HttpResponse } from '../../../nodes/graph/http';
import { workspacesPath } from '../../../nodes/graph/paths';
import { codeName } from '../names';
import type { Tenant } from '../Tenant';

/** "200", or "403 Forbidden": status and Graph's code. */
export function outcomeOf(answer: HttpResponse): string {
	return succeeded(answer)
		? String(answer.status)
		: `${answer.status} ${codeName(readErrorDetails(answer).code)}`;
}

export const succeeded = ({ status }: HttpResponse): boolean => status >= 200 && status <= 299;

/** Statuses by which a service says that it does not know what was asked for. Any other refusal is about something else. */
const UNSUPPORTED = new Set([400, 404, 405, 501]);

/** An answer that says yes or no to what was asked. @throws GraphResponseError for any other refusal */
export function answered(tenant: Tenant, answer: HttpResponse): HttpResponse {
	return UNSUPPORTED.has(answer.status) ? answer : requireSuccess(tenant, answer);
}

/** @throws GraphResponseError */
export function requireSuccess(tenant: Tenant, answer: HttpResponse): HttpResponse {
	if (succeeded(answer)) return answer;
	// The path of the request is not in the report.
	throw asError(answer, tenant.request(workspacesPath()));
}
