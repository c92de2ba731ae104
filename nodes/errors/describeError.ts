import { GraphResponseError } from '../graph/errors';
import { presentable } from '../text/redaction';
import { sessionWebUrl } from '../text/sessionLink';
import { findConnection } from './catalogue/connection';
import { findEvaluation } from './catalogue/evaluation';
import { findGraphResponse } from './catalogue/graph';
import { findInput, findUnexpected } from './catalogue/input';
import { findSignIn } from './catalogue/signIn';
import { detailsOf, detailsOfUnknown, detailsSentence, type Details } from './details';
import type { ErrorContext, ErrorDescription } from './ErrorDescription';
import { fill, type Entry, type Finding, type Values } from './entry';
import { hints } from './hints';
import { idsByLevel, idsInPath, idValues, listIds } from './ids';
import { permissionsOf, READ_PERMISSION, READ_WRITE_PERMISSION } from './permissions';
import { utcTime } from './utcTime';

/** Each knows the failures of its area, and returns undefined for the others. */
const AREAS: ReadonlyArray<(failure: unknown, context: ErrorContext) => Finding | undefined> = [
	findEvaluation,
	findInput,
	findSignIn,
	findGraphResponse,
	findConnection,
];

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
	const found = chain.map((link) => AREAS.map((find) => find(link, context)).find(Boolean)).find(Boolean);
	const { id, entry, values, advice } = found ?? findUnexpected();
	const details = found ? firstDetails(chain) : detailsOfUnknown(failure);
	// What a parameter cannot be has nothing to do with the time.
	if (id !== 'invalidParameter') details.date ??= utcTime(context.failedAt);
	const allValues = { ...contextValues(chain, context), ...defined(values) };
	const whatToDo = [
		presentable(advice, 400) ?? fill(entry.advice, allValues),
		...hints(chain, context, id),
	].join(' ');
	const { httpStatus, code, requestId, clientRequestId, date } = details;
	return {
		id,
		message: messageOf(entry, allValues, context),
		description: `${whatToDo}\n\n${detailsSentence(details, id)}`,
		...defined({ httpStatus, code, requestId, clientRequestId, date }),
	};
}

/** What happened, and where it matters to a model, what it needs to know before it tries again. */
function messageOf({ message, again }: Entry, values: Values, context: ErrorContext): string {
	const happened = fill(message, values);
	if (again === undefined) return happened;
	const { created, promptId } = context;
	const exists = promptId !== undefined || Object.values(created ?? {}).some(Boolean);
	const ids = exists ? listIds(idsByLevel(context)) : '';
	return `${happened}. ${fill(again, values)}${ids && `. IDs: ${ids}`}`;
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

/** The details of the first failure of a chain that has any. */
function firstDetails(chain: unknown[]): Details {
	return chain.map(detailsOf).find((details) => Object.keys(defined(details)).length > 0) ?? {};
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What texts are filled with, whatever the kind of failure. */
function contextValues(chain: readonly unknown[], context: ErrorContext): Values {
	const { phrase, needed } = permissionsOf(context.operation);
	const permissions = needed.join(' and ');
	const response = chain.find((link) => link instanceof GraphResponseError);
	const ids = defined(idsByLevel(context));
	const name = presentable(context.credentialName, 80);
	return {
		operation: phrase,
		permissions,
		permission: response ? permissionOfRequest(response) : permissions,
		permissionKind: context.grantType === 'clientCredentials' ? 'application' : 'delegated',
		...idValues({ ...(response && idsInPath(response.path)), ...ids }),
		...(name !== undefined && { credential: `the credential "${name}"` }),
		...(GUID.test(ids.session ?? '') && { portal: sessionWebUrl(ids.session ?? '') }),
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
