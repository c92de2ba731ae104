import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type NodeApiError,
} from 'n8n-workflow';
import { copilotFor, type Copilot } from '../copilot/Copilot';
import { CancelledWhileEvaluatingError, PartialResultError } from '../copilot/failures';
import type { RetryLimits } from '../graph/retryPolicy';
import { CancelledError } from '../graph/time';
import { connectGraph } from '../n8n/connectGraph';
import { failedItem, toNodeError, type FailureContext } from '../n8n/nodeErrors';
import { withLabel } from '../shared/withLabel';
import { ItemParameters } from '../shared/ItemParameters';
import { readRetryLimits } from './fields/options';
import { UNLIMITED, type Work } from './operation';
import { partialResultOf, partialResultOutput, partialResultText, type PartialResult } from './partialResult';
import { findOperation, type ChosenOperation } from './resources';
import { toolOutput } from './toolOutput';

/** An input item with checked parameters, or why they cannot be used. */
type Prepared = Ready | Failure;

interface Ready {
	work: Work;
	limits: RetryLimits;
}

/** Why an input item has no output. */
interface Failure {
	error: NodeApiError | NodeOperationError;
	/** What exists although the item failed. */
	partial?: PartialResult;
	/** The execution was cancelled, or a failure of another item ended it. */
	cancelled?: CancelledError;
}

/** Output of one input item; undefined for one that was never started. */
type Result = INodeExecutionData[] | Failure | undefined;

/**
 * Runs the chosen operation for all input items: prepares all, then performs them. Every input item comes out as its
 * results or as one error, in input order.
 *
 * @throws NodeApiError or NodeOperationError of the first item that failed, unless the node continues on fail, and
 * whenever the execution is cancelled
 */
export async function runItems(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const items = context.getInputData();
	if (items.length === 0) return [];
	const operation = chosenOperation(context);
	const continues = context.continueOnFail();
	const prepared = items.map((_item, itemIndex) => prepare(context, operation, itemIndex));
	const unusable = prepared.find(isFailure);
	if (unusable && !continues) throw unusable.error;
	const results = prepared.every(isFailure)
		? prepared
		: await perform(context, operation, prepared, continues);
	throwEnd(results, continues);
	const output = results.flatMap((result, itemIndex) => {
		if (!isFailure(result)) return result ?? [];
		return [failedItem(result.error, itemIndex, result.partial && partialResultOutput(result.partial))];
	});
	if (!isTool(context)) return output;
	return output.map((item) => ({ ...item, json: toolOutput(item.json) }));
}

/**
 * Whether the node is a tool of an AI agent or an MCP server: n8n makes a type of its own for that. Agents run it as a step
 * of the workflow, so the kind of the context does not tell. Source: n8n 2.41, `tool-generation/ai-tools.js`.
 */
function isTool(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}

function isFailure(result: Prepared | Result): result is Failure {
	return result !== undefined && 'error' in result;
}

/** Resource and operation take no expressions, so they are the same for all items. */
function chosenOperation(context: IExecuteFunctions): ChosenOperation {
	const resource = String(context.getNodeParameter('resource', 0));
	const name = String(context.getNodeParameter('operation', 0));
	const operation = findOperation(resource, name);
	if (operation) return operation;
	throw new NodeOperationError(
		context.getNode(),
		`There is no operation ${name} for the resource ${resource}`,
		{ description: 'Choose the resource and the operation again.' },
	);
}

function prepare(context: IExecuteFunctions, operation: ChosenOperation, itemIndex: number): Prepared {
	try {
		const item = new ItemParameters(context, itemIndex);
		return { limits: readRetryLimits(item), work: operation.prepare(item) };
	} catch (error) {
		const around = failureContext(context, operation, itemIndex);
		const labelled = withLabel(error, operation.fields);
		return { error: toNodeError(context.getNode(), labelled, around) };
	}
}

/** Performs the prepared items in their order, as many at once as the operation allows. */
async function perform(
	context: IExecuteFunctions,
	operation: ChosenOperation,
	prepared: readonly Prepared[],
	continues: boolean,
): Promise<Result[]> {
	const [end, endOfStarts] = [new AbortController(), new AbortController()];
	const { copilot, grantType } = await connect(context, prepared, end.signal, endOfStarts.signal);
	const results: Result[] = new Array<Result>(prepared.length).fill(undefined);
	const queue = prepared.entries();
	let ended = false;
	const worker = async () => {
		for (const [itemIndex, item] of queue) {
			if (ended) return;
			const result = isFailure(item)
				? item
				: await item.work(copilot).then(
						(objects) =>
							objects.map((json) => ({ json: json as IDataObject, pairedItem: { item: itemIndex } })),
						(error: unknown) =>
							failureOf(error, context, {
								...failureContext(context, operation, itemIndex),
								grantType,
								createdIds: copilot.created,
							}),
					);
			results[itemIndex] = result;
			if (!isFailure(result) || (continues && !result.cancelled)) continue;
			ended = true;
			// Reads end. What creates may have been paid for, so it goes on to its end.
			(operation.concurrency === UNLIMITED ? end : endOfStarts).abort();
		}
	};
	await Promise.all(Array.from({ length: Math.min(operation.concurrency, prepared.length) }, worker));
	// No poll is sent after the end of the node.
	end.abort();
	return results;
}

async function connect(
	context: IExecuteFunctions,
	prepared: readonly Prepared[],
	end: AbortSignal,
	endOfStarts: AbortSignal,
): Promise<{ copilot: Copilot; grantType: string }> {
	// Items share requests, so the options of the first usable one hold for all.
	const ready = prepared.find((item): item is Ready => !isFailure(item));
	const cancelled = context.getExecutionCancelSignal?.();
	const signal = cancelled ? AbortSignal.any([cancelled, end]) : end;
	const { graph, connection, time } = await connectGraph(context, { limits: ready?.limits, signal });
	const beginSignal = AbortSignal.any([signal, endOfStarts]);
	const copilot = copilotFor({ graph, time, connectionId: connection.id, signal, beginSignal });
	return { copilot, grantType: connection.grantType };
}

function failureOf(failure: unknown, context: IExecuteFunctions, around: FailureContext): Failure {
	const cause = failure instanceof PartialResultError ? failure.cause : failure;
	const cancelled = cause instanceof CancelledError ? cause : undefined;
	const partial = partialResultOf(failure);
	const error = toNodeError(context.getNode(), failure, around);
	if (partial) error.description = [error.description, partialResultText(partial)].filter(Boolean).join(' ');
	// n8n calls a cancelled execution failed unless the name of what the node throws says otherwise.
	// Source: n8n-core, `workflow-execute.js` (`processSuccessExecution`).
	if (cancelled) error.name = cancelled.name;
	return { error, partial, cancelled };
}

/**
 * Throws what ends the execution: the first failure in the order of the items, unless the node continues on fail; else
 * a cancellation, preferably one after which an evaluation may go on.
 */
function throwEnd(results: readonly Result[], continues: boolean): void {
	const failures = results.filter(isFailure);
	const mayRun = ({ cancelled }: Failure) => cancelled instanceof CancelledWhileEvaluatingError;
	const ending =
		(continues ? undefined : failures.find(({ cancelled }) => !cancelled)) ??
		failures.find(mayRun) ??
		failures.find(({ cancelled }) => cancelled);
	if (ending) throw ending.error;
}

/** Context of an item's failure. A parameter that cannot be read is left out. */
function failureContext(
	context: IExecuteFunctions,
	{ resource, value }: ChosenOperation,
	itemIndex: number,
): FailureContext {
	const item = new ItemParameters(context, itemIndex);
	return {
		itemIndex,
		operation: { resource, name: value },
		workspaceId: item.shownId('workspaceId'),
		sessionId: item.shownId('sessionId'),
		promptId: item.shownId('promptId'),
		evaluationId: item.shownId('evaluationId'),
	};
}
