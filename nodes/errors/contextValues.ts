import { GraphResponseError } from '../graph/errors';
import { sessionWebUrl } from '../text/sessionLink';
import type { ErrorContext } from './ErrorDescription';
import type { Values } from './entry';
import { idsInPath, idValues } from './ids';
import { permissionsOf, READ_PERMISSION, READ_WRITE_PERMISSION } from './permissions';
import { presentable } from '../text/redaction';
import { withoutUndefined } from './withoutUndefined';

/** What texts are filled with, whatever the kind of failure. */
export function contextValues(chain: readonly unknown[], context: ErrorContext): Values {
	const { operation, workspaceId, promptId, evaluationId, credentialName, created = {} } = context;
	const { phrase, needed } = permissionsOf(operation);
	const isApp = context.grantType === 'clientCredentials';
	const permissions = needed.join(' and ');
	const response = chain.find((link) => link instanceof GraphResponseError);
	const sessionId = created.sessionId ?? context.sessionId;
	const ids = {
		workspace: workspaceId,
		session: sessionId,
		prompt: created.promptId ?? promptId,
		evaluation: created.evaluationId ?? evaluationId,
	};
	const name = presentable(credentialName, 80);
	return {
		operation: phrase,
		permissions,
		permission: response ? permissionOfRequest(response) : permissions,
		permissionKind: isApp ? 'application' : 'delegated',
		...idValues({ ...(response && idsInPath(response.path)), ...withoutUndefined(ids) }),
		...(name !== undefined && { credential: `the credential "${name}"` }),
		...(sessionId !== undefined && GUID.test(sessionId) && { portal: sessionWebUrl(sessionId) }),
	};
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** One request needs one of them, whatever the whole operation needs. */
function permissionOfRequest({ method }: GraphResponseError): string {
	return method === 'GET' ? READ_PERMISSION : READ_WRITE_PERMISSION;
}
