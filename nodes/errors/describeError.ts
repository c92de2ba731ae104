import { GraphResponseError } from '../graph/errors';
import { presentable } from '../text/redaction';
import { sessionWebUrl } from '../text/sessionLink';
import { ENTRIES, type Entry, type Finding } from './catalogue';
import { detailsOf, detailsOfUnknown, detailsSentence } from './details';
import type { ErrorContext, ErrorDescription } from './ErrorDescription';
import { fill, type Values } from './fill';
import { findEntry } from './findEntry';
import { idsInPath, namedIds } from './ids';
import { notesOn } from './notes';
import { permissionsOf, READ_PERMISSION, READ_WRITE_PERMISSION } from './permissions';
import { utcTime } from './utcTime';

/** Errors wrap errors; a chain longer than this is a circle. */
const MAX_CAUSES = 8;

/**
 * Turns a failure into what a person sees. Never throws, and never yields an empty text, markup, a token, a secret,
 * claims or a sharing token of a link, whatever the failure holds.
 *
 * @param failure an error class of the layers below, or anything that was thrown; what wraps one of these in its `cause`
 * counts as that
 * @param context what the caller knows about the operation
 */
export function describeError(failure: unknown, context: ErrorContext): ErrorDescription {
	const chain = causesOf(failure);
	const found = chain.map((link) => findEntry(link, context)).find(Boolean);
	const { id, values, advice }: Finding = found ?? { id: 'unexpected' };
	const details = chain.map(detailsOf).find(Boolean) ?? (found ? {} : detailsOfUnknown(failure));
	// What a parameter cannot be has nothing to do with the time.
	if (id !== 'invalidParameter') details.date ??= utcTime(context.failedAt);
	const allValues = { ...contextValues(chain, context), ...values };
	const whatToDo = presentable(advice, 400) ?? fill(ENTRIES[id].advice, allValues);
	const { httpStatus, code, requestId, clientRequestId, date } = details;
	return {
		id,
		message: messageOf(ENTRIES[id], allValues, context),
		description: `${[whatToDo, ...notesOn(chain, context, id)].join(' ')}\n\n${detailsSentence(details, id)}`,
		...defined({ httpStatus, code, requestId, clientRequestId, date }),
	};
}

/** What happened, and where it matters to a model, what it needs to know before it tries again. */
function messageOf({ message, again }: Entry, values: Values, context: ErrorContext): string {
	const happened = fill(message, values);
	if (again === undefined) return happened;
	const { created = {}, promptId } = context;
	const exists = promptId !== undefined || namedIds(created).length > 0;
	return `${happened}. ${fill(again, values)}${exists ? `. IDs: ${namedIds(context).join(', ')}` : ''}`;
}

function causesOf(failure: unknown): unknown[] {
	const chain: unknown[] = [failure];
	while (chain.length < MAX_CAUSES) {
		const last = chain.at(-1);
		if (typeof last !== 'object' || last === null || !('cause' in last)) break;
		chain.push(last.cause);
	}
	return chain;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What texts are filled with, whatever the kind of failure. */
function contextValues(chain: readonly unknown[], context: ErrorContext): Values {
	const { phrase, needed } = permissionsOf(context.operation);
	const permissions = needed.join(' and ');
	const response = chain.find((link) => link instanceof GraphResponseError);
	const { workspaceId = context.workspaceId, ...inWorkspace } = response ? idsInPath(response.path) : {};
	const { sessionId = inWorkspace.sessionId ?? '' } = context;
	const name = presentable(context.credentialName, 80);
	return {
		operation: phrase,
		permissions,
		permission: response ? permissionOfRequest(response) : permissions,
		permissionKind: context.grantType === 'clientCredentials' ? 'application' : 'delegated',
		workspace: namedIds({ workspaceId })[0],
		object: namedIds(inWorkspace).reverse().join(' of '),
		credential: name && `the credential "${name}"`,
		portal: GUID.test(sessionId) ? sessionWebUrl(sessionId) : undefined,
	};
}

/** One request needs one of them, whatever the whole operation needs. */
function permissionOfRequest({ method }: GraphResponseError): string {
	return method === 'GET' ? READ_PERMISSION : READ_WRITE_PERMISSION;
}

/** A copy without the members that are undefined, so that an absent fact has no key. */
function defined<T extends object>(record: T): T {
	return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}
