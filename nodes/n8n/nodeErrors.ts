import type { IDataObject, INode, INodeExecutionData, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { NoAnswerError, PartialResultError, type KnownIds } from '../copilot/failures';
import { describeError } from '../errors/describeError';
import type { ErrorDescription, ErrorContext } from '../errors/ErrorDescription';
import { withoutSharingTokens } from '../text/redaction';
import { CREDENTIAL_TYPE } from './credential';

/** What is known around a failure. */
export interface FailureContext extends ErrorContext {
	/** Position of the input item that failed. */
	itemIndex?: number;
	/** IDs of what this execution has created. */
	createdIds?: ReadonlySet<string>;
}

/** n8n renders a description as HTML. */
const EMPTY_LINE = '<br><br>';

/** Kept beside the errors, because n8n saves an error's own properties with the execution. */
const descriptions = new WeakMap<Error, ErrorDescription>();

/**
 * Turns any failure into an error that n8n shows: what happened, what to do next, and the facts for support. n8n's own
 * errors, such as for an expression that fails, stay as they are.
 */
export function toNodeError(
	node: INode,
	failure: unknown,
	{ itemIndex, createdIds, ...context }: FailureContext,
): NodeApiError | NodeOperationError {
	if (failure instanceof NodeApiError || failure instanceof NodeOperationError) {
		if (itemIndex !== undefined) failure.context.itemIndex ??= itemIndex;
		return failure;
	}
	const described = describeError(failure, {
		credentialName: node.credentials?.[CREDENTIAL_TYPE]?.name,
		// As the machine's clock tells it now: logs are searched by that.
		failedAt: new Date().toISOString(),
		...context,
		...idsOf(failure),
		created: idsOf(failure, createdIds ?? new Set()),
	});
	const error = nodeError(withoutLinksSecrets(node), described, itemIndex);
	descriptions.set(error, described);
	return error;
}

/** n8n keeps the node in the error, logs it and saves it: a link that somebody pasted into a parameter opens a session. */
function withoutLinksSecrets(node: INode): INode {
	const shown = (value: unknown): unknown => {
		if (typeof value === 'string') return withoutSharingTokens(value);
		if (Array.isArray(value)) return value.map(shown);
		if (typeof value !== 'object' || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shown(inner)]));
	};
	return { ...node, parameters: shown(node.parameters) as INode['parameters'] };
}

function nodeError(
	node: INode,
	described: ErrorDescription,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	const { message, httpStatus } = described;
	const description = described.description.replaceAll('\n\n', EMPTY_LINE);
	if (httpStatus === undefined) {
		return new NodeOperationError(node, message, { description, itemIndex, level: 'warning' });
	}
	// n8n takes code, message and description from the response where it finds them, so it gets none but ours.
	const response: JsonObject = { message };
	return new NodeApiError(node, response, { message, description, httpCode: String(httpStatus), itemIndex });
}

/** What existed when it failed. @param only these IDs, where they are given */
function idsOf(failure: unknown, only?: ReadonlySet<string>): KnownIds {
	const isCarried = failure instanceof PartialResultError || failure instanceof NoAnswerError;
	const ids = Object.entries(isCarried ? failure.ids : {});
	return Object.fromEntries(ids.filter(([, id]) => id !== undefined && (!only || only.has(id))));
}

/**
 * The output of an item that failed while the node continues on fail: the message as `error`, and in `details` what a
 * workflow can decide on. n8n sends an item to the error output only while it has no other fields than these.
 *
 * Source: n8n-core, `workflow-execute.js` (`handleNodeErrorOutput`).
 *
 * @param remains what exists in spite of the failure
 */
export function failedItem(
	error: NodeApiError | NodeOperationError,
	itemIndex: number,
	remains: IDataObject = {},
): INodeExecutionData {
	const { id: reference, httpStatus, code, requestId, clientRequestId, date } = descriptions.get(error) ?? {};
	const description = error.description?.replaceAll(EMPTY_LINE, '\n\n');
	const facts = { description, reference, httpStatus, code, requestId, clientRequestId, date, ...remains };
	const details: IDataObject = Object.fromEntries(
		Object.entries(facts).filter(([, value]) => value !== undefined),
	);
	return { json: { error: error.message, details }, pairedItem: { item: itemIndex } };
}
